"""How many of it: the one field of an order form that is no question, where people may order several."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.texts import in_both

QUANTITY = "_quantity"  # no question can be called that
HOW_MANY = gettext_lazy("How many?")


class Counted:
    """A form that knows how many are ordered: `quantity`, 1 where the service doesn't ask."""

    spec: Any
    fixed: Any = None
    quantity = 1

    @property
    def counts(self) -> bool:
        """Whether the number is asked for, or stays as it was ordered."""
        return self.fixed is None or self.fixed.counts

    def ask_how_many(self, first: Any = None) -> None:
        """Adds the field where the service allows several; it shows `first`, or 1."""
        if self.spec.quantity_max > 1 and self.counts:
            self.fields[QUANTITY] = _field(self.spec.quantity_max)
            if not self.is_bound and str(first or "").isdecimal():
                self.quantity = min(max(1, int(str(first)[:9])), self.spec.quantity_max)
                self.initial[QUANTITY] = self.quantity

    def read_how_many(self, raw: Any) -> None:
        """Takes the number that came in; nothing means one."""
        if not self.counts:
            return
        field = self.fields.get(QUANTITY) or _field(self.spec.quantity_max)
        try:
            self.quantity = field.clean(1 if raw in (None, "") else raw)
        except ValidationError as error:
            self.quantity = 1
            if QUANTITY in self.fields:
                self.add_error(QUANTITY, error)
            else:
                self._fault("quantity", _("This is ordered one at a time."), "one-at-a-time")

    @property
    def how_many(self) -> BoundField | None:
        """The field as a template draws it."""
        return self[QUANTITY] if QUANTITY in self.fields else None

    @property
    def total(self) -> Decimal | None:
        """What all of them cost; None where nothing is said of a price."""
        return self.spec.price.amount * self.quantity if self.spec.price else None

    @property
    def counted(self) -> list[dict[str, Any]]:
        """The line of the sheet that says how many; none where the service doesn't ask."""
        if not self.counts:
            line = self.fixed.lines.get(QUANTITY)
            return [line] if line else []
        if QUANTITY not in self.fields:
            return []
        label = in_both(lambda: _("Quantity"))
        return [{"name": QUANTITY, "kind": "number", "label": label, "text": str(self.quantity)}]


def _field(most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=HOW_MANY,
        min_value=1,
        max_value=most,
        initial=1,
        error_messages={"max_value": _("At most %(limit_value)s may be ordered at once.")},
    )
