"""Choosing a thing or a colleague while typing (`<pick-one>`)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PickInput(forms.TextInput):
    """A text field whose choices the server offers; what is sent is the id of what was chosen."""

    template_name = "cmdb/widgets/pick.html"

    def __init__(self, url_name: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.url_name = url_name
        self.find: Any = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = self.find(context["widget"]["value"]) if self.find else None
        return {**context, "url": reverse(self.url_name), "chosen": chosen}


class PickField(forms.CharField):
    """One row of `queryset`: by its id or, typed without scripts, by one of the named columns."""

    def __init__(self, queryset: QuerySet, url_name: str, by: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(widget=PickInput(url_name), max_length=160, **kwargs)
        self.queryset, self.by = queryset, by
        self.widget.find = self.found

    def found(self, text: Any) -> Any:
        """The row, or None where the text names none or several."""
        text = str(text or "").strip()
        if not text:
            return None
        named = Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else Q(pk__in=[])
        for column in self.by:
            named |= Q(**{f"{column}__iexact": text})
        rows = list(self.queryset.filter(named)[:2])
        return rows[0] if len(rows) == 1 else None

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        row = self.found(text)
        if row is None:
            raise ValidationError(_("Choose one of those that are offered."), code="unknown")
        return row

    def __deepcopy__(self, memo: Any) -> "PickField":
        copied = super().__deepcopy__(memo)
        copied.widget.find = copied.found
        return copied
