"""Which configuration items a ticket concerns."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cmdb.models import Item
from journal.actions import record
from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import locked
from tickets.models import Ticket, TicketItem
from tickets.policies import may_work


@transaction.atomic
def add_item(ticket: Ticket, item: Item, *, by: Person, now: datetime, channel: str = "web") -> None:
    """Says that the ticket concerns an item the person may see; saying it again changes nothing."""
    held = _held(ticket, by)
    if not Item.objects.visible_to(by).filter(pk=item.pk).exists():
        raise NotAllowed(_("You may not see this item."))
    _row, fresh = TicketItem.objects.get_or_create(ticket=held, item=item)
    if fresh:
        data = {"item": item.name, "item_id": item.pk}
        record("ticket.item-added", held, by=by, now=now, channel=channel, data=data)


@transaction.atomic
def remove_item(ticket: Ticket, item: Item, *, by: Person, now: datetime, channel: str = "web") -> None:
    """Says that the ticket doesn't concern the item after all."""
    held = _held(ticket, by)
    removed, _rows = TicketItem.objects.filter(ticket=held, item=item).delete()
    if removed:
        data = {"item": item.name, "item_id": item.pk}
        record("ticket.item-removed", held, by=by, now=now, channel=channel, data=data)


def _held(ticket: Ticket, by: Person) -> Ticket:
    held = locked(ticket)
    if not may_work(by, held):
        raise NotAllowed(_("Only people who work on this ticket say what it concerns."))
    return held
