"""One shape for every deed of the inbox: a form in a dialog or on its own page, and what became of it."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from journal.refusals import Refused, Stale
from tickets.inbox.access import shell_of
from tickets.models import Task
from tickets.views.dialogs import CHANGED, CLOSED

PART = "tickets/_dialog_form.html"


def answer(
    request: HttpRequest,
    task: Task,
    *,
    form: Form,
    do: Callable[[Form], Any],
    said: Any = "",
    undo: Callable[[], str] | None = None,
    leaves: bool = False,
    part: str = PART,
    **context: Any,
) -> HttpResponse:
    """The form as it stands, or what became of it. `do(form)` is called with a valid form and does the deed.

    `undo` gives the address of the way back once it was done. What `leaves` is over for its reader, who comes back
    to the inbox from the task's own page.
    """
    if request.method == "POST" and form.is_valid():
        try:
            do(form)
        except Refused as refused:
            put_refusal(form, refused, task)
            context["refused"] = refused
        else:
            return done(request, task, said, undo=undo() if undo else "", leaves=leaves)
    home = reverse("tickets:task", args=[task.pk])
    context |= {"ticket": task.ticket, "task": task, "form": form, "action": request.path, "home": home}
    context |= {"part": part, "frame": shell_of(request.user)}
    template = part if request.htmx else "tickets/dialog.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def done(
    request: HttpRequest,
    task: Task,
    said: Any = "",
    *,
    undo: str = "",
    leaves: bool = False,
    anew: bool = False,
) -> HttpResponse:
    """Tells the page what was done; leads on where the reader has nothing left to do there, and draws the task's
    own page `anew` where there is other to do now."""
    page = reverse("tickets:task", args=[task.pk])
    onward = reverse("tickets:inbox") if leaves else page
    if not request.htmx:
        if said:
            messages.success(request, str(said), extra_tags=undo)
        return redirect(onward)
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if (leaves or anew) and here == page:
        messages.success(request, str(said), extra_tags=undo)
        return HttpResponse(status=204, headers={"HX-Redirect": onward})
    events: dict[str, Any] = {CHANGED: {"topic": f"ticket:{task.ticket_id}", "verb": "done"}, CLOSED: {}}
    if said:
        events["toast"] = {"text": str(said), "tone": "done", "undo": undo}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def put_refusal(form: Form, refused: Refused, task: Task) -> None:
    """Writes the refusal beside the fields it names. After `Stale` the form knows the task as it is now, so that
    it may be sent again as it was typed."""
    for name, sentences in refused.errors.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))
    if not form.errors:
        form.add_error(None, str(refused))
    if isinstance(refused, Stale):
        form.data = form.data.copy()
        form.data["seen"] = Task.objects.values_list("revision", flat=True).get(pk=task.pk)
