"""Processes to look at: which there are, what one is, what became different between versions."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from processes.designer.access import seen_process, version_of
from processes.designer.comparing import compared
from processes.designer.files import file_response
from processes.designer.showing import picture
from processes.models import Definition, Draft, Run
from processes.policies import may_publish_processes
from processes.uses import uses_of
from tickets.access import publisher_page

VERSIONS = 50  # of one process on its page


@publisher_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All the person may see, with how much runs on each as far as that is theirs to know."""
    person = request.user
    seen = Definition.objects.visible_to(person).select_related("department", "draft", "current")
    processes = list(seen.defer("current__xml", "current__decisions", "draft__xml", "draft__decisions"))
    uses = uses_of([one.slug for one in processes], person)
    runs = _under_way(person, processes)
    rows = [
        {
            "process": one,
            "uses": len(uses[one.slug]),
            "runs": runs.get(one.pk, 0),
            "draft": getattr(one, "draft", None)
            if may_publish_processes(person, one.department_id)
            else None,
        }
        for one in processes
    ]
    return render(request, "processes/index.html", {"rows": rows})


@publisher_page
@require_safe
def process(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """One process as it runs now, or as it did in an older version."""
    found, person = seen_process(request, slug), request.user
    may_draw = may_publish_processes(person, found.department_id)
    versions = list(
        found.versions.defer("xml", "decisions").select_related("published_by").order_by("-number")[:VERSIONS]
    )
    version = version_of(found, number) if number else found.current
    context: dict[str, Any] = {
        "process": found,
        "version": version,
        "versions": versions,
        "is_newest": version is None or version.pk == found.current_id,
        "picture": picture(version.xml) if version else None,
        "may_draw": may_draw,
        "draft": _draft(found) if may_draw else None,
        "uses": uses_of([slug], person)[slug],
        "runs": _under_way(person, [found]).get(found.pk, 0),
        "now": timezone.now(),
    }
    return render(request, "processes/process.html", context)


@publisher_page
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What became different from `?from=` to `?to=`, numbers of versions; `to=draft` for the draft."""
    found = seen_process(request, slug)
    old, new = request.GET.get("from", ""), request.GET.get("to", "")
    difference = compared(_content(request, found, old), _content(request, found, new))
    context = {"process": found, "old": old, "new": new, "is_draft": new == "draft", "difference": difference}
    return render(request, "processes/compare.html", context)


@publisher_page
@require_safe
def version_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The version as BPMN 2.0 XML."""
    version = version_of(seen_process(request, slug), number)
    return file_response(version.xml, f"{slug}-{number}")


def _draft(found: Definition) -> Draft | None:
    return Draft.objects.filter(definition=found).first()


def _content(request: HttpRequest, found: Definition, which: str) -> tuple[str, dict[str, Any]]:
    if which == "draft":
        held = _draft(found) if may_publish_processes(request.user, found.department_id) else None
        if held is None:
            raise Http404
        return held.xml, held.decisions
    if not which.isdecimal() or len(which) > 9:
        raise Http404
    version = version_of(found, int(which))
    return version.xml, version.decisions


def _under_way(person: Any, processes: list[Definition]) -> dict[int, int]:
    """Runs under way of each process, as far as their number is the person's to know."""
    runs = Run.objects.under_way().counted_by(person).filter(version__definition__in=processes)
    return dict(runs.order_by().values_list("version__definition").annotate(Count("pk")))
