"""A draft as people will see it, in either language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from pydantic import ValidationError

from catalog.authoring import compile_page
from catalog.bundles import whole
from catalog.forms import OrderForm
from catalog.models import Service, ServicePage, ServiceVersion
from catalog.pictures import articles_of, words_of
from catalog.promise import promise_of
from catalog.publishing import faults_of
from catalog.questions import Asking


def preview(request: HttpRequest, page: ServicePage, language: str) -> HttpResponse:
    """The page with its form, filled in for the one who looks; or what keeps it from being shown."""
    with translation.override(language):
        faults = [fault for fault in faults_of(page) if fault.blocks]
        try:
            spec = compile_page(page).spec
        except ValidationError:
            return render(request, "catalog/preview_faults.html", {"faults": faults})
        if any(fault.place.startswith("questions") for fault in faults):
            return render(request, "catalog/preview_faults.html", {"faults": faults})
        service = Service(
            slug=spec.slug,
            department=page.get_parent().specific.department,
            service_level=page.service_level,
            current=ServiceVersion(number=0, spec=spec.as_json(), digest=spec.digest()),
        )
        asking = Asking(person=request.user, by=request.user, now=timezone.now(), service=spec.slug)
        context = {
            "service": service,
            **words_of(spec),
            **whole(spec, by=request.user, person=request.user),
            "promise": promise_of(service, spec),
            "articles": articles_of(spec, request.user),
            "form": OrderForm(spec, asking),
            "person": request.user,
            "key": "preview",
            "preview": True,
        }
        return render(request, "catalog/service.html", context)
