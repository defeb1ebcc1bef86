"""Publishing compiles: a page is checked as a whole and frozen as a service version, or refused as a whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from wagtail.log_actions import get_active_log_context

import search
from catalog import bundles, checks, compliance, policies, words
from catalog.authoring import Draft, compile_page
from catalog.faults import CannotPublish, Fault
from catalog.models import Invitation, Service, ServicePage, ServiceVersion, Topic
from catalog.spec import ServiceSpec
from journal.actions import record
from journal.refusals import NotAllowed
from people.models import Department, Person, Site
from tickets.models import ServiceLevel
from ui.bilingual import both


@dataclass(frozen=True)
class Publication:
    """Who publishes a revision, and when; it travels with the revision through Wagtail."""

    by: Person
    now: datetime


def publish(
    page: ServicePage, *, by: Person, now: datetime, notes: str = "", notes_zh: str = ""
) -> ServiceVersion:
    """Publishes the page as it is: a new version, or the current one when nothing changed.

    Raises `CannotPublish` with every fault, `NotAllowed`. What was live before then stays live.
    """
    if not policies.may_publish(by, page.get_parent().specific.department):
        raise NotAllowed(_("You may not publish services of this department."))
    refuse(page, [*faults_to_publish(page), *_strange_parts(page, by)])
    with transaction.atomic():
        if notes or notes_zh:
            page.release_notes, page.release_notes_zh = notes, notes_zh
        revision = page.save_revision(user=by)
        revision.publication = Publication(by, now)
        revision.publish(user=by, skip_permission_checks=True)
        return Service.objects.select_related("current").get(page=page).current


def faults_of(page: ServicePage) -> list[Fault]:
    """Everything that stands against publishing the page as it is, warnings included."""
    try:
        draft = compile_page(page)
    except ValidationError as error:
        return [
            Fault(".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, "))
            for one in error.errors()
        ]
    return [*_taken(draft.spec, page), *checks.check(draft.spec)]


def _strange_parts(page: ServicePage, by: Person) -> list[Fault]:
    """Parts that who publishes may not see; what is ordered now already may stay."""
    service = Service.objects.select_related("current").filter(page=page.pk).first()
    known = service.current.service_spec.parts if service and service.current else ()
    wanted = {child.value.get("service") or "" for child in page.parts} - {part.service for part in known}
    return [Fault("parts", bundles.STRANGE % {"name": one}) for one in bundles.strangers(wanted, by=by)]


def faults_to_publish(page: ServicePage) -> list[Fault]:
    """The same and, of a controlled service, that compliance hasn't signed off what it is just now."""
    found = faults_of(page)
    return found if any(fault.blocks for fault in found) else [*compliance.faults(page), *found]


def refuse(page: ServicePage, faults: list[Fault]) -> None:
    """Raises `CannotPublish` when a fault blocks."""
    blocking = [fault for fault in faults if fault.blocks]
    if blocking:
        sentence = _("“%(service)s” can't be published yet. %(faults)s") % {
            "service": page.title,
            "faults": " ".join(str(fault) for fault in blocking),
        }
        raise CannotPublish(sentence, blocking, page=page)


def say_who(revision: Any, user: Person | None) -> None:
    """Remembers who publishes the revision, unless somebody said so already."""
    if not hasattr(revision, "publication"):
        by = user or get_active_log_context().user or revision.user or Person.objects.machine()
        revision.publication = Publication(by, timezone.now())


def follow(page: ServicePage) -> None:
    """Makes the portal agree with the page that Wagtail has just saved. Called inside its transaction."""
    service = Service.objects.select_related("current").filter(page=page.pk).first()
    if not page.live:
        if service and service.is_live:
            _retire(service, page)
    elif page.live_revision_id and not _is_current(service, page):
        say_who(page.live_revision, None)
        _freeze(page, service, page.live_revision.publication)


def _is_current(service: Service | None, page: ServicePage) -> bool:
    return bool(
        service and service.is_live and service.current and service.current.revision == page.live_revision_id
    )


def _freeze(page: ServicePage, service: Service | None, publication: Publication) -> None:
    refuse(page, faults_to_publish(page))
    draft = compile_page(page)
    was_live = bool(service and service.is_live)
    service = _list(draft, page, service)
    current = service.current
    compliance.follow_address(page)
    if current and current.digest == draft.spec.digest():
        ServiceVersion.objects.filter(pk=current.pk).update(revision=page.live_revision_id)
        if not was_live:
            words.index(service)
            record("service.returned", service, by=publication.by, now=publication.now, data={})
        return
    last = service.versions.aggregate(last=Max("number"))["last"] or 0
    notes = _news(page, current)
    version = ServiceVersion(
        service=service,
        number=last + 1,
        spec=draft.spec.as_json(),
        digest=draft.spec.digest(),
        notes=notes["en"],
        notes_zh=notes["zh"],
        revision=page.live_revision_id,
        published_at=publication.now,
        published_by=publication.by,
    )
    version.save(force_insert=True)
    service.current = version
    service.save(update_fields=["current"])
    words.index(service)
    data = {"number": version.number, "digest": version.digest, "notes": version.notes}
    record("service.published", service, by=publication.by, now=publication.now, data=data)


def _news(page: ServicePage, before: ServiceVersion | None) -> dict[str, str]:
    """The release notes, unless they are the last version's, still standing in the editor."""
    notes = both(page.release_notes.strip(), page.release_notes_zh.strip())
    return both("", "") if before and notes == both(before.notes, before.notes_zh) else notes


def _list(draft: Draft, page: ServicePage, service: Service | None) -> Service:
    """The service's row as lists show and search it."""
    spec = draft.spec
    service = service or Service.objects.filter(slug=spec.slug, page=None).first() or Service()
    service.slug, service.page, service.is_live = spec.slug, page, True
    service.department = Department.objects.get(slug=spec.department)
    service.name, service.name_zh = spec.title["en"][:120], spec.title["zh"][:120]
    service.summary, service.summary_zh = spec.summary["en"], spec.summary["zh"]
    service.icon, service.has_register = spec.icon, spec.has_register
    service.service_level = ServiceLevel.objects.get(slug=spec.service_level)
    service.for_everybody, service.audience_rule = spec.audience.everybody, spec.audience.rule
    service.save()
    service.topics.set(Topic.objects.filter(slug__in=[topic.slug for topic in spec.tags]))
    _invite(service, spec)
    return service


def _invite(service: Service, spec: ServiceSpec) -> None:
    service.invitations.all().delete()
    audience = spec.audience
    rows = [
        Invitation(service=service, department=one)
        for one in Department.objects.filter(slug__in=audience.departments)
    ]
    rows += [Invitation(service=service, site=one) for one in Site.objects.filter(slug__in=audience.sites)]
    rows += [Invitation(service=service, role=role) for role in audience.roles]
    Invitation.objects.bulk_create(rows)


def _retire(service: Service, page: ServicePage) -> None:
    service.is_live = False
    service.save(update_fields=["is_live"])
    search.forget(service)
    by = getattr(page, "retired_by", None) or get_active_log_context().user or Person.objects.machine()
    record("service.retired", service, by=by, now=timezone.now(), data={})


def _taken(spec: ServiceSpec, page: ServicePage) -> list[Fault]:
    taken = Service.objects.filter(slug=spec.slug).exclude(page=None).exclude(page=page.pk)
    if not taken.exists():
        return []
    return [Fault("slug", _("Another service has the address “%(slug)s” already.") % {"slug": spec.slug})]
