"""What I was told: the bell and the list behind it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from people import actions
from people.models import Notice

A_PAGE = 30
IN_THE_BELL = 8
COUNTED_TO = 100


@login_required
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """My notices, newest first, a page at a time: `?before=` the last one; `?unread` leaves out the rest."""
    mine = Notice.objects.visible_to(request.user)
    only_unread = "unread" in request.GET
    shown = mine.unread() if only_unread else mine
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        shown = shown.filter(pk__lt=int(before))
    found = list(shown[: A_PAGE + 1])
    context = {
        "notices": found[:A_PAGE],
        "more": found[A_PAGE - 1].pk if len(found) > A_PAGE else None,
        "only_unread": only_unread,
        "unread": _unread(request),
        "newest": found[0].pk if found and not before else None,
    }
    return render(request, "people/notices.html", context)


@login_required
@never_cache
def bell(request: HttpRequest) -> HttpResponse:
    """The fragment behind the bell: how many are new, and the latest few."""
    latest = list(Notice.objects.visible_to(request.user)[:IN_THE_BELL])
    return render(request, "people/_bell.html", {"notices": latest, "unread": _unread(request)})


@login_required
@never_cache
def bell_count(request: HttpRequest) -> HttpResponse:
    """The number on the bell, which asks for it now and then."""
    return render(request, "people/_count.html", {"unread": _unread(request)})


@login_required
@never_cache
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes where the notice leads; it is read now."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(notice, by=request.user, now=timezone.now())
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, request.is_secure())
    return redirect(notice.url if notice.url and safe else "people:notices")


@login_required
@require_POST
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(notice, by=request.user, now=timezone.now())
    if not request.htmx:
        return redirect("people:notices")
    notice.refresh_from_db()
    return _counting(render(request, "people/_notice.html", {"notice": notice}))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All is read, up to the newest one the page showed: what came meanwhile stays new."""
    until = request.POST.get("until", "")
    until_id = int(until) if until.isascii() and until.isdigit() else None
    actions.mark_all_read(by=request.user, now=timezone.now(), until=until_id)
    return _counting(bell(request)) if request.htmx else redirect("people:notices")


def _counting(response: HttpResponse) -> HttpResponse:
    """Lets the bell on the page ask for its number again."""
    return trigger_client_event(response, "notices:read")


def _unread(request: HttpRequest) -> int:
    """How many are new, counted no further than the bell shows."""
    return Notice.objects.visible_to(request.user).unread().order_by()[:COUNTED_TO].count()
