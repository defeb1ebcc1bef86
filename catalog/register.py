"""The registers: the answers of a service's orders, typed and indexed, so that lists filter them however many.

Entries are written with the order and with every change of its answers; a service that begins to keep a register
has its earlier orders taken in by `catalog.tasks.fill_register`. What is shown is always read from the tickets.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from catalog.models import Entry, Order, Service
from catalog.spec import ServiceSpec
from tickets.models import Ticket

CHUNK = 500
WORD = 120
WORDS = ("choice", "choices", "yesno", "person", "department", "item")
NUMBERS = ("number", "money")
DAYS = ("date", "datetime")
FILTERED = (*WORDS, *NUMBERS, *DAYS)


def enter(order: Order, ticket: Ticket, service: Service) -> None:
    """Writes the ticket's answers into the register of its service, in place of those that were there."""
    if not service.has_register:
        return
    Entry.objects.filter(ticket=ticket).delete()
    Entry.objects.bulk_create(entries_of(order.version.service_spec, service.pk, ticket))


def fill(service: Service, *, missing: bool = False) -> int:
    """Takes in all the service's orders, or those of which it has nothing; gives back how many."""
    orders = Order.objects.filter(version__service=service).select_related("version", "ticket").order_by("pk")
    if missing:
        orders = orders.filter(~Exists(Entry.objects.filter(ticket=OuterRef("ticket"))))
    last = taken = 0
    while chunk := list(orders.filter(pk__gt=last)[:CHUNK]):
        with transaction.atomic():
            Entry.objects.filter(ticket__in=[order.ticket_id for order in chunk]).delete()
            Entry.objects.bulk_create(
                entry
                for order in chunk
                for entry in entries_of(order.version.service_spec, service.pk, order.ticket)
            )
        last, taken = chunk[-1].pk, taken + len(chunk)
    return taken


def entries_of(spec: ServiceSpec, service: int, ticket: Ticket) -> Iterator[Entry]:
    """An entry for each answer; a bare one for an order without any, which says that it was taken in."""
    answered = _answered(spec, service, ticket)
    yield next(answered, Entry(ticket=ticket, service_id=service))
    yield from answered


def _answered(spec: ServiceSpec, service: int, ticket: Ticket) -> Iterator[Entry]:
    for question in spec.asked:
        stored = ticket.answers.get(question.name)
        if question.kind not in FILTERED or stored is None:
            continue
        for one in stored if isinstance(stored, list) else [stored]:
            values = typed(question.kind, one)
            if values:
                yield Entry(ticket=ticket, service_id=service, question=question.name, **values)


def typed(kind: str, stored: Any) -> Mapping[str, Any]:
    """One stored answer as the columns of an entry; nothing for what can't be read."""
    try:
        if kind in NUMBERS:
            return {"number": Decimal(str(stored))}
        if kind == "date":
            day = parse_date(str(stored))
        elif kind == "datetime":
            moment = parse_datetime(str(stored))
            day = timezone.localtime(moment).date() if moment else None
        elif kind == "yesno":
            return {"word": "yes" if stored else "no"}
        else:
            return {"word": str(stored)[:WORD]}
    except (InvalidOperation, ValueError):
        return {}
    return {"day": day} if day else {}
