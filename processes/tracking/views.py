"""Where a ticket's process is: parts that the ticket's pages fetch, for whoever may see the ticket."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from processes.models import Run
from processes.policies import may_repair
from processes.tracking.pictures import notes_of, picture_of, told
from processes.tracking.reading import newest_run, track
from tickets.access import desk_ticket, portal_page, seen_ticket
from tickets.models import Ticket
from tickets.policies import is_requester, may_work
from tickets.timeline import last_event_of

CALENDAR = "service_level__calendar"


@portal_page
@require_safe
def of_request(request: HttpRequest, ref: str) -> HttpResponse:
    """The steps on the requester's page, with the diagram folded below."""
    return _steps(request, seen_ticket(request, ref, CALENDAR), works=False)


@portal_page
@require_safe
def of_ticket(request: HttpRequest, ref: str) -> HttpResponse:
    """The same at the desk, with faults and reasons."""
    return _steps(request, desk_ticket(request, ref, CALENDAR), works=True)


@portal_page
@require_safe
def diagram(request: HttpRequest, ref: str) -> JsonResponse:
    """The diagram of the newest run with its marks; with `?marks` the marks alone."""
    ticket = seen_ticket(request, ref, CALENDAR)
    run = newest_run(ticket)
    if run is None:
        raise Http404
    works = may_work(request.user, ticket)
    found = track(run, ticket, request.user, now=timezone.now(), works=works)
    answer = told(found.marks, notes=notes_of(found))
    if "marks" not in request.GET:
        answer["xml"] = picture_of(run.version_id, run.version.digest, remarks=works)
    return JsonResponse(answer)


def _steps(request: HttpRequest, ticket: Ticket, *, works: bool) -> HttpResponse:
    run = newest_run(ticket)
    if run is not None and request.GET.get("since") == _seen(run, ticket):
        return HttpResponse(status=204)
    context: dict[str, Any] = {"ticket": ticket, "works": works, "steps_url": request.path, "run": run}
    if run is not None:
        context |= _of_run(request, run, ticket, works)
    only_steps = run is not None and "since" in request.GET
    return render(request, f"processes/track/{'_steps' if only_steps else '_track'}.html", context)


def _of_run(request: HttpRequest, run: Run, ticket: Ticket, works: bool) -> dict[str, Any]:
    now = timezone.now()
    return {
        "track": track(run, ticket, request.user, now=now, works=works),
        "now": now,
        "seen": _seen(run, ticket),
        "is_drawn": bool(picture_of(run.version_id, run.version.digest, remarks=works)),
        "is_own": is_requester(request.user, ticket),
        "may_repair": works and may_repair(request.user, run),
    }


def _seen(run: Run, ticket: Ticket) -> str:
    """What a part was drawn from: it need not be drawn anew before one of them changes."""
    return f"{run.pk}.{run.revision}.{last_event_of(ticket)}"
