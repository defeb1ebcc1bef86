"""Wagtail's generic pages, writing through deeds: a refusal comes back into the form it came from."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.views import generic

from journal.refusals import Refused
from people.forms import write_into

Saving = Callable[..., Any]


class Refusable:
    """Shows a refused deed beside the fields it is about; what was typed stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as refused:
            write_into(form, refused)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_buttons(self) -> list:
        return []


class DeedCreateView(Refusable, generic.CreateView):
    """`add(cleaned, by=, now=)` makes the thing."""

    add: Saving | None = None

    def save_instance(self) -> Any:
        return self.add(self.form.cleaned_data, by=self.request.user, now=timezone.now())


class DeedEditView(Refusable, generic.EditView):
    """`change(thing, cleaned, changed, by=, now=)` changes it; `changed` names the fields that differ."""

    change: Saving | None = None

    def save_instance(self) -> Any:
        # The form has written into its own instance already; the deed compares with what is stored.
        stored = self.model._default_manager.get(pk=self.object.pk)
        changed = set(self.form.changed_data)
        self.change(stored, self.form.cleaned_data, changed, by=self.request.user, now=timezone.now())
        return stored


class DeedDeleteView(generic.DeleteView):
    """`remove(thing, by=, now=)` removes it."""

    remove: Saving | None = None

    def get_usage(self) -> None:
        return None

    def get_usage_url(self) -> None:
        return None

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.get_success_url())

    def delete_action(self) -> None:
        self.remove(self.object, by=self.request.user, now=timezone.now())


class PlainIndexView(generic.IndexView):
    """Without Wagtail's bulk actions: they would write past the deeds."""

    def get_base_queryset(self) -> Any:
        return self.model._default_manager.all()
