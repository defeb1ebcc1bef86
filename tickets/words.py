"""Under which words a ticket is found. What only workers may read is found only by workers.

The public words (number, subject, description, answers, public replies) stand under the ticket; an answer that
is hidden from somebody at some time is found by nobody. An internal note stands under itself, and is asked only
for tickets the person works on.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

import search
from people.models import Person
from tickets.masks import searchable
from tickets.models import Comment, Ticket

NEWEST = 200  # replies; older ones of a very long conversation are found no more
HITS = 1000


def index_ticket(ticket: Ticket, *, replies: Iterable[str] | None = None) -> None:
    """Writes the public words anew; reads the public replies unless they are given."""
    search.index(ticket, title=title_of(ticket), body=body_of(ticket, replies))


def index_note(note: Comment) -> None:
    """Writes the words of an internal note."""
    search.index(note, title="", body=note.text)


def title_of(ticket: Ticket) -> str:
    return f"{ticket.reference} {ticket.subject}"


def body_of(ticket: Ticket, replies: Iterable[str] | None = None) -> str:
    said = _replies(ticket) if replies is None else replies
    return "\n".join(
        [ticket.description, *sheet_words(searchable(ticket)), *ticket.service_name.values(), *said]
    )


def _replies(ticket: Ticket) -> list[str]:
    fetched = getattr(ticket, "replies", None)
    if fetched is not None:
        return [reply.text for reply in fetched[-NEWEST:]]
    newest = ticket.comments.public().order_by("-id")
    return list(newest.values_list("text", flat=True)[:NEWEST])


def sheet_words(sheet: Any) -> list[str]:
    """Every text somebody could read in the answers, in both languages."""
    if isinstance(sheet, dict):
        parts = [part for key, part in sheet.items() if key not in ("name", "kind")]
        return [word for part in parts for word in sheet_words(part)]
    if isinstance(sheet, list):
        return [word for part in sheet for word in sheet_words(part)]
    return [sheet] if isinstance(sheet, str) else []


def holding(queryset: QuerySet, text: str, person: Person) -> QuerySet:
    """Those tickets of the queryset, in its own order, that hold every word of the text.

    `INC-42` finds the ticket itself. The queryset already starts from what the person may see; notes
    count only where the person works on the ticket.
    """
    ids = set(search.matching(queryset, text).values_list("pk", flat=True)[:HITS])
    if person.is_agent:
        notes = search.matching(Comment.objects.notes_for(person), text)
        ids.update(notes.values_list("ticket", flat=True)[:HITS])
    if looks_like_reference(text):
        ids.update(queryset.referred_to(text).values_list("pk", flat=True))
    return queryset.filter(pk__in=ids)


def looks_like_reference(text: str) -> bool:
    """Whether the text could be a ticket's number, such as INC-42 or 42."""
    prefix, _dash, number = text.strip().rpartition("-")
    return number.isdecimal() and len(number) < 19 and (not prefix or prefix.isalpha())


def _searched() -> QuerySet:
    replies = Prefetch("comments", queryset=Comment.objects.public(), to_attr="replies")
    return Ticket.objects.prefetch_related(replies)


search.register(Ticket, title=title_of, body=body_of, things=_searched, teaches=False)
search.register(
    Comment,
    title=lambda note: "",
    body=lambda note: note.text,
    things=Comment.objects.internal,
    teaches=False,
)
