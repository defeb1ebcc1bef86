"""Choosing a colleague in a form: found while typing, sent by id."""

from typing import Any

from django import forms
from django.urls import reverse


class PickPerson(forms.TextInput):
    """`<pick-one>` asks for colleagues; the chosen one is sent by its id."""

    template_name = "people/widgets/pick_person.html"
    choices: Any = ()  # given by the field

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        shown = super().get_context(name, None, attrs)
        known = str(value or "").isdecimal() and len(str(value)) < 19
        chosen = self.choices.queryset.filter(pk=value).first() if known else None
        return {**shown, "url": reverse("people:choose-person"), "chosen": chosen}
