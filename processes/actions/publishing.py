"""A process is published: checked, numbered, frozen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import NotAllowed, Refused
from people.models import Department, Person
from processes.complaints import Complaint, errors
from processes.judging import judged
from processes.models import Definition, Version
from processes.policies import may_publish_processes
from processes.store import digest_of, forget


class BrokenProcess(Refused):
    """The process would strand tickets; `complaints` says what is wrong at which element, `errors` the same."""

    code = "broken-process"
    status = 422

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = list(complaints)
        places: dict[str, list[Any]] = {}
        for one in self.complaints:
            places.setdefault(one.element, []).append(one.text)
        super().__init__(
            _("This process can't be published yet: please mend what is named below."), errors=places
        )


@transaction.atomic
def publish_process(
    slug: str,
    names: Mapping[str, str],
    xml: str,
    *,
    department: Department | None,
    by: Person,
    now: datetime,
    decisions: Mapping[str, Any] | None = None,
    notes: str = "",
) -> Version:
    """The diagram as a new immutable version of the process `slug`; the newest one, where nothing has changed.

    A process nobody has is made, of `department` or the company's; one that is there keeps its department.
    `names` are `{"en", "zh"}`, `decisions` tables as JSON. Raises `BrokenProcess` with every error, `NotAllowed`.
    """
    held = Definition.objects.select_for_update().filter(slug=slug).first()
    definition = held or Definition(slug=slug, department=department)
    refuse_strangers(definition, by)
    definition.name, definition.name_zh = names.get("en", ""), names.get("zh", "")
    definition.save()
    return freeze(definition, xml, decisions or {}, by=by, now=now, notes=notes)


def freeze(
    definition: Definition, xml: str, decisions: Mapping[str, Any], *, by: Person, now: datetime, notes: str
) -> Version:
    """The next version of a process whose row is locked. Raises `BrokenProcess`."""
    newest, digest = definition.versions.order_by("-number").first(), digest_of(xml, decisions)
    if newest is not None and newest.digest == digest:
        return newest
    if faults := errors(judged(definition.slug, xml, decisions, by)):
        raise BrokenProcess(faults)
    version = Version.objects.create(
        definition=definition,
        number=newest.number + 1 if newest else 1,
        xml=xml,
        decisions=dict(decisions),
        digest=digest,
        notes=notes,
        published_at=now,
        published_by=by,
    )
    forget(version.pk)
    definition.current = version
    definition.save(update_fields=["current"])
    data = {"number": version.number, "name": definition.names, "notes": notes}
    record("process.published", definition, by=by, now=now, data=data)
    return version


def refuse_strangers(definition: Definition, by: Person) -> None:
    """Raises `NotAllowed`, unless the person draws and publishes this process."""
    if not may_publish_processes(by, definition.department_id):
        raise NotAllowed(
            _("Only an administrator, or a publisher of its department, can draw and publish a process.")
        )
