"""One ticket at the desk: the page, its parts, and the glance from the queue."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets import actions, pictures
from tickets.access import desk_ticket, portal_page, seen_ticket
from tickets.inbox.panel import panel_of
from tickets.models import Ticket
from tickets.similar import similar as similar_tickets
from tickets.timeline import last_event_of

PAGE = ("requester__department", "requester__site", "opened_by", "service_level__calendar")


@portal_page
@require_safe
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    ticket, now = desk_ticket(request, ref, *PAGE), timezone.now()
    talk = pictures.talk_of(ticket, request.user, "", {}, works=True, now=now)
    return render(
        request,
        "tickets/detail.html",
        {
            **pictures.facts_of(ticket, request.user, now=now, last_event=last_event_of(ticket)),
            **talk,
            **pictures.composer_of(ticket, works=True),
            **panel_of(ticket, request.user, now=now),
            "loose_files": pictures.loose_files(ticket, request.user, works=True),
            "helps": pictures.helps_of(ticket),
            "inspection": ticket.is_inspected,
        },
    )


@portal_page
@require_safe
def facts(request: HttpRequest, ref: str) -> HttpResponse:
    """The left pane; nothing, when nothing happened since (`?since=`)."""
    ticket = desk_ticket(request, ref, *PAGE)
    last_event = last_event_of(ticket)
    if request.GET.get("since") == str(last_event):
        return HttpResponse(status=204)
    context = pictures.facts_of(ticket, request.user, now=timezone.now(), last_event=last_event)
    return render(request, "tickets/_facts.html", context)


@portal_page
@require_safe
def timeline(request: HttpRequest, ref: str) -> HttpResponse:
    """The stream, an earlier page of it (`?before=`), or what is new (`?after=`)."""
    return talk(request, desk_ticket(request, ref), works=True)


def talk(request: HttpRequest, ticket: Ticket, *, works: bool) -> HttpResponse:
    """The conversation as a part, for the desk and for the requester's page."""
    cursor = {name: request.GET[name] for name in ("before", "after") if request.GET.get(name)}
    only = request.GET.get("only", "")
    found = pictures.talk_of(ticket, request.user, only, cursor, works=works, now=timezone.now())
    if "after" in cursor and not found["stream"].entries:
        return HttpResponse(status=204)
    found["newer_page"] = "after" in cursor
    template = "tickets/_entries.html" if cursor else "tickets/_timeline.html"
    return render(request, template, found)


@portal_page
@require_safe
def peek(request: HttpRequest, ref: str) -> HttpResponse:
    """A glance beside the queue: what it is, where it stands, the last words, the next steps."""
    ticket, now = desk_ticket(request, ref, *PAGE), timezone.now()
    last_event = last_event_of(ticket)
    return render(
        request,
        "tickets/_peek.html",
        {
            "ticket": ticket,
            "person": request.user,
            "now": now,
            "last_event": last_event,
            "moves": actions.legal_moves(ticket, request.user, now=now),
            "latest": list(ticket.comments.select_related("author").order_by("-pk")[:3])[::-1],
        },
    )


@portal_page
@require_safe
def similar(request: HttpRequest, ref: str) -> HttpResponse:
    ticket = desk_ticket(request, ref)
    return render(request, "tickets/_similar.html", {"similar": similar_tickets(ticket, request.user)})


@portal_page
@require_safe
def changes(request: HttpRequest, ref: str) -> HttpResponse:
    ticket, now = desk_ticket(request, ref), timezone.now()
    found = pictures.recent_changes(ticket, request.user, now=now)
    return render(request, "tickets/_changes.html", {"changes": found, "now": now})


@portal_page
@require_safe
def mentions(request: HttpRequest, ref: str) -> JsonResponse:
    """Colleagues whose name begins what is typed after an @, and who may read what they are named in."""
    return _mentionable(request, desk_ticket(request, ref))


@portal_page
@require_safe
def request_mentions(request: HttpRequest, ref: str) -> JsonResponse:
    """The same for whoever takes part without working on it."""
    return _mentionable(request, seen_ticket(request, ref))


def _mentionable(request: HttpRequest, ticket: Ticket) -> JsonResponse:
    found = pictures.mentionable(ticket, request.GET.get("q", ""))
    people: list[dict[str, Any]] = [
        {"username": person.username, "label": person.label, "title": person.job_title} for person in found
    ]
    return JsonResponse({"people": people})
