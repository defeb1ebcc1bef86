"""A ticket's conversation and its history as one stream, read from the end, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from journal import verbs
from journal.models import Event
from people.models import Person
from tickets.masks import TRIES, reads_tries, seen_event
from tickets.models import Comment, Ticket

PAGE = 40
EVERYTHING, TALK, CHANGES = "everything", "talk", "changes"
# What the conversation already shows by itself.
SPOKEN = ("ticket.commented", "ticket.noted")
# What happens by itself or is nobody else's business, and makes no page stale.
QUIET = (
    "ticket.due-soon",
    "ticket.breached",
    "ticket.inspected",
    "ticket.watched",
    "ticket.unwatched",
    *TRIES,
)
Cursor = tuple[int, int]  # ids of a comment and of an event
NOWHERE: Cursor = (0, 0)


@dataclass(frozen=True)
class Entry:
    """One thing said or one thing that happened."""

    at: datetime
    comment: Comment | None = None
    event: Event | None = None


@dataclass(frozen=True)
class Stream:
    """A page of entries, oldest first.

    `earlier` is the cursor of the page before it, empty at the beginning; `latest` the one after which
    new entries come. `last_event` is the newest event the page knows of.
    """

    entries: list[Entry]
    earlier: str
    latest: str
    last_event: int


def stream(
    ticket: Ticket, person: Person, *, works: bool, only: str = EVERYTHING, before: str = "", after: str = ""
) -> Stream:
    """What may be read of the ticket's past. Who doesn't work it (`works`) reads no note and no internal event;
    whoever (`person`) may not see an answer reads nothing of its changes. `before` and `after` are cursors that
    an earlier page gave.
    """
    end, start = read_cursor(before), read_cursor(after)
    said = _page(_comments(ticket, works), end[0], start[0]) if only != CHANGES else []
    done = _page(_events(ticket, person, works), end[1], start[1]) if only != TALK else []
    entries = [Entry(one.created_at, comment=one) for one in said]
    entries += [Entry(one.at, event=one) for one in done]
    entries.sort(key=_place)
    page = entries[-PAGE:]
    return Stream(
        entries=[one for one in page if one.event is None or seen_event(person, ticket, one.event)],
        earlier=_earlier(page, end) if len(entries) > PAGE and not after else "",
        latest=_latest(said, done, start),
        last_event=max((one.pk for one in done), default=start[1]),
    )


def whole_stream(ticket: Ticket, person: Person, *, works: bool, most: int = 25) -> list[Entry]:
    """All entries, oldest first, of at most that many pages from the end."""
    entries: list[Entry] = []
    before = ""
    for _page_number in range(most):
        page = stream(ticket, person, works=works, before=before)
        entries = [*page.entries, *entries]
        before = page.earlier
        if not before:
            break
    return entries


def _place(entry: Entry) -> tuple[datetime, bool, int]:
    """By time; of one instant first what happened, then what was said of it."""
    row = entry.comment or entry.event
    return entry.at, entry.comment is not None, row.pk if row else 0


def changes_since(ticket: Ticket, event_id: int, *, but_by: Person) -> list[Event]:
    """What others did to the ticket after that event: told to whom a stale page is refused."""
    events = Event.objects.about(ticket).filter(pk__gt=event_id).exclude(actor=but_by).exclude(verb__in=QUIET)
    found = (seen_event(but_by, ticket, one) for one in events.select_related("actor")[:10])
    return [one for one in found if one is not None]


def last_event_of(ticket: Ticket) -> int:
    """The newest event about the ticket; 0 for none."""
    return Event.objects.about(ticket).order_by("-pk").values_list("pk", flat=True).first() or 0


def read_cursor(text: str) -> Cursor:
    """The two ids in a cursor; anything malformed is nowhere."""
    comment, dot, event = text.partition(".")
    well_formed = dot and comment.isdecimal() and event.isdecimal() and len(comment) < 19 and len(event) < 19
    return (int(comment), int(event)) if well_formed else NOWHERE


def _comments(ticket: Ticket, works: bool) -> QuerySet[Comment]:
    comments = ticket.comments.select_related("author").prefetch_related("attachments")
    return comments if works else comments.filter(is_internal=False)


def _events(ticket: Ticket, person: Person, works: bool) -> QuerySet[Event]:
    unread = SPOKEN if reads_tries(person, ticket) else (*SPOKEN, *TRIES)
    events = Event.objects.about(ticket).select_related("actor").exclude(verb__in=unread)
    return events if works else events.filter(verb__in=verbs.names(internal=False))


def _page(rows: QuerySet, end: int, start: int) -> list:
    """The newest rows before `end` and after `start`, one more than a page, so that an older one shows."""
    rows = rows.filter(pk__lt=end) if end else rows
    rows = rows.filter(pk__gt=start) if start else rows
    return list(rows.order_by("-pk")[: PAGE + 1])


def _earlier(shown: list[Entry], end: Cursor) -> str:
    """Where the page before this one ends. A kind of entry that this page lacks goes on where it was."""
    comments = [entry.comment.pk for entry in shown if entry.comment]
    events = [entry.event.pk for entry in shown if entry.event]
    return f"{min(comments, default=end[0])}.{min(events, default=end[1])}"


def _latest(said: list[Comment], done: list[Event], start: Cursor) -> str:
    comment = max((one.pk for one in said), default=start[0])
    event = max((one.pk for one in done), default=start[1])
    return f"{comment}.{event}"
