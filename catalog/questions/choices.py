"""Several answers out of a list."""

from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from catalog.questions.base import Asking, expect, standard
from catalog.questions.choice import Choosing
from catalog.questions.editing import ChoiceRow, QuestionBlock
from catalog.texts import Bilingual, in_both
from rules import Fact
from ui.bilingual import pick


class ChoicesQuestion(Choosing):
    kind: Literal["choices"] = "choices"
    at_most: int | None = None

    fact = "choices"

    def facts(self) -> dict[str, Fact]:
        return {self.name: self.choice_fact()}

    def field(self, asking: Asking) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.options,
            widget=forms.CheckboxSelectMultiple,
            validators=[self.not_too_many],
            **standard(self),
        )

    def not_too_many(self, chosen: list[str]) -> None:
        if self.at_most and len(chosen) > self.at_most:
            sentence = ngettext("Choose %(count)d at most.", "Choose %(count)d at most.", self.at_most)
            raise ValidationError(sentence, params={"count": self.at_most}, code="too-many")

    def raw(self, answer: Any) -> Any:
        sentence = _("This must be a list of choices.")
        return [expect(one, str, sentence) for one in expect(answer, list, sentence)]

    @property
    def takes_list(self) -> bool:
        return True

    def store(self, cleaned: Any) -> Any:
        return list(cleaned or [])

    def read(self, cleaned: list[str]) -> Bilingual | str:
        return in_both(lambda: ", ".join(pick(self.label_of(value)) for value in cleaned))

    def schema(self, asking: Asking) -> dict[str, Any]:
        limit = {"maxItems": self.at_most} if self.at_most else {}
        values = [choice.value for choice in self.choices]
        return {"type": "array", "items": {"type": "string", "enum": values}, "uniqueItems": True, **limit}


class ChoicesBlock(QuestionBlock):
    own = ("choices", "at_most")
    known = None

    choices = blocks.ListBlock(ChoiceRow(), label=gettext_lazy("Choices"), collapsed=False)
    at_most = blocks.IntegerBlock(required=False, min_value=1, label=gettext_lazy("How many at most"))

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Several choices")
        label_format = "{label}"


KIND = (ChoicesQuestion, ChoicesBlock)
