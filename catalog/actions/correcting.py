"""An order is put right through the form it was made with."""

from datetime import datetime

from django.db import transaction

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
    order: Order, form: OrderForm, *, by: Person, now: datetime, seen: int | None = None
) -> Ticket:
    """Puts the form's answers in place of those the order was made with; team and priority stay.

    `form` is that of the order's own version. Raises `InvalidOrder`, `TakenUp`, `Stale`.
    """
    form.refuse()
    if form.quantity != order.quantity:
        Order.objects.filter(pk=order.pk).update(quantity=form.quantity)
    return actions.correct(
        order.ticket,
        by=by,
        now=now,
        seen=seen,
        subject=subject_of(form.spec, form.known, form.asking.person),
        answers=form.answers,
        sheet=form.sheet,
        items=chosen(form, Item),
        no_longer=_items_named(order),
        attachments=chosen(form, Attachment),
    )


def _items_named(order: Order) -> list[int]:
    """The ids of the items that the earlier answers named."""
    named: list[int] = []
    for question in order.version.service_spec.asked:
        if isinstance(question, ItemQuestion):
            stored = order.ticket.answers.get(question.name) or []
            named += stored if isinstance(stored, list) else [stored]
    return named
