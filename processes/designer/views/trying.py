"""Trying the draft: a form with sample answers, and what would happen with them."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from processes import actions
from processes.bpmn import read
from processes.complaints import BadDiagram
from processes.designer.access import draft_of
from processes.designer.offering import facts_of
from processes.designer.trial import try_out
from processes.designer.trying import TryForm
from processes.outline import facts_of as facts_in
from processes.store import tables_in
from processes.uses import uses_of
from rules.tables import BadCell
from tickets.access import publisher_page


@publisher_page
@require_http_methods(["GET", "POST"])
def try_it(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and after a post the way the draft takes with what was typed, which is kept with the draft."""
    held = draft_of(request, slug)
    try:
        drawing, tables = read(held.xml), tables_in(held.decisions)
    except (BadDiagram, BadCell) as bad:
        return render(request, "processes/_trial.html", {"fault": str(bad)})
    known = facts_of(uses_of([slug], request.user)[slug])
    initial = {"person": request.user.username, **held.samples}
    form = TryForm(
        request.POST or None,
        initial=initial,
        drawing=drawing,
        facts=facts_in(drawing, known),
        asker=request.user,
    )
    context: dict[str, Any] = {"form": form, "action": request.path, "process": held.definition}
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        actions.keep_samples(held, form.samples, by=request.user, now=now)
        trial = try_out(
            drawing,
            tables,
            person=form.cleaned_data["person"],
            department=held.definition.department,
            given=form.given,
            found_out=form.found_out,
            facts=known,
            now=now,
        )
        context |= {"trial": trial, "path": json.dumps(trial.path)}
    wrong = request.method == "POST" and not form.is_valid()
    return render(request, "processes/_trial.html", context, status=422 if wrong else 200)
