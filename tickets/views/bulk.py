"""Deeds for the tickets chosen in the queue; each answers with what was done and what was refused."""

import json
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journal.refusals import Invalid
from people.models import Person
from tickets import actions
from tickets.access import desk_page, workable
from tickets.bulk import Outcome, common_steps, each, refuse_foreign
from tickets.choices import colleagues, teams
from tickets.forms import BulkAssignForm, BulkCommentForm, BulkMoveForm, BulkPriorityForm
from tickets.listing import TicketListing
from tickets.models import Ticket
from tickets.undoing import undo_of


@desk_page
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """To a person, to a team, or back into the queue."""
    form = BulkAssignForm(_filled(request), people=colleagues(request.user), teams=teams(request.user))

    def deed(ticket: Ticket) -> Any:
        given = form.cleaned_data
        if given["release"]:
            actions.assign(ticket, to=None, **_deed(request))
        if given["assignee"]:
            return actions.assign(ticket, to=given["assignee"], team=given["team"], **_deed(request))
        return actions.assign(ticket, to=given["team"], **_deed(request)) if given["team"] else ticket

    return _answer(request, form, deed, title=_("Assign"))


@desk_page
@require_POST
def priority(request: HttpRequest) -> HttpResponse:
    form = BulkPriorityForm(_filled(request))

    def deed(ticket: Ticket) -> Any:
        return actions.change_priority(ticket, **form.cleaned_data, **_deed(request))

    return _answer(request, form, deed, title=_("Change priority"))


@desk_page
@require_POST
def comment(request: HttpRequest) -> HttpResponse:
    """The same words to all of them."""
    form = BulkCommentForm(_filled(request))

    def deed(ticket: Ticket) -> Any:
        words, internal = form.cleaned_data["text"], form.cleaned_data["internal"]
        return actions.comment(ticket, words, internal=internal, **_deed(request))

    return _answer(request, form, deed, title=_("Comment"))


@desk_page
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """A step that some of them may take; the others are refused with the reason."""
    chosen = _chosen(request)
    steps = common_steps(chosen, request.user, now=timezone.now())
    if not steps:
        raise Invalid(_("There is no step that one of these tickets may take now."))
    form = BulkMoveForm(
        _filled(request),
        steps=steps,
        asked=request.POST.get("transition", ""),
        people=colleagues(request.user),
        teams=teams(request.user),
    )

    def deed(ticket: Ticket) -> Any:
        refuse_foreign(form.chosen.move, ticket)
        return actions.move(ticket, form.chosen.move.name, **_deed(request), **form.answers)

    part = "tickets/_bulk_move.html"
    return _answer(request, form, deed, title=_("Move"), chosen=chosen, part=part)


@desk_page
@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    outcome = each(_chosen(request), lambda ticket: actions.watch(ticket, **_deed(request)))
    return _told(request, outcome)


def _filled(request: HttpRequest) -> Any:
    """The form's data, once the dialog was sent; the first post only brings what was chosen."""
    return request.POST if "asked" in request.POST else None


def _deed(request: HttpRequest) -> dict[str, Any]:
    person: Person = request.user
    return {"by": person, "now": timezone.now()}


def _chosen(request: HttpRequest) -> list[Ticket]:
    return list(TicketListing(request, workable(request.user)).chosen())


def _answer(
    request: HttpRequest,
    form: Form,
    deed: Callable[[Ticket], Any],
    *,
    title: str,
    chosen: list[Ticket] | None = None,
    part: str = "tickets/_bulk_form.html",
) -> HttpResponse:
    """The dialog, or what became of it. A fault that lies in the form itself is shown beside its field."""
    chosen = _chosen(request) if chosen is None else chosen
    if not chosen:
        raise Invalid(_("None of the chosen tickets is yours to work on."))
    if form.is_bound and form.is_valid():
        return _told(request, each(chosen, deed))
    context = {
        "form": form,
        "title": title,
        "chosen": chosen,
        "action": request.path,
    }
    return render(request, part, context, status=422 if form.is_bound else 200)


def _told(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """A line in passing when all went well, otherwise each refusal with its ticket."""
    events: dict[str, Any] = {"live:change": {"verb": "bulk"}}
    if not outcome.refused:
        undo = undo_of(request, outcome.pairs, now=timezone.now())
        events |= {"toast": {"text": outcome.sentence, "tone": "done", "undo": undo}, "dialog:close": {}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
    answer = render(request, "tickets/_bulk_outcome.html", {"outcome": outcome})
    answer.headers["HX-Retarget"] = "#dialog"
    answer.headers["HX-Reswap"] = "innerHTML"
    answer.headers["HX-Trigger"] = json.dumps(events)
    return answer
