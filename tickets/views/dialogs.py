"""One shape for every deed that asks something: a form in a dialog or, without scripts, on its own page.

A refusal comes back beside what was typed; what was done makes the page's parts fetch themselves anew.
"""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from journal.refusals import Refused, Stale
from tickets import actions
from tickets.forms import StepForm
from tickets.models import Ticket
from tickets.timeline import changes_since, last_event_of
from tickets.undoing import undo_of, words_for

CHANGED = "live:change"
CLOSED = "dialog:close"


def seen_now(ticket: Ticket) -> dict[str, Any]:
    """What the form remembers of the ticket as it was shown, so that a change in between is noticed."""
    return {"seen": ticket.revision, "since": last_event_of(ticket)}


def moving(request: HttpRequest, ticket: Ticket, transition: str) -> Callable[[StepForm], Any]:
    """The deed of a `StepForm`: the transition through the gate, with what was answered."""

    def do(form: StepForm) -> Ticket:
        seen = form.cleaned_data["seen"]
        return actions.move(
            ticket, transition, by=request.user, now=timezone.now(), seen=seen, **form.answers
        )

    return do


def answer(
    request: HttpRequest,
    ticket: Ticket,
    *,
    form: Form,
    do: Callable[[Form], Any],
    said: Any = "",
    home: str = "",
    part: str = "tickets/_dialog_form.html",
    **context: Any,
) -> HttpResponse:
    """The form as it stands, or what became of it. `do(form)` is called with a valid form and does the deed; where
    it gives back the ticket as it is then, the way back is offered. Without scripts it leads to `home`, by default
    the ticket's page at the desk."""
    home = home or ticket.desk_url
    context |= {"ticket": ticket, "form": form, "action": request.path, "home": home}
    if request.method == "POST" and form.is_valid():
        try:
            became = do(form)
        except Refused as refused:
            context["changes"] = put_refusal(form, refused, ticket, request)
            context["refused"] = refused
        else:
            return done(request, ticket, said, home=home, became=became)
    return shown(request, part, context, faulty=form.is_bound)


def shown(request: HttpRequest, part: str, context: dict[str, Any], *, faulty: bool = False) -> HttpResponse:
    """The part alone for a dialog, inside a page of its own otherwise."""
    template = part if request.htmx else "tickets/dialog.html"
    return render(request, template, {**context, "part": part}, status=422 if faulty else 200)


def done(
    request: HttpRequest, ticket: Ticket, said: Any = "", *, home: str = "", became: Any = None
) -> HttpResponse:
    """Tells the page that the ticket has changed; leads to the ticket where no script listens."""
    undo = ""
    if isinstance(became, Ticket) and (undo := undo_of(request, [(ticket, became)], now=timezone.now())):
        said = said or words_for(ticket, became)
    if not request.htmx:
        if said:
            messages.success(request, said, extra_tags=undo)
        return redirect(home or ticket.desk_url)
    events: dict[str, Any] = {CHANGED: {"topic": f"ticket:{ticket.pk}", "verb": "done"}, CLOSED: {}}
    if said:
        events["toast"] = {"text": str(said), "tone": "done", "undo": undo}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def put_refusal(form: Form, refused: Refused, ticket: Ticket, request: HttpRequest) -> list[Any]:
    """Writes the refusal beside the fields it names. After `Stale` the form carries what is true now, so that
    it may be sent again as it was typed; gives back what others did in the meantime."""
    for name, sentences in refused.errors.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))
    if not form.errors:
        form.add_error(None, str(refused))
    if not isinstance(refused, Stale):
        return []
    changes = changes_since(ticket, form.cleaned_data.get("since") or 0, but_by=request.user)
    form.data = form.data.copy()
    form.data["seen"] = Ticket.objects.values_list("revision", flat=True).get(pk=ticket.pk)
    form.data["since"] = last_event_of(ticket)
    return changes
