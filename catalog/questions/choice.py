"""One answer out of a list."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from catalog.questions.base import Asking, Choice, Question, expect, standard
from catalog.questions.editing import ChoiceRow, QuestionBlock
from catalog.texts import Bilingual
from rules import Fact
from ui.bilingual import pick


class Choosing(Question):
    """What choice and choices share."""

    choices: tuple[Choice, ...] = ()

    def choice_fact(self) -> Fact:
        """The fact with its choices: a rule that compares with another value is refused."""
        return Fact(self.fact, label=self.label, choices={one.value: one.label for one in self.choices})

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(choice.value, pick(choice.label)) for choice in self.choices]

    def label_of(self, value: str) -> Bilingual | str:
        return next((choice.label for choice in self.choices if choice.value == value), value)

    @property
    def texts(self) -> dict[str, Bilingual]:
        return {**super().texts, **{f"choices.{one.value}": one.label for one in self.choices}}


class ChoiceQuestion(Choosing):
    kind: Literal["choice"] = "choice"
    look: Literal["select", "cards"] = "select"

    fact = "choice"

    def facts(self) -> dict[str, Fact]:
        return {self.name: self.choice_fact()}

    def field(self, asking: Asking) -> forms.Field:
        if self.look == "cards":
            return forms.ChoiceField(choices=self.options, widget=forms.RadioSelect, **standard(self))
        return forms.ChoiceField(choices=[("", _("Please choose")), *self.options], **standard(self))

    def raw(self, answer: Any) -> Any:
        return expect(answer, str, _("This must be one of the choices."))

    def read(self, cleaned: str) -> Bilingual | str:
        return self.label_of(cleaned)

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": "string", "enum": [choice.value for choice in self.choices]}


class ChoiceBlock(QuestionBlock):
    own = ("choices", "look")
    known = None

    choices = blocks.ListBlock(ChoiceRow(), label=gettext_lazy("Choices"), collapsed=False)
    look = blocks.ChoiceBlock(
        choices=[("select", gettext_lazy("A list that opens")), ("cards", gettext_lazy("All in view"))],
        default="select",
        label=gettext_lazy("How it looks"),
    )

    class Meta:
        icon = "radio-full"
        label = gettext_lazy("Choice")
        label_format = "{label}"


KIND = (ChoiceQuestion, ChoiceBlock)
