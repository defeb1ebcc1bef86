"""Somebody orders a service: its answers become a ticket, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog import policies, register, routing
from catalog.actions.drafting import end_drafts
from catalog.bundles import Prepared, left_out, prepared
from catalog.forms import OrderForm, form_of_answers
from catalog.models import Draft, Order, Service, ServiceVersion
from catalog.wording import subject_of
from cmdb.models import Item
from journal.refusals import NotAllowed, Refused
from people.models import Person
from tickets.actions import link, open_ticket, take_up
from tickets.models import Attachment, Ticket


class NotOffered(Refused):
    """The service is not for this person, or was taken off the portal meanwhile."""

    code = "not-offered"
    status = 404


class NotForOthers(NotAllowed):
    code = "not-for-others"


def order(
    version: ServiceVersion,
    *,
    by: Person,
    answers: Mapping[str, Any],
    now: datetime,
    channel: str,
    on_behalf_of: Person | None = None,
    quantity: int = 1,
    key: str = "",
) -> Ticket:
    """Orders with typed answers, as the API sends them.

    The same `key` from the same person gives the ticket of the first time. Raises `InvalidOrder` beside
    the questions, `NotOffered`, `NotForOthers`; `PartRefused` for a part of a bundle, and then nothing is ordered.
    """
    form = form_of_answers(
        version, person=by, on_behalf_of=on_behalf_of, answers=answers, quantity=quantity, now=now
    )
    return place(version, form, now=now, channel=channel, key=key)


def place(version: ServiceVersion, form: OrderForm, *, now: datetime, channel: str, key: str = "") -> Ticket:
    """Orders with a form that was filled in. Raises as `order` does."""
    asking = form.asking
    earlier = _earlier(asking.by, key)
    if earlier:
        return earlier
    service = check_offered(version, by=asking.by, person=asking.person)
    form.refuse()
    parts = prepared(form)
    try:
        with transaction.atomic():
            return open_order(version, service, form, parts, now=now, channel=channel, key=key)
    except IntegrityError:
        earlier = _earlier(asking.by, key)  # sent twice at the same moment
        if earlier is None:
            raise
        return earlier


@dataclass(frozen=True)
class Offers:
    """Of some services, by id: those that whoever orders may see, and those that are meant for whom it is for."""

    seen: Mapping[int, Service]
    meant: Mapping[int, Service]


def offers_among(ids: Iterable[int], *, by: Person, person: Person) -> Offers:
    """What of these services may be ordered for this person by that one, asked at once."""
    services = Service.objects.select_related("department", "service_level__calendar").filter(pk__in=set(ids))
    meant = {one.pk: one for one in services.meant_for(person)}
    seen = meant if by.pk == person.pk else {one.pk: one for one in services.visible_to(by)}
    return Offers(seen, meant)


def check_offered(
    version: ServiceVersion, *, by: Person, person: Person, offers: Offers | None = None
) -> Service:
    """The service, if it may be ordered for this person by that one, in this version or a newer one."""
    offers = offers or offers_among([version.service_id], by=by, person=person)
    if person.pk != by.pk:
        service = offers.seen.get(version.service_id)
        if service is None:
            raise NotOffered(_("This service isn't offered, or not to you."))
        if not (version.service_spec.on_behalf or by.is_machine):
            raise NotForOthers(_("Everybody orders this for themselves."))
        if not policies.may_order_for(by, person, service):
            raise NotForOthers(_("You may order this only for yourself and for the people you manage."))
    service = offers.meant.get(version.service_id)
    if service is None:
        if person.pk != by.pk:
            raise NotOffered(_("This service isn't meant for %(person)s.") % {"person": person.label})
        raise NotOffered(_("This service isn't offered, or not to you."))
    return service


def open_order(
    version: ServiceVersion,
    service: Service,
    form: OrderForm,
    parts: Iterable[Prepared],
    *,
    now: datetime,
    channel: str,
    key: str = "",
    together: str = "",
    whole: Ticket | None = None,
) -> Ticket:
    """Opens the ticket of a valid form and one for each part, which hang below it. Called in a transaction."""
    said = {"now": now, "channel": channel}
    ticket = _open(version, service, form, key=key, together=together, whole=whole, **said)
    for part in parts:
        child = open_order(part.service.current, part.service, part.form, part.parts, whole=ticket, **said)
        link(ticket, child, type="parent", by=Person.objects.machine(), now=now, channel=channel)
    return ticket


def _open(
    version: ServiceVersion,
    service: Service,
    form: OrderForm,
    *,
    now: datetime,
    channel: str,
    key: str,
    together: str,
    whole: Ticket | None,
) -> Ticket:
    spec, asking = form.spec, form.asking
    routed = routing.team_for(spec, form.known, now=now)
    impact, urgency = routing.priority_for(spec, form.known, now=now)
    ticket = open_ticket(
        kind=spec.kind,
        subject=subject_of(spec, form.known, asking.person),
        requester=asking.person,
        by=asking.by,
        now=now,
        department=service.department,
        team=routed.team,
        impact=impact,
        urgency=urgency,
        lifecycle=spec.lifecycle,
        service=spec.slug,
        service_name=dict(spec.title),
        service_version=version.number,
        answers=form.answers,
        sheet=[*form.sheet, *left_out(form)],
        items=chosen(form, Item),
        attachments=chosen(form, Attachment),
        service_level=service.service_level,
        terms=spec.terms(),
        whole=whole,
        channel=channel,
    )
    order = Order.objects.create(
        ticket=ticket,
        version=version,
        ordered_by=asking.by,
        ordered_for=asking.person,
        key=key or None,
        quantity=form.quantity,
        together=together,
        left_empty=form.left_empty,
        route={"team": routed.team.slug, "why": routed.why},
        created_at=now,
    )
    register.enter(order, ticket, service)
    if key:
        end_drafts(Draft.objects.filter(person=asking.by, key=key), Draft.Outcome.ORDERED, now=now)
    return take_up(ticket, now=now)


def chosen(form: OrderForm, model: type) -> list[Any]:
    """Everything of one kind (items, files) that the answers name."""
    found: list[Any] = []
    for _place, _question, cleaned in form.answered:
        found += [
            one for one in (cleaned if isinstance(cleaned, list) else [cleaned]) if isinstance(one, model)
        ]
    return found


def _earlier(by: Person, key: str) -> Ticket | None:
    """What this person already ordered with this key."""
    if not key:
        return None
    earlier = Order.objects.filter(ordered_by=by, key=key).select_related("ticket").first()
    return earlier.ticket if earlier else None
