"""Tickets over the API: list, open, read, move, talk. Filters are those of the list page."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from journal.refusals import Invalid
from people.once import KEYED, once
from tickets import actions
from tickets.filters import TicketFilter
from tickets.models import Ticket
from tickets.opening import open_incident
from tickets.policies import may_work
from tickets.schemas import (
    CommentIn,
    CommentOut,
    CommentPage,
    EntryOut,
    MoveIn,
    NewTicket,
    TicketDetail,
    TicketPage,
    TimelineOut,
    TransitionOut,
    detail,
    shown,
)
from tickets.timeline import stream
from ui.paging import paged

router = Router()
SORTS = ("updated_at", "opened_at", "due_at", "priority", "id")
FILTERS = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": str(part.label or name),
        "schema": {"type": "array", "items": {"type": "string"}},
    }
    for name, part in TicketFilter.base_filters.items()
]


@router.get("/tickets", response=TicketPage, summary="Tickets", openapi_extra={"parameters": FILTERS})
def tickets(
    request: HttpRequest, sort: str = "-updated_at", cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """The tickets you may see, a page at a time. Every filter of the list page works and may be repeated."""
    refuse_unknown(request)
    if sort.lstrip("-") not in SORTS:
        sentence = format_lazy(_("Sort by one of: {names}."), names=", ".join(SORTS))
        raise Invalid(sentence, errors={"sort": [sentence]})
    asked = TicketFilter(request.GET, Ticket.objects.visible_to(request.user).with_people(), request=request)
    if not asked.is_valid():
        errors = {name: [str(one) for one in found] for name, found in asked.errors.items()}
        raise Invalid(_("A filter doesn't fit."), errors=errors)
    return paged(asked.qs, sort, cursor=cursor, limit=limit, shown=shown)


def refuse_unknown(request: HttpRequest) -> None:
    """A misspelt filter would show more than was asked for, so it is refused."""
    unknown = set(request.GET) - set(TicketFilter.base_filters) - {"sort", "cursor", "limit"}
    if unknown:
        errors = {name: [_("There is no such filter.")] for name in sorted(unknown)}
        raise Invalid(_("There is no such filter."), errors=errors)


@router.post("/tickets", response={201: TicketDetail}, summary="Open an incident", openapi_extra=KEYED)
@once
def open_one(request: HttpRequest, payload: NewTicket) -> Status:
    """Opens an incident without a form; services with a form are ordered."""
    ticket = open_incident(**payload.dict(), by=request.user, now=timezone.now(), channel="api")
    return Status(201, _detail(request, ticket))


@router.get("/tickets/{reference}", response=TicketDetail, summary="A ticket")
def one(request: HttpRequest, reference: str) -> TicketDetail:
    """One ticket you may see; any prefix finds it."""
    return _detail(request, visible(request, reference))


@router.get("/tickets/{reference}/transitions", response=list[TransitionOut], summary="What may happen next")
def transitions(request: HttpRequest, reference: str) -> list[TransitionOut]:
    """The steps that leave the ticket's status, refused ones with the reason."""
    ticket = visible(request, reference)
    moves = actions.legal_moves(ticket, request.user, now=timezone.now(), include_refused=True, channel="api")
    return [TransitionOut.of(move) for move in moves]


@router.post("/tickets/{reference}/transitions/{name}", response=TicketDetail, summary="Take a step")
def take(request: HttpRequest, reference: str, name: str, payload: MoveIn) -> TicketDetail:
    """Takes the ticket through a transition of its lifecycle, with the answers it asks for."""
    ticket = visible(request, reference)
    answers = {key: value for key, value in payload.answers.items() if key not in RESERVED}
    if len(answers) < len(payload.answers):
        raise Invalid(_("This step doesn't ask for that."))
    moved = actions.move(
        ticket, name, by=request.user, now=timezone.now(), seen=payload.seen, channel="api", **answers
    )
    return _detail(request, moved)


RESERVED = {"ticket", "transition", "by", "now", "seen", "channel"}


@router.get("/tickets/{reference}/comments", response=CommentPage, summary="What was said")
def comments(
    request: HttpRequest, reference: str, cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Public replies and, for those who work on it, internal notes; oldest first."""
    ticket = visible(request, reference)
    said = ticket.comments.select_related("author")
    if not may_work(request.user, ticket):
        said = said.filter(is_internal=False)
    return paged(
        said, "id", cursor=cursor, limit=limit, shown=lambda rows: [CommentOut.of(row) for row in rows]
    )


@router.post(
    "/tickets/{reference}/comments", response={201: CommentOut}, summary="Say something", openapi_extra=KEYED
)
@once
def say(request: HttpRequest, reference: str, payload: CommentIn) -> Status:
    """Adds a public reply or an internal note, in Markdown."""
    ticket = visible(request, reference)
    said = actions.comment(
        ticket, payload.text, by=request.user, now=timezone.now(), internal=payload.internal, channel="api"
    )
    return Status(201, CommentOut.of(said))


@router.get("/tickets/{reference}/timeline", response=TimelineOut, summary="What happened")
def timeline(request: HttpRequest, reference: str, before: str = "") -> TimelineOut:
    """The newest page of what was said and done, as far as you may read it."""
    ticket = visible(request, reference)
    page = stream(ticket, request.user, works=may_work(request.user, ticket), before=before)
    return TimelineOut(results=[EntryOut.of(entry) for entry in page.entries], earlier=page.earlier or None)


def visible(request: HttpRequest, reference: str) -> Ticket:
    """The ticket of that name among those the person may see; otherwise it doesn't exist. An administrator's
    look into a confidential department is recorded."""
    found = Ticket.objects.visible_to(request.user).with_people().referred_to(reference).first()
    if found is None:
        raise Http404
    actions.inspect(found, by=request.user, now=timezone.now(), channel="api")
    return found


def _detail(request: HttpRequest, ticket: Ticket) -> TicketDetail:
    name = "tickets:detail" if may_work(request.user, ticket) else "tickets:request"
    return detail(
        ticket, request.user, url=request.build_absolute_uri(reverse(name, args=[ticket.reference]))
    )
