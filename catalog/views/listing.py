"""What there is: the catalog of all departments, one department's storefront, and suggestions."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

import search
from catalog import suggestions
from catalog.models import Service, Topic
from catalog.shops import shops


@login_required
@require_safe
def catalog(request: HttpRequest) -> HttpResponse:
    """Every department's services; `?q=`, `?department=` and `?topic=` narrow, and stay in the address."""
    text = request.GET.get("q", "").strip()[:200]
    department, topic = request.GET.get("department", ""), request.GET.get("topic", "")
    visible = Service.objects.visible_to(request.user)
    services = visible.for_lists().marked(timezone.now()).popular_with(request.user.department_id)
    if department:
        services = services.filter(department__slug=department)
    if topic:
        services = services.about(topic)
    if text:
        services = found_by(services, text)
    found = shops(services)
    narrowed = bool(text or department or topic)
    context = {
        "text": text,
        "department": department,
        "topic": topic,
        "narrowed": narrowed,
        "shops": found,
    }
    if request.htmx:
        return render(request, "catalog/_found.html", context)
    context |= {
        "departments": shops(visible.for_lists()) if narrowed else found,
        "topics": Topic.objects.filter(services__in=visible).distinct(),
    }
    return render(request, "catalog/catalog.html", context)


def found_by(services: Any, text: str) -> list[Service]:
    """All words, the last one as it is being typed; where nothing holds them all, any of them, forgivingly."""
    found = list(search.matching(services, text, mode="all", prefix=True)[:50])
    return found or list(search.matching(services, text, mode="any", prefix=True, forgiving=True)[:20])


@login_required
@require_safe
def storefront(request: HttpRequest, slug: str) -> HttpResponse:
    """One department's services; without a single one for the reader there is no such page."""
    services = (
        Service.objects.visible_to(request.user)
        .filter(department__slug=slug)
        .for_lists()
        .marked(timezone.now())
        .popular_with(request.user.department_id)
    )
    found = shops(services)
    if not found:
        raise Http404
    topics = Topic.objects.filter(services__in=found[0].services).distinct()
    return render(request, "catalog/storefront.html", {"shop": found[0], "topics": topics})


@login_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Other services that may be meant by what somebody types on a form (`?q=`, `?but=` the one they are on)."""
    found = suggestions.suggest(
        request.user, request.GET.get("q", "")[:500], limit=3, but=request.GET.get("but", "")
    )
    return render(request, "catalog/_suggested.html", {"services": found})
