"""The typed attributes a type gives its items: how they are declared, asked, stored and shown.

A value is stored as JSON that keeps its type without loss: numbers and money as decimal strings, dates as
ISO 8601, yes/no as a boolean, everything else as text. Nothing answered is simply absent.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from pydantic import ValidationError as Misfit

from ui.bilingual import pick

NAME = re.compile(r"^[a-z][a-z0-9_]{0,47}$")
LONGEST_TEXT = 500
Kind = Literal["text", "number", "money", "date", "yesno", "choice", "url"]
KINDS = {
    "text": gettext_lazy("Text"),
    "number": pgettext_lazy("kind of answer", "Number"),
    "money": gettext_lazy("Money"),
    "date": gettext_lazy("Date"),
    "yesno": gettext_lazy("Yes or no"),
    "choice": gettext_lazy("Choice"),
    "url": gettext_lazy("Web address"),
}


class Label(BaseModel):
    """A text in both languages; one of them is enough."""

    model_config = ConfigDict(extra="forbid")
    en: str = ""
    zh: str = ""

    @model_validator(mode="after")
    def says_something(self) -> "Label":
        if not (self.en.strip() or self.zh.strip()):
            raise ValueError(_("a label needs a text in at least one language"))
        return self


class Choice(BaseModel):
    """One answer of a choice; a plain string is both the stored value and its label."""

    model_config = ConfigDict(extra="forbid")
    value: str
    label: Label

    @model_validator(mode="before")
    @classmethod
    def from_text(cls, data: Any) -> Any:
        return {"value": data, "label": {"en": data}} if isinstance(data, str) else data


class Attribute(BaseModel):
    """One attribute of a type. `name` is the key in an item's values and never changes."""

    model_config = ConfigDict(extra="forbid")
    name: str
    label: Label
    kind: Kind = "text"
    required: bool = False
    choices: list[Choice] = []

    @field_validator("name")
    @classmethod
    def is_a_key(cls, name: str) -> str:
        if not NAME.match(name):
            raise ValueError(_("a name is made of lower-case letters, digits and underscores"))
        return name

    @model_validator(mode="after")
    def has_its_choices(self) -> "Attribute":
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(_("a choice needs choices, and only a choice has them"))
        return self

    @property
    def text(self) -> str:
        return pick(self.label.model_dump())

    def field(self) -> forms.Field:
        """The form field that asks for it."""
        return FIELDS[self.kind](self, label=self.text, required=self.required)

    def store(self, value: Any) -> Any:
        """A cleaned value as it is kept in JSON; None for nothing."""
        if value is None or value == "":
            return None
        if isinstance(value, Decimal):
            return format(value, "f")
        return value.isoformat() if isinstance(value, date) else value

    def show(self, stored: Any) -> str:
        """A stored value in the reader's language and format."""
        if stored is None or stored == "":
            return ""
        if self.kind == "yesno":
            return _("Yes") if stored else _("No")
        if self.kind == "date":
            day = parse_date(str(stored))
            return formats.date_format(day, "DATE_FORMAT") if day else str(stored)
        if self.kind in ("number", "money"):
            return _readable_number(str(stored), places=2 if self.kind == "money" else None)
        if self.kind == "choice":
            labels = {choice.value: pick(choice.label.model_dump()) for choice in self.choices}
            return labels.get(str(stored), str(stored))
        return str(stored)


def _readable_number(text: str, *, places: int | None) -> str:
    try:
        return formats.number_format(Decimal(text), decimal_pos=places, force_grouping=True)
    except ArithmeticError:
        return text


def _text(attribute: Attribute, **kwargs: Any) -> forms.Field:
    return forms.CharField(max_length=LONGEST_TEXT, **kwargs)


def _number(attribute: Attribute, **kwargs: Any) -> forms.Field:
    return forms.DecimalField(max_digits=20, decimal_places=6, **kwargs)


def _money(attribute: Attribute, **kwargs: Any) -> forms.Field:
    return forms.DecimalField(max_digits=16, decimal_places=2, **kwargs)


def _date(attribute: Attribute, **kwargs: Any) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _yesno(attribute: Attribute, **kwargs: Any) -> forms.Field:
    choices = [("", "—"), ("true", _("Yes")), ("false", _("No"))]
    return forms.TypedChoiceField(
        choices=choices, coerce=lambda value: str(value).lower() == "true", empty_value=None, **kwargs
    )


def _choice(attribute: Attribute, **kwargs: Any) -> forms.Field:
    answers = [(choice.value, pick(choice.label.model_dump())) for choice in attribute.choices]
    return forms.ChoiceField(choices=[("", "—"), *answers], **kwargs)


def _url(attribute: Attribute, **kwargs: Any) -> forms.Field:
    return forms.URLField(max_length=LONGEST_TEXT, assume_scheme="https", **kwargs)


FIELDS = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "yesno": _yesno,
    "choice": _choice,
    "url": _url,
}


def read(declared: Iterable[Mapping[str, Any]]) -> list[Attribute]:
    """The declarations of a type, parsed. They were checked when the type was saved."""
    return [Attribute.model_validate(one) for one in declared]


def check(declared: Any) -> list[dict[str, Any]]:
    """The declarations in their stored form; raises `ValidationError` with a sentence for each fault."""
    if not isinstance(declared, list):
        raise ValidationError(_("The attributes are a list."))
    faults, parsed = [], []
    for number, one in enumerate(declared, start=1):
        try:
            parsed.append(Attribute.model_validate(one))
        except Misfit as misfit:
            reason = "; ".join(_reason(error) for error in misfit.errors())
            faults.append(_("Attribute %(number)s: %(reason)s.") % {"number": number, "reason": reason})
    names = [attribute.name for attribute in parsed]
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.append(_("Two attributes are called “%(name)s”.") % {"name": name})
    if faults:
        raise ValidationError(faults)
    return [attribute.model_dump(mode="json") for attribute in parsed]


def _reason(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    known = {
        "missing": _("is missing"),
        "extra_forbidden": _("is not known here"),
        "literal_error": _("is not one of the kinds"),
    }
    text = known.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return f"{place}: {text}" if place else text


def clean(attributes: Iterable[Attribute], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are stored; raises `ValidationError` keyed by attribute.

    Unknown names are refused: a value nobody declared would never be shown, and a typing mistake in an
    import would pass in silence.
    """
    known = {attribute.name: attribute for attribute in attributes}
    stored: dict[str, Any] = {}
    faults: dict[str, Any] = {name: [_("This type has no such attribute.")] for name in values.keys() - known}
    for name, attribute in known.items():
        try:
            value = attribute.store(attribute.field().clean(_typed_in(values.get(name))))
        except ValidationError as fault:
            faults[name] = fault.messages
        else:
            if value is not None:
                stored[name] = value
    if faults:
        raise ValidationError(faults)
    return stored


def _typed_in(value: Any) -> Any:
    """What a person would have typed for a value that arrives typed, from YAML or JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value
