"""A text of several lines."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from catalog.questions.base import Asking, Question, standard
from catalog.questions.editing import QuestionBlock


class LongTextQuestion(Question):
    kind: Literal["longtext"] = "longtext"
    max_length: int = 5000
    rows: int = 4

    fact = "text"

    def field(self, asking: Asking) -> forms.Field:
        return LinesField(
            max_length=self.max_length,
            widget=forms.Textarea(attrs={"rows": self.rows}),
            **standard(self),
        )

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.max_length}


class LinesField(forms.CharField):
    """A text whose lines end in one way, whichever browser sent it."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class LongTextBlock(QuestionBlock):
    known = None
    max_length = blocks.IntegerBlock(default=5000, min_value=1, max_value=20_000, label=_("Longest answer"))
    rows = blocks.IntegerBlock(default=4, min_value=2, max_value=20, label=_("Lines to begin with"))

    class Meta:
        icon = "pilcrow"
        label = _("Long text")
        label_format = "{label}"


KIND = (LongTextQuestion, LongTextBlock)
