"""An amount of money in one currency."""

from decimal import Decimal
from typing import Any, Literal

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from catalog.questions.base import Asking, Question, standard
from catalog.questions.editing import QuestionBlock, WordsBlock
from catalog.questions.number import DecimalField, number_in
from catalog.texts import Bilingual, in_both


class MoneyQuestion(Question):
    kind: Literal["money"] = "money"
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    currency: str = "EUR"

    fact = "money"

    def field(self, asking: Asking) -> forms.Field:
        return DecimalField(
            max_digits=15,
            decimal_places=2,
            min_value=self.minimum,
            max_value=self.maximum,
            widget=forms.NumberInput(attrs={"data-unit": self.currency, "inputmode": "decimal"}),
            **{**standard(self), "label": f"{self.text} ({self.currency})"},
        )

    def raw(self, answer: Any) -> Any:
        return number_in(answer)

    def store(self, cleaned: Decimal | None) -> str | None:
        return None if cleaned is None else f"{cleaned:.2f}"

    def read(self, cleaned: Decimal) -> Bilingual | str:
        return money(cleaned, self.currency)

    def schema(self, asking: Asking) -> dict[str, Any]:
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {
            "type": ["number", "string"],
            "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$",
            **{name: float(limit) for name, limit in limits.items() if limit is not None},
        }


def money(amount: Decimal, currency: str) -> Bilingual | str:
    """An amount as people read it."""
    return in_both(lambda: f"{formats.number_format(amount, decimal_pos=2, force_grouping=True)} {currency}")


class MoneyBlock(QuestionBlock):
    own = ("currency", "minimum", "maximum")
    known = None

    currency = WordsBlock(default="EUR", max_length=3, label=_("Currency"))
    minimum = blocks.DecimalBlock(required=False, default=Decimal(0), label=_("At least"))
    maximum = blocks.DecimalBlock(required=False, label=_("At most"))

    class Meta:
        icon = "tag"
        label = _("Money")
        label_format = "{label}"


KIND = (MoneyQuestion, MoneyBlock)
