"""Tasks on a ticket's own pages: who has to act, and what agents ask for by hand."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tickets import actions
from tickets.access import desk_ticket, portal_page, seen_ticket
from tickets.choices import teams
from tickets.inbox.access import colleagues, seen_task
from tickets.inbox.answering import answer as answer_task
from tickets.inbox.forms import AskApprovalForm, GiveTaskForm, WithdrawForm
from tickets.inbox.panel import panel_of
from tickets.models import Ticket
from tickets.task_policies import may_give_out, may_withdraw
from tickets.views import dialogs


@portal_page
@require_safe
def of_ticket(request: HttpRequest, ref: str) -> HttpResponse:
    """The panel alone."""
    ticket = seen_ticket(request, ref)
    return render(
        request, "tickets/inbox/_of_ticket.html", panel_of(ticket, request.user, now=timezone.now())
    )


@portal_page
@require_http_methods(["GET", "POST"])
def ask_approval(request: HttpRequest, ref: str) -> HttpResponse:
    ticket = _worked_on(request, ref)
    form = AskApprovalForm(
        request.POST or None, people=colleagues(request.user), initial={"title": ticket.subject}
    )

    def do(form: AskApprovalForm) -> None:
        given = form.cleaned_data
        actions.ask_for_approval(
            ticket,
            given["people"],
            rule=given["rule"],
            in_turn=given["in_turn"],
            **_said(request, given),
        )

    said = _("The approval is asked for.")
    return dialogs.answer(request, ticket, form=form, do=do, title=_("Ask for approval"), said=said)


@portal_page
@require_http_methods(["GET", "POST"])
def give_task(request: HttpRequest, ref: str) -> HttpResponse:
    ticket = _worked_on(request, ref)
    form = GiveTaskForm(request.POST or None, people=colleagues(request.user), teams=teams(request.user))

    def do(form: GiveTaskForm) -> None:
        given = form.cleaned_data
        actions.give_task(ticket, given["people"], team=given["team"], **_said(request, given))

    said = _("The task is given out.")
    return dialogs.answer(request, ticket, form=form, do=do, title=_("Give a task"), said=said)


@portal_page
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for by hand is no longer needed."""
    task = seen_task(request, pk, now=timezone.now())
    if not may_withdraw(request.user, task):
        raise Http404

    def do(form: WithdrawForm) -> None:
        actions.cancel_task(task, by=request.user, now=timezone.now(), why=form.cleaned_data["why"])

    form = WithdrawForm(request.POST or None)
    said = _("Withdrawn: %(task)s") % {"task": task.label}
    return answer_task(request, task, form=form, do=do, title=_("Withdraw"), said=said, tone="danger")


def _worked_on(request: HttpRequest, ref: str) -> Ticket:
    ticket = desk_ticket(request, ref)
    if not may_give_out(request.user, ticket):
        raise Http404
    return ticket


def _said(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """What both kinds are told, and by whom."""
    return {
        "title": given["title"],
        "text": given["instructions"],
        "due_at": given["due_at"],
        "by": request.user,
        "now": timezone.now(),
    }
