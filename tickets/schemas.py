"""Tickets as programs see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ninja import Field, Schema

from people.models import Person
from people.schemas import PersonOut, PlaceOut, Sent
from tickets.lifecycles import Question, spec_of, specs_of
from tickets.masks import answers_for, items_for
from tickets.models import Comment, Ticket
from tickets.moves import Move
from tickets.timeline import Entry
from ui.bilingual import pick


class StatusOut(Schema):
    name: str
    label: str
    phase: str


class ServiceRef(Schema):
    slug: str
    name: str
    version: int | None


class TicketOut(Schema):
    """A ticket in a list. `revision` grows with every change; send it back to be refused when it is old."""

    reference: str
    kind: str
    subject: str
    status: StatusOut
    priority: int
    requester: PersonOut
    assignee: PersonOut | None
    team: PlaceOut | None
    department: PlaceOut
    service: ServiceRef | None
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None
    promised_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    revision: int


class ItemRef(Schema):
    id: int
    name: str
    tag: str


class TicketDetail(TicketOut):
    """A ticket with all that was said when it was opened."""

    description: str
    impact: int
    urgency: int
    resolution: str
    channel: str
    answers: dict[str, Any]
    items: list[ItemRef]
    url: str


class TicketPage(Schema):
    results: list[TicketOut]
    next: str | None


class NewTicket(Sent):
    """An incident without a form. For somebody else only by those who work tickets."""

    subject: str
    description: str = ""
    requester: str | None = Field(None, description="User name; you, if left out.")
    team: str | None = Field(None, description="Slug of the team; the service desk, if left out.")
    impact: int = Field(3, description="1 high, 2 medium, 3 low")
    urgency: int = Field(3, description="1 high, 2 medium, 3 low")
    items: list[str] = Field([], description="Inventory numbers of what it concerns.", max_length=50)


class QuestionOut(Schema):
    name: str
    kind: str
    label: str
    required: bool
    choices: list[dict[str, str]]

    @classmethod
    def of(cls, question: Question) -> "QuestionOut":
        choices = [{"value": one.value, "label": pick(one.label.model_dump())} for one in question.choices]
        return cls(
            name=question.name,
            kind=question.kind,
            label=pick(question.label.model_dump()),
            required=question.required,
            choices=choices,
        )


class TransitionOut(Schema):
    """A step from the ticket's status; `refused` says why you may not take it now."""

    name: str
    label: str
    to: str
    phase: str
    ask: list[QuestionOut]
    refused: str | None

    @classmethod
    def of(cls, move: Move) -> "TransitionOut":
        return cls(
            name=move.name,
            label=move.label,
            to=move.to,
            phase=move.phase,
            ask=[QuestionOut.of(question) for question in move.ask],
            refused=None if move.refused is None else str(move.refused),
        )


class MoveIn(Sent):
    answers: dict[str, Any] = {}
    seen: int | None = Field(None, description="The revision you decided on; an older one is refused.")


class CommentIn(Sent):
    text: str
    internal: bool = False


class CommentOut(Schema):
    id: int
    author: PersonOut
    text: str
    html: str
    internal: bool
    created_at: datetime

    @classmethod
    def of(cls, comment: Comment) -> "CommentOut":
        return cls(
            id=comment.pk,
            author=PersonOut.of(comment.author),
            text=comment.text,
            html=comment.html,
            internal=comment.is_internal,
            created_at=comment.created_at,
        )


class CommentPage(Schema):
    results: list[CommentOut]
    next: str | None


class EntryOut(Schema):
    """Something said (`comment`) or done (`verb`, `sentence`)."""

    at: datetime
    by: PersonOut
    verb: str
    sentence: str
    data: dict[str, Any]
    comment: CommentOut | None

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        if entry.comment:
            verb = "ticket.noted" if entry.comment.is_internal else "ticket.commented"
            said = CommentOut.of(entry.comment)
            return cls(at=entry.at, by=said.author, verb=verb, sentence=said.text, data={}, comment=said)
        event = entry.event
        return cls(
            at=entry.at,
            by=PersonOut.of(event.actor),
            verb=event.verb,
            sentence=event.sentence,
            data=event.data,
            comment=None,
        )


class TimelineOut(Schema):
    """A page of the past, oldest first; pass `earlier` as `before` to read what came before it."""

    results: list[EntryOut]
    earlier: str | None


def shown(tickets: Iterable[Ticket]) -> list[TicketOut]:
    """Tickets as they are listed; they come with their people (`with_people`)."""
    tickets = list(tickets)
    specs_of({ticket.lifecycle_version_id for ticket in tickets})
    return [TicketOut(**_listed(ticket)) for ticket in tickets]


def detail(ticket: Ticket, person: Person, *, url: str) -> TicketDetail:
    """One ticket with everything the person may read."""
    items = [
        ItemRef(id=item.pk, name=item.name, tag=item.tag)
        for item in items_for(person, ticket, ticket.items.order_by("name", "pk"))
    ]
    return TicketDetail(
        **_listed(ticket),
        description=ticket.description,
        impact=ticket.impact,
        urgency=ticket.urgency,
        resolution=ticket.resolution,
        channel=ticket.channel,
        answers=answers_for(person, ticket),
        items=items,
        url=url,
    )


def _listed(ticket: Ticket) -> dict[str, Any]:
    status = spec_of(ticket.lifecycle_version_id).statuses[ticket.status]
    service = ServiceRef(slug=ticket.service, name=ticket.service_label, version=ticket.service_version)
    return {
        "reference": ticket.reference,
        "kind": ticket.kind,
        "subject": ticket.subject,
        "status": StatusOut(name=ticket.status, label=pick(status.label.model_dump()), phase=ticket.phase),
        "priority": ticket.priority,
        "requester": PersonOut.of(ticket.requester),
        "assignee": PersonOut.of(ticket.assignee),
        "team": PlaceOut.of(ticket.team),
        "department": PlaceOut.of(ticket.department),
        "service": service if ticket.service else None,
        "opened_at": ticket.opened_at,
        "updated_at": ticket.updated_at,
        "due_at": ticket.due_at,
        "promised_at": ticket.promised_at,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "revision": ticket.revision,
    }
