"""Services over the API: list, read the questions, order; one by one or gathered in the basket."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

import search
from catalog.actions import edit_order, gather, order, order_basket, refuse_touched, remove_from_basket
from catalog.basket import basket_of, lines_of
from catalog.forms import fixed_for, form_of_edit, schema_for
from catalog.models import Draft, Service
from catalog.schemas import (
    AnswersIn,
    Basket,
    BasketIn,
    BasketLine,
    BasketOrderIn,
    Ordered,
    OrderIn,
    ServiceDetail,
    ServiceOut,
    ServicePage,
    shown,
)
from catalog.views.editing import order_seen
from journal.refusals import Invalid
from people.models import Person
from people.once import KEYED, once
from tickets.models import Ticket
from tickets.policies import may_work
from tickets.schemas import TicketDetail, detail
from ui.paging import paged

router = Router()


@router.get("/services", response=ServicePage, summary="Services")
def services(
    request: HttpRequest,
    q: str = "",
    department: str = "",
    topic: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """The services you may order. `q` looks into names, summaries and search words of both languages."""
    found = Service.objects.visible_to(request.user).select_related("department", "current")
    if department:
        found = found.filter(department__slug=department)
    if topic:
        found = found.about(topic)
    if q:
        found = search.matching(found, q)
    return paged(found, "id", cursor=cursor, limit=limit, shown=shown)


@router.get("/services/{slug}", response=ServiceDetail, summary="A service and its questions")
def service(request: HttpRequest, slug: str) -> ServiceDetail:
    """One service you may order, with the schema of its answers."""
    found = visible(request.user, slug)
    listed = ServiceOut.of(found)
    asked = schema_for(found.current, person=request.user, now=timezone.now())
    most = found.current.service_spec.quantity_max
    return ServiceDetail(**listed.dict(), questions=asked, quantity_max=most)


@router.post(
    "/services/{slug}/orders", response={201: TicketDetail}, summary="Order a service", openapi_extra=KEYED
)
@once
def place(request: HttpRequest, slug: str, payload: OrderIn) -> Status:
    """Orders the service's newest version and opens its ticket, all or nothing."""
    found = visible(request.user, slug)
    ticket = order(
        found.current,
        by=request.user,
        on_behalf_of=_colleague(payload.on_behalf_of, request.user),
        answers=payload.answers,
        quantity=payload.quantity,
        now=timezone.now(),
        channel="api",
    )
    ticket = Ticket.objects.with_people().get(pk=ticket.pk)
    return Status(201, _detail(request, ticket, "tickets:request"))


@router.get("/basket", response=Basket, summary="Your basket", tags=["basket"])
def basket(request: HttpRequest) -> Basket:
    """What you gathered and didn't order yet, each line with what stands against ordering it now."""
    return Basket.of(basket_of(request.user, now=timezone.now()))


@router.post(
    "/basket", response={201: BasketLine}, summary="Put into the basket", tags=["basket"], openapi_extra=KEYED
)
@once
def put(request: HttpRequest, payload: BasketIn) -> Status:
    """Gathers a service with its answers, to be ordered together with others. A fault is reported at once."""
    by, now = request.user, timezone.now()
    draft = gather(
        visible(by, payload.service),
        by=by,
        on_behalf_of=_colleague(payload.on_behalf_of, by),
        answers=payload.answers,
        quantity=payload.quantity,
        now=now,
    )
    [line] = lines_of([draft], by=by, now=now)
    return Status(201, BasketLine.of(line))


@router.post("/basket/orders", response={201: Ordered}, summary="Order the basket", tags=["basket"])
def order_all(request: HttpRequest, payload: BasketOrderIn) -> Status:
    """Orders every line as you read it, or none. Sent again it gives the tickets of the first time."""
    opened = order_basket(by=request.user, seen=payload.lines, now=timezone.now(), channel="api")
    found = Ticket.objects.with_people().in_bulk([one.pk for one in opened])
    tickets = [found[one.pk] for one in opened]
    return Status(201, Ordered(tickets=[_detail(request, one, "tickets:request") for one in tickets]))


@router.delete("/basket/{key}", response={204: None}, summary="Take out of the basket", tags=["basket"])
def take_out(request: HttpRequest, key: str) -> Status:
    """Throws a line away. Asked again it does nothing."""
    mine = Draft.objects.visible_to(request.user).filter(key=key[:64])
    draft = mine.filter(in_basket_since__isnull=False).first()
    if draft is None or draft.outcome not in ("", Draft.Outcome.DISCARDED):
        raise Http404
    remove_from_basket(draft, now=timezone.now())
    return Status(204, None)


@router.patch(
    "/tickets/{reference}/answers", response=TicketDetail, summary="Change answers", tags=["tickets"]
)
def change_answers(request: HttpRequest, reference: str, payload: AnswersIn) -> TicketDetail:
    """Changes some answers of an order, where the service lets you edit them as the ticket stands; null takes one
    away. An answer closed to you is refused, and that it was tried is recorded."""
    order, now = order_seen(request, reference, channel="api"), timezone.now()
    asked = [question.name for question in order.version.service_spec.asked]
    fixed = fixed_for(request.user, order.ticket, asked)
    deed = {"by": request.user, "now": now, "seen": payload.seen, "channel": "api"}
    refuse_touched(order, fixed.touched(payload.answers, asked), **deed)
    form = form_of_edit(
        order.version,
        order.ticket,
        person=request.user,
        on_behalf_of=order.ordered_for,
        now=now,
        fixed=fixed,
        answers=payload.answers,
    )
    edit_order(order, form, **deed)
    ticket = Ticket.objects.with_people().get(pk=order.ticket_id)
    name = "tickets:detail" if may_work(request.user, ticket) else "tickets:request"
    return _detail(request, ticket, name)


def _detail(request: HttpRequest, ticket: Ticket, page: str) -> TicketDetail:
    url = request.build_absolute_uri(reverse(page, args=[ticket.reference]))
    return detail(ticket, request.user, url=url)


def visible(person: Person, slug: str) -> Service:
    """The service of that name among those the person may order; otherwise it doesn't exist."""
    rows = Service.objects.visible_to(person).select_related("department", "current")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise Http404
    found.current.service = found
    return found


def _colleague(username: str | None, by: Person) -> Person | None:
    if username is None or username == by.username:
        return None
    found = Person.objects.visible_to(by).filter(username=username).first()
    if found is None:
        sentence = format_lazy(_("There is no “{name}”, or it is not for you."), name=username[:80])
        raise Invalid(sentence, errors={"on_behalf_of": [sentence]})
    return found
