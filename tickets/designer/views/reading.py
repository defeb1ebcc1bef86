"""Lifecycles to look at: which there are, what one is, what became different between versions."""

from typing import Any

from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.access import desk_ticket, portal_page, publisher_page
from tickets.designer.access import seen_lifecycle
from tickets.designer.showing import shown
from tickets.lifecycles import Spec, spec_of
from tickets.lifecycles.comparing import differences
from tickets.lifecycles.uses import uses_of
from tickets.models import Kind, Lifecycle, LifecycleVersion, Ticket
from tickets.policies import may_publish_lifecycles

VERSIONS = 50  # of one lifecycle on its page


@publisher_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All the person may see, with how much runs on each as far as that is theirs to know."""
    person = request.user
    lifecycles = list(
        Lifecycle.objects.visible_to(person)
        .select_related("department", "draft")
        .annotate(newest=Max("versions__number"))
        .order_by("name", "pk")
    )
    uses = uses_of([one.slug for one in lifecycles], person)
    tickets = _open_tickets(person)
    rows = [
        {
            "lifecycle": one,
            "kind": Kind(one.kind).label,
            "services": len(uses[one.slug]),
            "tickets": tickets.get(one.pk, 0),
            "draft": getattr(one, "draft", None) if _may_draw(person, one) else None,
        }
        for one in lifecycles
    ]
    return render(request, "tickets/lifecycles/index.html", {"rows": rows})


@publisher_page
@require_safe
def lifecycle(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """One lifecycle as it runs now, or as it did in an older version."""
    found, person = seen_lifecycle(request, slug), request.user
    may_draw = _may_draw(person, found)
    versions = list(
        found.versions.defer("spec").select_related("published_by").order_by("-number")[:VERSIONS]
    )
    version = _numbered(found, number) if number else (versions[0] if versions else None)
    context: dict[str, Any] = {
        "lifecycle": found,
        "kind": Kind(found.kind).label,
        "version": version,
        "versions": versions,
        "is_newest": not versions or version == versions[0],
        "shown": shown(spec_of(version.pk), slug=slug) if version else None,
        "may_draw": may_draw,
        "draft": getattr(found, "draft", None) if may_draw else None,
        "uses": uses_of([slug], person)[slug],
        "tickets": _open_tickets(person, found).get(found.pk, 0),
        "now": timezone.now(),
    }
    return render(request, "tickets/lifecycles/lifecycle.html", context)


@publisher_page
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What became different from `?from=` to `?to=`, numbers of versions; `to=draft` for the draft."""
    found = seen_lifecycle(request, slug)
    old, new = request.GET.get("from", ""), request.GET.get("to", "")
    context = {
        "lifecycle": found,
        "old": old,
        "new": new,
        "is_draft": new == "draft",
        "differences": differences(_spec(request, found, old), _spec(request, found, new)),
    }
    return render(request, "tickets/lifecycles/compare.html", context)


@portal_page
@require_safe
def of_ticket(request: HttpRequest, ref: str) -> HttpResponse:
    """The lifecycle a ticket runs on, with the place where it is, for somebody who works it."""
    ticket = desk_ticket(request, ref)
    context = {
        "ticket": ticket,
        "lifecycle": ticket.lifecycle_version.lifecycle,
        "shown": shown(spec_of(ticket.lifecycle_version_id), slug=""),
        "here": ticket.status,
    }
    return render(request, "tickets/lifecycles/of_ticket.html", context)


def _spec(request: HttpRequest, found: Lifecycle, which: str) -> Spec:
    if which == "draft":
        draft = getattr(found, "draft", None) if _may_draw(request.user, found) else None
        if draft is None:
            raise Http404
        return Spec.model_validate(draft.spec)
    if not which.isdecimal() or len(which) > 9:
        raise Http404
    return spec_of(_numbered(found, int(which)).pk)


def _numbered(found: Lifecycle, number: int) -> LifecycleVersion:
    return get_object_or_404(found.versions.defer("spec").select_related("published_by"), number=number)


def _may_draw(person: Any, lifecycle: Lifecycle) -> bool:
    return may_publish_lifecycles(person, lifecycle.department_id)


def _open_tickets(person: Any, lifecycle: Lifecycle | None = None) -> dict[int, int]:
    """Open tickets of each lifecycle, in the departments whose figures are the person's to know."""
    of_it = Q(lifecycle_version__lifecycle=lifecycle) if lifecycle else Q()
    mine = person.reach("owner", "lead", "auditor").over("department")
    counted = Ticket.objects.open().filter(of_it, mine).order_by().values_list("lifecycle_version__lifecycle")
    return dict(counted.annotate(Count("pk")))
