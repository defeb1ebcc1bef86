"""The answers of an order are changed through the form it was made with: by who sent it, or as masks allow."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from catalog import register
from catalog.actions.ordering import chosen
from catalog.forms import OrderForm
from catalog.models import Order
from catalog.questions.item import ItemQuestion
from catalog.wording import subject_of
from cmdb.models import Item
from people.models import Person
from tickets import actions
from tickets.models import Attachment, Ticket


@transaction.atomic
def correct_order(
    order: Order,
    form: OrderForm,
    *,
    by: Person,
    now: datetime,
    seen: int | None = None,
    channel: str = "portal",
) -> Ticket:
    """Puts the form's answers in place of those the order was made with; team and priority stay.

    `form` is that of the order's own version; what is fixed in it stays. Raises `InvalidOrder`, `TakenUp`, `Stale`.
    """
    form.refuse()
    if form.quantity != order.quantity:
        Order.objects.filter(pk=order.pk).update(quantity=form.quantity)
    subject = subject_of(form.spec, form.known, form.asking.person)
    said = {"by": by, "now": now, "seen": seen, "channel": channel}
    ticket = actions.correct(order.ticket, _changed(order, form), subject=subject, **said)
    register.enter(order, ticket, order.version.service)
    return ticket


@transaction.atomic
def edit_order(
    order: Order, form: OrderForm, *, by: Person, now: datetime, seen: int | None = None, channel: str = "web"
) -> Ticket:
    """Puts the form's answers in place of the order's where masks let the person edit; the rest is fixed in it.

    Raises `InvalidOrder`, `NotYours`, `Stale`.
    """
    form.refuse()
    said = {"by": by, "now": now, "seen": seen, "channel": channel}
    ticket = actions.change_answers(order.ticket, _changed(order, form), **said)
    register.enter(order, ticket, order.version.service)
    return ticket


def refuse_touched(
    order: Order, names: Iterable[str], *, by: Person, now: datetime, seen: int | None, channel: str = "web"
) -> None:
    """Writes down and refuses that answers came for questions which are closed to the person.

    On an older state of the ticket they may have been open: that is refused as stale, later.
    """
    if seen is None or seen == order.ticket.revision:
        actions.refuse_edit(order.ticket, names, by=by, now=now, channel=channel)


def _changed(order: Order, form: OrderForm) -> actions.Rewritten:
    return actions.Rewritten(
        answers=form.answers,
        sheet=form.sheet,
        items=chosen(form, Item),
        no_longer=_items_named(order, form),
        attachments=chosen(form, Attachment),
    )


def _items_named(order: Order, form: OrderForm) -> set[int]:
    """The ids of the items that the earlier answers named, but for those which a fixed answer still names."""
    open_ones: set[int] = set()
    fixed: set[int] = set()
    for question in order.version.service_spec.asked:
        if isinstance(question, ItemQuestion):
            stored = order.ticket.answers.get(question.name) or []
            ids = stored if isinstance(stored, list) else [stored]
            (fixed if form.is_fixed(question) else open_ones).update(ids)
    return open_ones - fixed
