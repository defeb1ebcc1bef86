"""Services from plain data, through the editor's pages and the same checks as by hand (`catalog.package`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog import package, publishing
from catalog.actions import ensure_storefront, ensure_topics
from catalog.authoring import compile_page, fill
from catalog.faults import Fault
from catalog.models import Service, ServicePage
from catalog.spec import ServiceSpec
from people.models import Department, Person


@dataclass
class Loaded:
    """What became of the services: slugs that were published or left alone, and warnings by slug."""

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    warnings: dict[str, list[Fault]] = field(default_factory=dict)


def load(services: Iterable[Mapping[str, Any]], *, by: Person, now: datetime) -> Loaded:
    """Publishes each service that is new or differs from what is published; loading again changes nothing.

    The format is described in `catalog.package`. Departments, teams, sites, service levels and
    lifecycles must exist. Raises `package.BadPackage` or `CannotPublish` for the first that doesn't fit.
    """
    services = list(services)
    topics = ensure_topics(package.named_topics(services))
    loaded = Loaded()
    for data in services:
        _load(package.read(data, topics=topics), loaded, by=by, now=now)
    return loaded


@transaction.atomic
def _load(spec: ServiceSpec, loaded: Loaded, *, by: Person, now: datetime) -> None:
    page = _page(spec)
    fill(page, spec)
    if _is_published(page):
        loaded.unchanged.append(spec.slug)
        return
    publishing.publish(page, by=by, now=now)
    loaded.published.append(spec.slug)
    warnings = [fault for fault in publishing.faults_of(page) if not fault.blocks]
    if warnings:
        loaded.warnings[spec.slug] = warnings


def _page(spec: ServiceSpec) -> ServicePage:
    """The service's page, unpublished where it is new."""
    ensure_topics({topic.slug: topic.label for topic in spec.tags})
    storefront = ensure_storefront(Department.objects.get(slug=spec.department))
    page = ServicePage.objects.child_of(storefront).filter(slug=spec.slug).first()
    if page is None:
        page = ServicePage(slug=spec.slug, title=spec.title["en"], live=False)
        storefront.add_child(instance=page)
    return page


def _is_published(page: ServicePage) -> bool:
    service = Service.objects.live().select_related("current").filter(page=page).first()
    return bool(service and service.current.digest == compile_page(page).spec.digest())
