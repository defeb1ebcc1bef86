"""The requester's page: the way of a request, its conversation, and the few things its requester may do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from people.models import Person
from tickets import actions, pictures
from tickets.access import portal_page, seen_ticket
from tickets.company import company_of
from tickets.forms import StepForm
from tickets.holding import held
from tickets.inbox.panel import panel_of
from tickets.journey import time_bar
from tickets.lifecycles import spec_of
from tickets.masks import sight_of
from tickets.models import Rating, Ticket
from tickets.moves import Move
from tickets.policies import asked_for, may_correct, may_rate, may_work
from tickets.stage import stage
from tickets.terms import may_have_process
from tickets.timeline import last_event_of, whole_stream
from tickets.views import dialogs
from tickets.views.rating import rating_of
from tickets.views.ticket import talk
from tickets.waiting import places_of


@portal_page
@require_safe
def request_page(request: HttpRequest, ref: str) -> HttpResponse:
    ticket, now = seen_ticket(request, ref), timezone.now()
    context = {
        **_way(ticket, request.user),
        **pictures.talk_of(ticket, request.user, "", {}, works=False, now=now),
        **panel_of(ticket, request.user, now=now),
        **pictures.composer_of(ticket, works=False),
        "company": company_of(ticket, request.user),
        "loose_files": pictures.loose_files(ticket, request.user, works=False),
        "works": may_work(request.user, ticket),
    }
    if may_rate(request.user, ticket):
        context |= rating_of(ticket, reverse("tickets:rate_here", args=[ticket.reference]))
    return render(request, "tickets/request.html", context)


@portal_page
@require_safe
def journey(request: HttpRequest, ref: str) -> HttpResponse:
    """The way alone; nothing, when nothing happened since (`?since=`)."""
    ticket = seen_ticket(request, ref)
    if request.GET.get("since") == str(last_event_of(ticket)):
        return HttpResponse(status=204)
    return render(request, "tickets/_journey.html", _way(ticket, request.user))


@portal_page
@require_safe
def company(request: HttpRequest, ref: str) -> HttpResponse:
    """The parts and what was ordered along, alone."""
    ticket = seen_ticket(request, ref)
    context = {"ticket": ticket, "company": company_of(ticket, request.user)}
    return render(request, "tickets/_company.html", context)


@portal_page
@require_safe
def print_request(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything the requester may read of it, laid out for paper."""
    ticket, now = seen_ticket(request, ref), timezone.now()
    context = {
        **_way(ticket, request.user),
        "entries": whole_stream(ticket, request.user, works=False),
        "loose_files": pictures.loose_files(ticket, request.user, works=False),
        "company": company_of(ticket, request.user),
        "rating": Rating.objects.filter(ticket=ticket).first(),
        "printed_at": now,
    }
    return render(request, "tickets/print.html", context)


@portal_page
@require_safe
def request_timeline(request: HttpRequest, ref: str) -> HttpResponse:
    return talk(request, seen_ticket(request, ref), works=False)


@portal_page
@require_http_methods(["GET", "POST"])
def request_step(request: HttpRequest, ref: str, transition: str) -> HttpResponse:
    """What a requester may do: withdraw, confirm, reopen; each as the lifecycle allows and asks."""
    ticket = seen_ticket(request, ref)
    step = spec_of(ticket.lifecycle_version_id).transitions.get(transition)
    if step is None or "requester" not in step.who:
        raise Http404
    phase = spec_of(ticket.lifecycle_version_id).statuses[step.to].phase
    initial = dialogs.seen_now(ticket)
    form = StepForm(request.POST or None, initial=initial, questions=step.ask, people=(), teams=())
    move = Move(transition, step, phase)
    return dialogs.answer(
        request,
        ticket,
        form=form,
        do=dialogs.moving(request, ticket, transition),
        home=ticket.get_absolute_url(),
        frame="ui/portal.html",
        title=move.label,
        note=move.note,
        tone=move.tone,
    )


def _way(ticket: Ticket, person: Person) -> dict[str, Any]:
    now = timezone.now()
    return {
        "ticket": ticket,
        "person": person,
        "now": now,
        "has_process": may_have_process(ticket),
        "stage": stage(ticket),
        "shares": time_bar(ticket, now=now),
        "before": places_of([ticket]).get(ticket.pk),
        "held": held([ticket.pk]).get(ticket.pk) if ticket.is_open else None,
        "steps": _own_steps(ticket, person),
        "is_own": asked_for(person, ticket),
        "may_correct": bool(ticket.service) and may_correct(person, ticket),
        "may_edit_answers": bool(sight_of(person, ticket).editable),
        "last_event": last_event_of(ticket),
        "collaborators": [
            one.person
            for one in ticket.participants.select_related("person").filter(role="collaborator").order_by("pk")
        ],
    }


def _own_steps(ticket: Ticket, person: Person) -> list[Move]:
    """What the person may do as the requester; replying takes its step by itself."""
    if not asked_for(person, ticket):
        return []
    moves = actions.legal_moves(ticket, person, now=timezone.now())
    return [move for move in moves if "requester" in move.step.who and move.step.on != "requester-reply"]
