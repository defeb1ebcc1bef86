"""A number, whole or not, between limits, with a unit."""

from decimal import Decimal
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pydantic import Field
from wagtail import blocks

from catalog.questions.base import Asking, Question, expect, standard
from catalog.questions.editing import QuestionBlock, WordsBlock
from catalog.texts import Bilingual, Text, in_both, nothing
from ui.bilingual import pick

PLACES = 6


class NumberQuestion(Question):
    kind: Literal["number"] = "number"
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    whole: bool = False
    unit: Text = Field(default_factory=nothing)

    fact = "number"

    def field(self, asking: Asking) -> forms.Field:
        kwargs = {**standard(self), "min_value": self.minimum, "max_value": self.maximum}
        return DecimalField(max_digits=20, decimal_places=0 if self.whole else PLACES, **kwargs)

    def raw(self, answer: Any) -> Any:
        return number_in(answer)

    def store(self, cleaned: Decimal | None) -> str | None:
        return None if cleaned is None else plain(cleaned)

    def read(self, cleaned: Decimal) -> Bilingual | str:
        def say() -> str:
            return f"{formats.number_format(plain(cleaned), force_grouping=True)} {pick(self.unit)}".strip()

        return in_both(say)

    def schema(self, asking: Asking) -> dict[str, Any]:
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {
            "type": "integer" if self.whole else "number",
            **{name: float(limit) for name, limit in limits.items() if limit is not None},
        }

    @property
    def texts(self) -> dict[str, Bilingual]:
        return {**super().texts, "unit": self.unit}


class DecimalField(forms.DecimalField):
    """Django's, reading "1,250.50" as people type it too, and refusing what only looks like a number."""

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.strip().replace(" ", "").replace("\u00a0", "")
            if "," in value and "." in value:
                value = value.replace(",", "")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if self.decimal_places and isinstance(widget, forms.NumberInput):
            attrs["step"] = "any"
        return attrs


def number_in(answer: Any) -> str:
    """A JSON number, or a decimal written as a string (so that no cent is lost)."""
    expect(answer, (int, float, str, Decimal), _("This must be a number."))
    if isinstance(answer, float) and answer != answer:
        raise ValidationError(_("This must be a number."), code="wrong-type")
    return str(answer)


def plain(number: Decimal) -> str:
    """The number without an exponent and without idle zeros: 10, 0.5."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class NumberBlock(QuestionBlock):
    own = ("minimum", "maximum", "whole", "unit", "unit_zh")
    known = None

    minimum = blocks.DecimalBlock(required=False, label=gettext_lazy("At least"))
    maximum = blocks.DecimalBlock(required=False, label=gettext_lazy("At most"))
    whole = blocks.BooleanBlock(required=False, label=gettext_lazy("Whole numbers only"))
    unit = WordsBlock(label=gettext_lazy("Unit"))
    unit_zh = WordsBlock(label=gettext_lazy("Unit in Chinese"))

    class Meta:
        icon = "order"
        label = pgettext_lazy("kind of answer", "Number")
        label_format = "{label}"


KIND = (NumberQuestion, NumberBlock)
