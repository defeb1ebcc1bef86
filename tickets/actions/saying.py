"""The words themselves: one reply or note written down, indexed, counted and recorded."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.models import Event
from journal.refusals import Invalid
from people.models import Person
from tickets import clocks, words
from tickets.actions._writing import clean_text, named
from tickets.actions.attaching import claim
from tickets.models import Attachment, Clock, Comment, Ticket
from tickets.policies import may_work
from ui.markdown import to_html, to_text

MENTION = re.compile(r"(?<![\w@.])@([\w][\w.+-]*)")
EXCERPT = 240


class MayNotSee(Invalid):
    """Somebody is mentioned who may not read what is written."""

    code = "mention-may-not-see"


def say(
    ticket: Ticket,
    text: str,
    *,
    by: Person,
    now: datetime,
    channel: str,
    internal: bool = False,
    attachments: Iterable[Attachment] = (),
    cause: Event | None = None,
    also: Iterable[Person] = (),
) -> Comment:
    """The reply itself, on a ticket that is locked already; files need no words. `also` are people whom it mentions
    without naming them."""
    attachments = list(attachments)
    text = clean_text("text", text, required=not attachments)
    mentioned = list(dict.fromkeys([*mentioned_in(text, ticket, internal=internal), *also]))
    said = Comment.objects.create(
        ticket=ticket, author=by, text=text, html=to_html(text), is_internal=internal, created_at=now
    )
    if mentioned:
        said.mentions.add(*mentioned)
    files = claim(attachments, ticket, by=by, comment=said)
    data = {
        "comment": said.pk,
        "excerpt": to_text(text, EXCERPT) or ", ".join(file.name for file in files)[:EXCERPT],
        "mentions": [named(person) for person in mentioned],
        "files": [file.name for file in files],
    }
    if internal:
        words.index_note(said)
    else:
        words.index_ticket(ticket)
    missed = _freshen(ticket, answered=not internal and _is_answer(ticket, by), now=now)
    event = record(
        "ticket.noted" if internal else "ticket.commented",
        ticket,
        by=by,
        now=now,
        channel=channel,
        data=data,
        cause=cause,
    )
    clocks.tell_missed(ticket, missed, now=now, cause=event)
    return said


def _is_answer(ticket: Ticket, by: Person) -> bool:
    """Whether what the person says in public answers the requester."""
    return may_work(by, ticket) and by.pk != ticket.requester_id and not by.is_machine


def _freshen(ticket: Ticket, *, answered: bool, now: datetime) -> list[Clock]:
    """Brings the ticket up in the lists and lets the clocks hear of an answer; the revision stays."""
    missed = clocks.follow(ticket, now=now, answered=True) if answered else []
    ticket.updated_at = now
    ticket.save(update_fields=["updated_at", "due_at", "promised_at"])
    return missed


def mentioned_in(text: str, ticket: Ticket, *, internal: bool) -> list[Person]:
    """The people the text mentions by @username; raises `MayNotSee` naming those who may not read it."""
    names = {name.rstrip(".+-").lower() for name in MENTION.findall(text)}
    if not names:
        return []
    people = [
        person
        for person in Person.objects.active().filter(username__in=names | set(MENTION.findall(text)))
        if person.username.lower() in names
    ]
    blind = [person.label for person in people if not _may_read(person, ticket, internal=internal)]
    if blind:
        sentence = format_lazy(
            _("{people} may not read this. Leave the mention out, or give them access first."),
            people=", ".join(blind),
        )
        raise MayNotSee(sentence, errors={"text": [sentence]})
    return people


def _may_read(person: Person, ticket: Ticket, *, internal: bool) -> bool:
    tickets = Ticket.objects.workable_by(person) if internal else Ticket.objects.visible_to(person)
    return tickets.filter(pk=ticket.pk).exists()
