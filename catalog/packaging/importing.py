"""Taking a service file in: first what it would change, then the change, with the checks of the editor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError as FieldErrors
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from catalog import bundles, checks, policies, publishing, references
from catalog.actions import ensure_storefront, ensure_topics
from catalog.actions.versioning import refuse_others
from catalog.authoring import compile_page, fill
from catalog.comparing import Difference, differences
from catalog.editor import taken_by_another, wrong_slug
from catalog.models import Service, ServicePage, ServiceVersion, Topic
from catalog.packaging.reading import BadFile, FileFault, Package
from catalog.spec import ServiceSpec
from journal.refusals import NotAllowed
from people.models import Department, Person
from processes.actions import BrokenProcess, publish_process
from processes.complaints import BadDiagram
from processes.models import Definition
from tickets.lifecycles import current, spec_of
from tickets.lifecycles.store import digest_of
from tickets.models import Lifecycle
from ui.bilingual import both

BROUGHT = ("lifecycle", "process")  # what a file may bring along


@dataclass(frozen=True)
class Import:
    """What a file would change here; `faults` stand against it, `warnings` don't."""

    package: Package
    spec: ServiceSpec  # as it would be here: topics by their names here
    page: ServicePage | None
    differences: list[Difference]
    faults: list[FileFault]
    warnings: list[FileFault]
    seen: str  # what it was compared with

    @property
    def is_new(self) -> bool:
        return self.page is None


def compare(package: Package, *, by: Person, drafting: bool = False) -> Import:
    """The file against what is published, or (`drafting`) against what the editor shows.

    Raises `NotAllowed` for who may not write the department's services, `BadFile` where there is no such
    department or the address is another service's.
    """
    department = Department.objects.filter(slug=package.spec.department).first()
    if department is None:
        sentence = _("There is no department “%(name)s”.") % {"name": package.spec.department}
        raise BadFile([package.fault("department", sentence)])
    if not policies.may_edit(by, department):
        raise NotAllowed(_("You may not write services of this department."))
    spec = _as_here(package.spec)
    page = ServicePage.objects.filter(slug=spec.slug, path__startswith=_path(department)).first()
    if taken_by_another(spec.slug, page):
        raise BadFile([package.fault("slug", _("Another service has this address already."))])
    there = _there(page, drafting=drafting)
    found = differences(there or _blank(spec), spec, called=references.called(spec.department))
    if not drafting and page is not None and not page.live:
        found.insert(0, Difference("live", _("It isn't published now, and would be.")))
    faults, warnings = _faults(package, spec, there, by=by)
    seen = f"{page.latest_revision_id or 0}-{there.digest() if there else ''}" if page else "new"
    return Import(package, spec, page, found, faults, warnings, seen)


@transaction.atomic
def bring_in(package: Package, *, by: Person, now: datetime, publish: bool) -> ServiceVersion | ServicePage:
    """Saves the service as a draft and publishes it where asked; what is there already stays as it is.

    Gives the version that is ordered now, or the page with the draft. Raises `BadFile` with every fault,
    `CannotPublish`, `NotAllowed`; then nothing has changed.
    """
    found = compare(package, by=by, drafting=not publish)
    if found.faults:
        raise BadFile(found.faults)
    if found.page is not None and not found.differences:
        return found.page if not publish else Service.objects.get(page=found.page).current
    ensure_topics({topic.slug: topic.label for topic in found.spec.tags})
    page = found.page or _new_page(found.spec)
    refuse_others(page, by=by)
    draft = page.get_latest_revision_as_object()
    fill(draft, found.spec)
    draft.release_notes, draft.release_notes_zh = package.notes.get("en", ""), package.notes.get("zh", "")
    if publish:
        return publishing.publish(draft, by=by, now=now)
    draft.save_revision(user=by, log_action=True)
    return page


def _path(department: Department) -> str:
    """Below which path of the tree the department's services stand; a path of nobody where it has none."""
    storefront = getattr(department, "storefront", None)
    return storefront.path if storefront else "-"


def _as_here(spec: ServiceSpec) -> ServiceSpec:
    """The service as the editor would give it back: texts trimmed, topics by their names here."""
    page = ServicePage()
    fill(page, spec)
    compiled = compile_page(page, department=spec.department).spec
    known = {
        topic.slug: topic.names for topic in Topic.objects.filter(slug__in=[one.slug for one in spec.tags])
    }
    tags = [one.model_copy(update={"label": known.get(one.slug, one.label)}) for one in spec.tags]
    # what doesn't exist here stays named, to be found missing
    kept = {name: getattr(spec, name) for name in ("team", "service_level", "lifecycle", "process")}
    return compiled.model_copy(update={**kept, "tags": tuple(tags)})


def _there(page: ServicePage | None, *, drafting: bool) -> ServiceSpec | None:
    """What the file is compared with; None where there is nothing, or nothing that can be read."""
    if page is None:
        return None
    service = Service.objects.select_related("current").filter(page=page).first()
    if not drafting and service is not None and service.current is not None:
        return service.current.service_spec
    try:
        return compile_page(page.get_latest_revision_as_object()).spec
    except ValidationError:
        return None


def _blank(spec: ServiceSpec) -> ServiceSpec:
    return ServiceSpec.model_validate({"slug": spec.slug, "department": spec.department, "title": ""})


def _faults(
    package: Package, spec: ServiceSpec, known: ServiceSpec | None, *, by: Person
) -> tuple[list[FileFault], list[FileFault]]:
    there = {part.service for part in known.parts} if known else set()
    strange = bundles.strangers({part.service for part in spec.parts} - there, by=by)
    found = bundles.without_telling(checks.check(spec), spec, strange)
    blocking = [
        *package.faults(fault for fault in found if fault.blocks and fault.place not in BROUGHT),
        *_lifecycle(package, [fault.sentence for fault in found if fault.place == "lifecycle"]),
        *_process(package, [fault.sentence for fault in found if fault.place == "process"]),
        *_fields(package, spec),
    ]
    blocking += [package.fault("parts", bundles.STRANGE % {"name": name}) for name in strange]
    if not (by.is_machine or by.has_perm("catalog.add_topic")):
        topics = set(Topic.objects.values_list("slug", flat=True))
        blocking += [
            package.fault(f"tags.{number}", _("There is no topic “%(name)s”.") % {"name": one.slug})
            for number, one in enumerate(spec.tags)
            if one.slug not in topics
        ]
    warnings = package.faults(fault for fault in found if not fault.blocks)
    blocking.sort(key=lambda fault: fault.line or 0)
    return blocking, [*warnings, *_other_lifecycle(package)]


def _lifecycle(package: Package, sentences: list[Any]) -> list[FileFault]:
    hint = ""
    if package.lifecycle.get("spec") and not has_lifecycle(package):
        hint = _("The file brings it along: manage.py import_service --with-lifecycle publishes it.")
    return [package.fault("lifecycle", f"{sentence} {hint}".strip()) for sentence in sentences]


def _process(package: Package, sentences: list[Any]) -> list[FileFault]:
    hint = ""
    if package.process.get("xml") and not has_process(package):
        hint = _("The file brings it along: manage.py import_service --with-process publishes it.")
    return [package.fault("process", f"{sentence} {hint}".strip()) for sentence in sentences]


def has_process(package: Package) -> bool:
    """Whether the process of the service is here."""
    return Definition.objects.published().filter(slug=package.spec.process).exists()


def publish_brought(package: Package, *, by: Person, now: datetime) -> None:
    """Publishes the process that the file brings along, for the department of its service. Raises `BadFile` for a
    diagram that can't be read or run, `NotAllowed`."""
    brought, department = package.process, Department.objects.filter(slug=package.spec.department).first()
    if not brought.get("xml") or department is None or has_process(package):
        return
    name = brought.get("name") if isinstance(brought.get("name"), dict) else {}
    names = both(str(name.get("en") or package.spec.process), str(name.get("zh") or ""))
    decisions = brought.get("decisions") if isinstance(brought.get("decisions"), dict) else {}
    try:
        publish_process(
            package.spec.process,
            names,
            str(brought["xml"]),
            department=department,
            by=by,
            now=now,
            decisions=decisions,
        )
    except (BrokenProcess, BadDiagram) as refused:
        raise BadFile([package.fault("process", one.text) for one in refused.complaints]) from None


def has_lifecycle(package: Package) -> bool:
    """Whether the lifecycle of the service is here."""
    return Lifecycle.objects.filter(slug=package.spec.lifecycle).exists()


def _other_lifecycle(package: Package) -> list[FileFault]:
    """The same name may mean another machine here; that is worth a word."""
    wanted = package.lifecycle.get("digest")
    try:
        here = digest_of(spec_of(current(package.spec.lifecycle).pk))
    except Lifecycle.DoesNotExist:
        return []
    if not wanted or wanted == here or package.lifecycle.get("slug") != package.spec.lifecycle:
        return []
    words = {"name": package.spec.lifecycle}
    return [
        package.fault(
            "lifecycle", _("The lifecycle “%(name)s” is another here than in the file's desk.") % words
        )
    ]


def _fields(package: Package, spec: ServiceSpec) -> list[FileFault]:
    """What doesn't fit into the editor's fields: too long, not one of the choices."""
    faults = [package.fault("slug", sentence) for sentence in wrong_slug(spec.slug)]
    page = ServicePage()
    fill(page, spec)
    try:
        page.clean_fields(exclude={"slug", "path", "depth", "content_type", "title", "locale", "url_path"})
    except FieldErrors as errors:
        for name, said in errors.message_dict.items():
            place = name.removesuffix("_zh")
            faults += [package.fault(place, sentence) for sentence in said]
    if len(page.title) > page._meta.get_field("title").max_length:
        faults.append(package.fault("title", _("The name is too long.")))
    return faults


def _new_page(spec: ServiceSpec) -> ServicePage:
    """An empty, unpublished page for a service that isn't here yet."""
    storefront = ensure_storefront(Department.objects.get(slug=spec.department))
    page = ServicePage(slug=spec.slug, title=spec.title["en"] or spec.title["zh"], live=False)
    storefront.add_child(instance=page)
    return page
