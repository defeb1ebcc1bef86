"""Several services are gathered and ordered together: all of them, or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.actions.drafting import keep_draft
from catalog.actions.ordering import check_offered, open_order
from catalog.basket import MOST, RELATED, Line, lines_of
from catalog.bundles import prepared
from catalog.forms import QUANTITY, OrderForm, as_data, form_for, form_of_answers, values_of
from catalog.models import Draft, Order, Service
from journal.refusals import Invalid, Refused, Stale
from people.models import Person
from people.undo import TOO_LATE, TooLate
from tickets.models import Ticket


class CannotGather(Refused):
    """This can't lie in the basket."""

    code = "cannot-gather"


class BasketChanged(Stale):
    """The basket is another than the one that was looked at; nothing was ordered."""

    code = "basket-changed"


CHANGED = _("Your basket was changed meanwhile, so nothing was ordered. Please look at it again.")


class BasketRefused(Invalid):
    """Something in the basket can't be ordered, so nothing was; `lines` say what, each for itself."""

    code = "basket-refused"

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        errors: dict[str, list[Any]] = {
            line.draft.key: [": ".join(filter(None, fault)) for fault in line.faults]
            for line in lines
            if line.faults
        }
        super().__init__(_("Nothing was ordered yet. Please look at what is marked."), errors=errors)


@transaction.atomic
def put_in_basket(
    service: Service,
    form: OrderForm,
    *,
    key: str,
    values: Mapping[str, list[str]],
    now: datetime,
) -> Draft | None:
    """Keeps a form that could be ordered as it is, to be ordered with others; again, it keeps the changes.

    None when it was ordered or thrown away already. Raises what `order` raises, and `CannotGather`.
    """
    asking = form.asking
    _refuse_fault(service)
    check_offered(service.current, by=asking.by, person=asking.person)
    form.refuse()
    prepared(form)
    _refuse_full(asking.by.pk, key)
    draft = keep_draft(service, by=asking.by, key=key, values=values, now=now, ordered_for=asking.person)
    if draft is not None and draft.in_basket_since is None:
        draft.in_basket_since = now
        draft.save(update_fields=["in_basket_since"])
    return draft


def gather(
    service: Service,
    *,
    by: Person,
    answers: Mapping[str, Any],
    now: datetime,
    on_behalf_of: Person | None = None,
    quantity: int = 1,
) -> Draft:
    """Puts typed answers into the basket, as the API sends them. Raises as `put_in_basket` does."""
    version, who = service.current, {"person": by, "on_behalf_of": on_behalf_of, "now": now}
    given = form_of_answers(version, answers=answers, quantity=quantity, **who)
    given.refuse()
    values = values_of(given)
    typed = form_for(version, data=as_data(values), **who)
    return cast(
        Draft, put_in_basket(service, typed, key=uuid4().hex, values=values, now=now)
    )  # the key is new


def lay_aside(draft: Draft) -> None:
    """Takes it out of the basket and keeps it as a draft."""
    Draft.objects.open().filter(pk=draft.pk).update(in_basket_since=None)


def put_back(draft: Draft, *, now: datetime) -> None:
    """Puts a draft that was laid aside into the basket again. Raises `CannotGather`."""
    _refuse_fault(draft.service)
    _refuse_full(draft.person_id)
    Draft.objects.open().filter(pk=draft.pk).update(in_basket_since=now)


def _refuse_fault(service: Service) -> None:
    if service.is_fault:
        raise CannotGather(_("A fault is reported at once, not gathered."))


def _refuse_full(person: int, key: str = "") -> None:
    """Raises `CannotGather` where the lines beside that of this key fill the basket."""
    if Draft.objects.filter(person=person).in_basket().exclude(key=key).count() >= MOST:
        raise CannotGather(_("The basket is full. Order what is in it first."))


def remove_from_basket(draft: Draft, *, now: datetime) -> None:
    """Throws it away. What was typed is forgotten in the night (`forget_removed`); until then it can come back."""
    Draft.objects.open().filter(pk=draft.pk).update(outcome=Draft.Outcome.DISCARDED, saved_at=now)


def bring_back(draft: Draft, *, now: datetime) -> None:
    """Puts what was removed into the basket again, where it lay. Raises `CannotGather`, `TooLate`."""
    _refuse_full(draft.person_id)
    gone = Draft.objects.filter(pk=draft.pk, outcome=Draft.Outcome.DISCARDED, in_basket_since__isnull=False)
    if not gone.update(outcome="", saved_at=now):
        raise TooLate(TOO_LATE)


def forget_removed(*, now: datetime) -> int:
    """Forgets what was typed into what was removed more than an hour ago; gives back how many."""
    removed = Draft.objects.filter(outcome=Draft.Outcome.DISCARDED, saved_at__lt=now - timedelta(hours=1))
    return removed.exclude(values={}).update(values={})


def change_quantity(draft: Draft, quantity: int, *, now: datetime) -> None:
    """Says how many of it; whether that many may be ordered is checked with everything else."""
    values = {**draft.values, QUANTITY: [str(quantity)]}
    Draft.objects.open().filter(pk=draft.pk).update(values=values, saved_at=now)


def order_basket(*, by: Person, seen: Sequence[str], now: datetime, channel: str = "portal") -> list[Ticket]:
    """Orders the lines that were looked at (`Line.seen`), all in one transaction; their tickets in that order.

    Sent twice it gives the tickets of the first time. Raises `BasketChanged` where a line was changed since,
    `BasketRefused` with everything that stands against it; then nothing is ordered.
    """
    keys = [one.partition("|")[0] for one in seen]
    if earlier := _earlier(by, keys):
        return earlier
    try:
        with transaction.atomic():
            return _order_all(by, keys, seen, now=now, channel=channel)
    except (IntegrityError, BasketChanged):  # sent twice at the same moment, or one line by itself
        if earlier := _earlier(by, keys):
            return earlier
        raise BasketChanged(CHANGED) from None


def _order_all(
    by: Person, keys: Sequence[str], seen: Sequence[str], *, now: datetime, channel: str
) -> list[Ticket]:
    mine = Draft.objects.visible_to(by).in_basket()
    held = list(mine.filter(key__in=keys).select_for_update().values_list("pk", flat=True))
    lines = lines_of(Draft.objects.filter(pk__in=held).in_basket().select_related(*RELATED), by=by, now=now)
    if not lines or sorted(line.seen for line in lines) != sorted(set(seen)):
        raise BasketChanged(CHANGED)
    if any(line.faults for line in lines):
        raise BasketRefused(lines)
    together = uuid4().hex if len(lines) > 1 else ""
    return [_order(line, lines, now=now, channel=channel, together=together) for line in lines]


def _order(line: Line, lines: Sequence[Line], **said: Any) -> Ticket:
    try:
        return open_order(line.version, line.offered, line.form, line.parts, key=line.draft.key, **said)
    except Refused as refused:  # leaves the transaction, which takes back what was opened before it
        line.faults.append(("", str(refused)))
        raise BasketRefused(lines) from refused


def _earlier(by: Person, keys: Sequence[str]) -> list[Ticket]:
    """The tickets of these keys, if every one of them was ordered already."""
    orders = Order.objects.filter(ordered_by=by, key__in=keys).select_related("ticket").order_by("pk")
    return [one.ticket for one in orders] if keys and len(orders) == len(set(keys)) else []
