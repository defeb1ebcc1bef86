"""What the pages show of one ticket, gathered in as few questions as possible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from people.models import Person
from tickets import actions
from tickets.choices import assignable
from tickets.forms import CommentForm
from tickets.masks import concerning, files_for, items_for, sight_of
from tickets.models import Attachment, Link, Participant, Ticket
from tickets.phases import ENDED
from tickets.promises import explain
from tickets.terms import may_have_process
from tickets.timeline import CHANGES, EVERYTHING, TALK, Stream, stream

FILTERS = [(EVERYTHING, _("Everything")), (TALK, _("Conversation")), (CHANGES, _("Changes"))]
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Arrow:
    """A link as it reads from one end."""

    pk: int
    relation: Any
    other: Ticket


@dataclass(frozen=True)
class Change:
    """Something that happened to a concerned item lately: a deed on it, or another ticket about it."""

    at: datetime
    item: Any
    event: Event | None = None
    ticket: Ticket | None = None


def facts_of(ticket: Ticket, person: Person, *, now: datetime, last_event: int) -> dict[str, Any]:
    """The left pane: where it stands, whose it is, what was promised, what it hangs together with."""
    others = ticket.participants.exclude(role=Participant.Role.TASKED)  # these stand with their tasks
    participants = list(others.select_related("person").order_by("pk"))
    return {
        "ticket": ticket,
        "person": person,
        "now": now,
        "last_event": last_event,
        "moves": actions.legal_moves(ticket, person, now=now),
        "clocks": list(ticket.clocks.order_by("kind")),
        "why": explain(ticket, now=now),
        "items": items_for(person, ticket, ticket.items.select_related("type").order_by("name")),
        "may_edit_answers": bool(sight_of(person, ticket).editable),
        "links": arrows_of(ticket, person),
        "participants": participants,
        "watching": any(one.person_id == person.pk for one in participants),
    }


def links_of(ticket: Ticket) -> QuerySet[Link]:
    """The arrows at either end of which the ticket stands."""
    return Link.objects.filter(Q(source=ticket) | Q(target=ticket)).order_by("type", "pk")


def arrows_of(ticket: Ticket, person: Person) -> list[Arrow]:
    """The links to tickets the person may see, each read from this ticket's end."""
    links = list(links_of(ticket))
    ids = {link.target_id if link.source_id == ticket.pk else link.source_id for link in links}
    others = Ticket.objects.visible_to(person).in_bulk(ids) if ids else {}
    arrows = []
    for link in links:
        away = link.source_id == ticket.pk
        other = others.get(link.target_id if away else link.source_id)
        if other is not None:
            arrows.append(Arrow(link.pk, link.read_from(ticket), other))
    return arrows


def talk_of(
    ticket: Ticket, person: Person, request_only: str, cursor: dict[str, str], *, works: bool, now: datetime
) -> dict:
    """The middle: conversation and history as one stream."""
    only = request_only if request_only in dict(FILTERS) else EVERYTHING
    found: Stream = stream(ticket, person, works=works, only=only, **cursor)
    name = "tickets:timeline" if works else "tickets:request_timeline"
    return {
        "ticket": ticket,
        "now": now,
        "stream": found,
        "only": only,
        "filters": FILTERS,
        "timeline_url": reverse(name, args=[ticket.reference]),
    }


def helps_of(ticket: Ticket) -> list[dict[str, Any]]:
    """The right pane: addresses of parts that other packages serve, fetched after the page has come."""
    reference = ticket.reference
    words = urlencode({"q": ticket.subject, "service": ticket.service})
    process = {"name": "steps", "label": _("Process"), "url": f"/desk/tickets/{reference}/steps/"}
    return [
        *([process] if may_have_process(ticket) else []),
        {
            "name": "devices",
            "label": _("The requester's devices"),
            "url": f"/desk/items/of/{ticket.requester_id}/",
        },
        {"name": "articles", "label": _("Articles"), "url": f"/answers/suggested/?{words}"},
        {
            "name": "similar",
            "label": _("Similar tickets"),
            "url": reverse("tickets:similar", args=[reference]),
        },
        {
            "name": "changes",
            "label": _("Recent changes on the items"),
            "url": reverse("tickets:changes", args=[reference]),
        },
    ]


def recent_changes(ticket: Ticket, person: Person, *, now: datetime) -> list[Change]:
    """What happened to the ticket's items in the last 30 days, newest first: deeds on them, and changes."""
    items = {item.pk: item for item in items_for(person, ticket, ticket.items.visible_to(person))}
    if not items:
        return []
    deeds = Event.objects.filter(
        subject_kind="cmdb.item", subject_id__in=items, at__gte=now - RECENT
    ).select_related("actor")
    found = [Change(event.at, items[event.subject_id], event=event) for event in deeds.order_by("-pk")[:10]]
    found += _changes_about(items, ticket, person, now=now)
    return sorted(found, key=lambda change: change.at, reverse=True)[:10]


def _changes_about(
    items: dict[int, Any], ticket: Ticket, person: Person, *, now: datetime
) -> Iterable[Change]:
    recent = Ticket.objects.visible_to(person).filter(
        kind__in=["change", "release"], updated_at__gte=now - RECENT
    )
    others = concerning(recent.exclude(pk=ticket.pk), list(items), person).order_by("-updated_at")[:10]
    for other in others.prefetch_related("items"):
        concerned = next(one.pk for one in items_for(person, other, other.items.all()) if one.pk in items)
        yield Change(other.updated_at, items[concerned], ticket=other)


def is_watching(ticket: Ticket, person: Person) -> bool:
    return Participant.objects.filter(ticket=ticket, person=person).exists()


def loose_files(ticket: Ticket, person: Person, *, works: bool) -> list[Attachment]:
    """The files that belong to the ticket itself, not to one comment."""
    files = ticket.attachments.filter(comment=None)
    return files_for(person, ticket, files if works else files.filter(is_internal=False))


def composer_of(ticket: Ticket, *, works: bool, form: CommentForm | None = None) -> dict[str, Any]:
    """The place to write: bound to what was typed, or empty."""
    name = "tickets:comment" if works else "tickets:request_comment"
    return {
        "ticket": ticket,
        "composer": form or CommentForm(),
        "works": works,
        "comment_url": reverse(name, args=[ticket.reference]),
        "may_reply": ticket.phase not in ENDED,
    }


def mentionable(ticket: Ticket, text: str) -> list[Person]:
    """Up to eight people to mention: those who take part first, then those who could work on it."""
    parts = Q(pk__in=ticket.participants.values("person")) | Q(
        pk__in=[ticket.requester_id, ticket.opened_by_id]
    )
    near = Person.objects.active().filter(parts | Q(pk__in=assignable(ticket).order_by().values("pk")))
    return list(near.named(text).order_by("name")[:8])
