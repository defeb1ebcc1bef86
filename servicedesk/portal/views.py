"""Where everybody begins: home, one search over everything, and one's own requests."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import search as words
from catalog.models import Announcement, Draft, Favourite, Service, Topic
from catalog.shops import shops
from people.models import Person
from servicedesk.awaiting import all_awaited
from servicedesk.portal.finding import find
from tickets.company import progress_of
from tickets.holding import held
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.waiting import places_of

AT_HOME = 5
POPULAR = 6
PAGE = 20
LONGEST = 200


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What I need, what became of what I asked for, and what there is."""
    visible = Service.objects.visible_to(request.user).for_lists().marked(timezone.now())
    services = list(visible.popular_with(request.user.department_id))
    kept = list(
        Favourite.objects.filter(person=request.user).order_by("pk").values_list("service", flat=True)
    )
    favourites = sorted((one for one in services if one.pk in kept), key=lambda one: kept.index(one.pk))
    shown = _shown(Ticket.objects.for_requester(request.user).open().outermost())
    requests = _placed(shown.order_by("-updated_at", "-pk")[:AT_HOME])
    context = {
        "greeting": greeting(timezone.localtime().hour, request.user),
        "requests": requests,
        "awaited": all_awaited(request.user, most=AT_HOME),
        "announcements": Announcement.objects.visible_to(request.user, now=timezone.now())[:AT_HOME],
        "drafts": Draft.objects.to_continue(request.user, services)[:AT_HOME],
        "favourites": favourites,
        "popular": [one for one in services if one.orders and one not in favourites][:POPULAR],
        "shops": shops(services),
        "topics": Topic.objects.filter(services__in=[one.pk for one in services]).distinct(),
        "is_unfounded": not services and request.user.is_admin,
    }
    return render(request, "portal/home.html", context)


def greeting(hour: int, person: Person) -> str:
    """The word for the time of day, with the name people are called by."""
    name = {"name": person.label.split()[0]}
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % name
    return (_("Good evening, %(name)s") if hour >= 18 or hour < 5 else _("Good day, %(name)s")) % name


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that fits `?q=`: a page, or with `?part=` what stands under a search box or in the palette."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    part = request.GET.get("part", "")
    groups = find(request.user, text, limit=5 if part else 10)
    templates = {"live": "portal/_hits.html", "palette": "portal/_palette.html"}
    template = templates.get(part, "portal/search.html")
    return render(request, template, {"text": text, "groups": groups})


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """My requests: `?state=` open or closed, `?q=` words, `?after=` the number the last page ended with."""
    state = "closed" if request.GET.get("state") == "closed" else "open"
    text = request.GET.get("q", "").strip()[:LONGEST]
    own = Ticket.objects.for_requester(request.user)
    found = own.open() if state == "open" else own.ended()
    found = _shown(found if text else found.outermost())  # parts stand on the page of their whole
    if text:
        shown = list(words.matching(found, text, mode="all", prefix=True)[:PAGE])
        after = None
    else:
        shown, after = _page(found, request.GET.get("after", ""))
    context = {"requests": _placed(shown), "state": state, "text": text, "after": after}
    template = "portal/_requests.html" if request.htmx else "portal/requests.html"
    return render(request, template, context)


def _page(found: TicketQuerySet, after: str) -> tuple[list[Ticket], int | None]:
    """One page, newest first, and the number the next one starts after."""
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    shown = list(found.order_by("-pk")[: PAGE + 1])
    return shown[:PAGE], shown[PAGE - 1].pk if len(shown) > PAGE else None


def _placed(tickets: Iterable[Ticket]) -> list[Ticket]:
    """The tickets, each knowing as `.before` how many wait before it (None where it doesn't wait), its parts, and as
    `.held` who has its open tasks."""
    listed = list(tickets)
    places = places_of(listed)
    progress = progress_of([ticket.pk for ticket in listed])
    turns = held(ticket.pk for ticket in listed if ticket.is_open)
    for ticket in listed:
        ticket.before = places.get(ticket.pk)
        ticket.held = turns.get(ticket.pk)
        ticket.parts_done, ticket.parts = progress.get(ticket.pk, (0, 0))
    return listed


def _shown(tickets: Any) -> TicketQuerySet:
    """With what a strip names."""
    return tickets.select_related("assignee", "team", "requester")
