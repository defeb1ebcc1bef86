"""What is being filtered by, as chips that can be taken away, and the panel of all filters."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

SEARCH = "q"


@dataclass(frozen=True)
class Chip:
    """One filter that holds: its name, its values in words, and the query string without it."""

    name: str
    label: str
    values: list[str]
    without: str


def chips(form: forms.Form, params: QueryDict) -> list[Chip]:
    """One chip per filter that is set and understood, in the form's order; search stands in its own box."""
    found = []
    for bound in form:
        if bound.name == SEARCH or bound.name in form.errors or bound.field.widget.is_hidden:
            continue
        values = words(bound, form.cleaned_data.get(bound.name))
        if values:
            found.append(Chip(bound.name, str(bound.label), values, without(params, bound)))
    return found


def words(bound: BoundField, value: Any) -> list[str]:
    """A cleaned filter value in the reader's words."""
    if value in (None, "", [], ()):
        return []
    if isinstance(value, slice):  # a range of django-filter
        first, last = (_one(bound, end) if end is not None else "…" for end in (value.start, value.stop))
        return [f"{first} – {last}"]
    many = isinstance(value, (list, tuple, set)) or hasattr(value, "all")
    ones = value.all() if hasattr(value, "all") else value
    return [_one(bound, one) for one in (ones if many else [value])]


def _one(bound: BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "strftime"):
        return date_format(value, "SHORT_DATETIME_FORMAT" if hasattr(value, "hour") else "SHORT_DATE_FORMAT")
    for key, label in _flat(getattr(bound.field, "choices", ())):
        if str(key) == str(value):
            return str(label)
    return str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    flat: list[tuple[Any, Any]] = []
    for key, label in choices:
        flat += label if isinstance(label, (list, tuple)) else [(key, label)]
    return flat


def without(params: QueryDict, bound: BoundField) -> str:
    """The query string with this filter taken out, whatever its widget calls its parts."""
    left = params.copy()
    for name in list(left):
        if name == bound.html_name or (
            name.startswith(f"{bound.html_name}_") and name not in bound.form.fields
        ):
            del left[name]
    return left.urlencode()


@dataclass(frozen=True)
class Group:
    """A filter in the panel: ticks for a choice of several, a plain control for anything else.

    What is set but not offered (`kept`) is carried along unseen; its chip takes it away.
    """

    bound: BoundField
    ticks: list[tuple[str, str, bool]]
    kept: list[str]

    @property
    def is_offered(self) -> bool:
        return bool(self.ticks) or not isinstance(self.bound.field.widget, forms.SelectMultiple)

    @property
    def count(self) -> int:
        return sum(1 for _value, _label, on in self.ticks if on)


def panel(form: forms.Form) -> list[Group]:
    """Every filter but the search box, ready to draw."""
    groups = []
    for bound in form:
        if bound.name == SEARCH or bound.field.widget.is_hidden:
            continue
        ticks, kept = [], []
        if isinstance(bound.field.widget, forms.SelectMultiple):
            chosen = {str(one) for one in bound.value() or ()}
            ticks = [
                (str(key), str(label), str(key) in chosen)
                for key, label in _flat(getattr(bound.field, "choices", ()))
                if str(key)
            ]
            kept = sorted(chosen - {value for value, _label, _on in ticks})
        groups.append(Group(bound, ticks, kept))
    return groups
