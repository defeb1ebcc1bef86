"""A short text on one line, if wanted a mail address, a telephone number or a web address."""

from typing import Any, Literal

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from catalog.questions.base import Asking, Question, standard
from catalog.questions.editing import QuestionBlock

PHONE = RegexValidator(r"^\+?[0-9 ()/.\-]{4,40}$", _("Write a telephone number, such as +49 30 123456."))


class TextQuestion(Question):
    kind: Literal["text"] = "text"
    max_length: int = 200
    pattern: Literal["", "mail", "phone", "url"] = ""

    fact = "text"
    knows = ("name", "mail", "phone", "job-title", "department", "site", "cost-centre", "manager")

    def field(self, asking: Asking) -> forms.Field:
        kwargs = {**standard(self), "max_length": self.max_length}
        if self.pattern == "mail":
            return forms.EmailField(**kwargs)
        if self.pattern == "url":
            return forms.URLField(assume_scheme="https", **kwargs)
        if self.pattern == "phone":
            return forms.CharField(
                validators=[PHONE], widget=forms.TextInput(attrs={"type": "tel"}), **kwargs
            )
        return forms.CharField(**kwargs)

    def schema(self, asking: Asking) -> dict[str, Any]:
        formats = {"mail": {"format": "email"}, "url": {"format": "uri"}}
        return {"type": "string", "maxLength": self.max_length, **formats.get(self.pattern, {})}


class TextBlock(QuestionBlock):
    own = ("pattern",)

    pattern = blocks.ChoiceBlock(
        choices=[
            ("", _("Any text")),
            ("mail", _("Mail address")),
            ("phone", _("Telephone number")),
            ("url", _("Web address")),
        ],
        required=False,
        label=_("What it must be"),
    )
    max_length = blocks.IntegerBlock(default=200, min_value=1, max_value=200, label=_("Longest answer"))

    class Meta:
        icon = "minus"
        label = _("Short text")
        label_format = "{label}"


KIND = (TextQuestion, TextBlock)
