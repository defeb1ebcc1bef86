"""Registers at the desk: which there are, and each as a list."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Service
from catalog.registering import RegisterListing
from people.models import Person


@login_required
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The registers of the departments the person works for or audits."""
    if not has_registers(request.user):
        raise Http404
    found = Service.objects.registers_for(request.user).select_related("department")
    return render(request, "catalog/registers.html", {"services": found.order_by("department__name", "name")})


@login_required
@require_safe
def register(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All orders of a service that the person may see, with the answers they may read; with `?export=` the file."""
    found = Service.objects.registers_for(request.user).select_related("department")
    service = found.filter(slug=slug).first()
    if service is None:
        raise Http404
    return RegisterListing(request, service).response()


def has_registers(person: Person) -> bool:
    """Whether the person can have to do with registers at all."""
    return bool(person.is_agent or person.reach("agent", "auditor"))
