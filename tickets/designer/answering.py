"""One shape for every form of a draft: in a dialog or, without scripts, on a page of its own."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from journal.refusals import Refused, Stale
from tickets.models import LifecycleDraft

CHANGED = "lifecycle:changed"
TOO_MUCH = _(
    "This is too much: a lifecycle has at most 60 statuses and 200 transitions, and a text at most 400 letters."
)


def answer(
    request: HttpRequest,
    draft: LifecycleDraft,
    form: Form,
    do: Callable[[], Any],
    *,
    others: tuple[Any, ...] = (),
    part: str = "tickets/lifecycles/_form.html",
    **context: Any,
) -> HttpResponse:
    """The form as it stands, or what became of it; `others` are sets of forms that are sent along."""
    home = reverse("tickets:lifecycle_draft", args=[draft.lifecycle.slug])
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in others)]):
        try:
            do()
        except Refused as refused:
            put_refusal(form, refused, draft)
        except ValidationError:  # each part fits, the whole doesn't
            form.add_error(None, TOO_MUCH)
        else:
            return done(request, home)
    context |= {"form": form, "draft": draft, "lifecycle": draft.lifecycle, "part": part, "home": home}
    wrong = bool(form.errors) or any(each.is_bound and not each.is_valid() for each in others)
    template = part if request.htmx else "tickets/lifecycles/form.html"
    return render(
        request, template, {**context, "action": request.get_full_path()}, status=422 if wrong else 200
    )


def done(request: HttpRequest, home: str, said: Any = "") -> HttpResponse:
    """Makes the page of the draft fetch itself anew; leads there where no script listens."""
    if not request.htmx:
        if said:
            messages.success(request, said)
        return redirect(home)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({CHANGED: {}, "dialog:close": {}})})


def put_refusal(form: Form, refused: Refused, draft: LifecycleDraft) -> None:
    """Writes the refusal above what was typed. After `Stale` the same can be sent again, knowingly."""
    form.add_error(None, str(refused))
    for place, sentences in refused.errors.items():
        for sentence in sentences:
            form.add_error(None, f"{place}: {sentence}")
    if isinstance(refused, Stale):
        form.data = form.data.copy()
        newest = LifecycleDraft.objects.filter(pk=draft.pk).values_list("revision", flat=True).first()
        form.data["seen"] = newest or ""
