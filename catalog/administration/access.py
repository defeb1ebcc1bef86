"""Who reaches the publishers' pages about a service, and the furniture around them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page

from catalog import policies
from catalog.models import Service, ServicePage, ServiceVersion, Storefront
from people.models import Person

LARGEST = 2**31 - 1  # what a database takes for a page's key


def page_for(person: Person, pk: int) -> ServicePage:
    """The service's page for somebody who may edit it; a foreign one and none are the same 404."""
    page = ServicePage.objects.filter(pk=pk).first() if pk <= LARGEST else None
    if page is None or not policies.may_edit(person, page.get_parent().specific.department):
        raise Http404
    return page


def storefront_for(person: Person, pk: int) -> Storefront:
    """The same for a department's storefront."""
    found = Storefront.objects.select_related("department")
    storefront = found.filter(pk=pk).first() if pk <= LARGEST else None
    if storefront is None or not policies.may_edit(person, storefront.department):
        raise Http404
    return storefront


def service_of(page: ServicePage) -> Service:
    """What was published of the page; 404 where nothing was."""
    service = Service.objects.select_related("current").filter(page=page).first()
    if service is None:
        raise Http404
    return service


def version_of(page: ServicePage, number: int) -> ServiceVersion:
    version = ServiceVersion.objects.select_related("service__current").filter(
        service__page=page, number=number
    )
    found = version.first()
    if found is None:
        raise Http404
    return found


def shown(
    request: HttpRequest, name: str, page: Any, title: str, /, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of Wagtail's look, below the place of the service or storefront in the tree."""
    crumbs = [*get_breadcrumbs_items_for_page(page, request.user), {"url": "", "label": title}]
    furniture = {"breadcrumbs_items": crumbs, "header_title": f"{title}: {page.label}", "title": title}
    return render(
        request, f"catalog/administration/{name}.html", {**furniture, "page": page, **context}, status=status
    )
