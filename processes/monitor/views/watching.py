"""A process under way: counts per step, on its diagram and as a table, and its runs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.models import Person
from processes.designer.access import seen_process
from processes.models import Definition, Run, Version
from processes.monitor.counting import counted_versions, standing_in, told_counts
from processes.monitor.listing import MOST_PAGES, SHOWN, UNDER_WAY, found_runs, mends, rows_of
from processes.querysets import RunQuerySet
from processes.store import drawing_of
from processes.tracking.pictures import picture_of, told
from tickets.access import publisher_page


@publisher_page
@require_safe
def runs(request: HttpRequest, slug: str) -> HttpResponse:
    """`?version=` says on whose diagram is counted (by default the current one's); `?show=`, `?at=` and `?q=` which
    runs are listed."""
    definition, person = seen_process(request, slug), request.user
    counted = _counted(definition, person)
    versions = counted_versions(definition, counted)
    version = _version(request, definition, [one for one, _many in versions])
    show = request.GET.get("show", UNDER_WAY)
    show = show if show in SHOWN else UNDER_WAY
    page = _page(request)
    asked = {"words": request.GET.get("q", "").strip()[:200], "element": request.GET.get("at", "")[:255]}
    rows, more = rows_of(found_runs(definition, person, show=show, **asked), person, page)
    context: dict[str, Any] = {
        "definition": definition,
        "versions": versions,
        "version": version,
        "rows": rows,
        "show": show,
        "page": page,
        "may_mend": mends(person, definition),
        "now": timezone.now(),
        **asked,
        "next_page": _address(request, page + 1) if more and page < MOST_PAGES else "",
        "previous_page": _address(request, page - 1) if page > 1 else "",
    }
    if version is not None:
        context["standing"] = standing_in(version, drawing_of(version.pk), counted)
        context["is_drawn"] = bool(picture_of(version.pk, version.digest, remarks=True))
    return render(request, "processes/monitor/runs.html", context)


@publisher_page
@require_safe
def diagram(request: HttpRequest, slug: str, number: int) -> JsonResponse:
    """The diagram of a version with how many runs stand at each step; with `?marks` the numbers alone."""
    definition = seen_process(request, slug)
    version = definition.versions.defer("xml", "decisions").filter(number=number).first()
    if version is None:
        raise Http404
    counted = _counted(definition, request.user)
    answer = told(counts=told_counts(standing_in(version, drawing_of(version.pk), counted)))
    if "marks" not in request.GET:
        answer["xml"] = picture_of(version.pk, version.digest, remarks=True)
    return JsonResponse(answer)


def _counted(definition: Definition, person: Person) -> RunQuerySet:
    return Run.objects.under_way().counted_by(person).filter(version__definition=definition)


def _version(request: HttpRequest, definition: Definition, versions: list[Version]) -> Version | None:
    wanted = request.GET.get("version", "")
    if not wanted:
        newest = versions[0] if versions else None
        return next((one for one in versions if one.pk == definition.current_id), newest)
    if not wanted.isdecimal() or len(wanted) > 9:
        raise Http404
    found = definition.versions.defer("xml", "decisions").filter(number=int(wanted)).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and len(text) < 9 else 1


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
