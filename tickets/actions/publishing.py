"""A lifecycle is published: checked, numbered, frozen."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import NotAllowed, Refused
from people.models import Person
from tickets.lifecycles import Fault, Spec, read, shipped
from tickets.lifecycles.store import as_json, digest_of, forget
from tickets.lifecycles.uses import misfits_of
from tickets.models import Lifecycle, LifecycleVersion
from tickets.policies import may_publish_lifecycles

log = logging.getLogger(__name__)

MISFIT = "misfit"  # the code of a fault that something else has with the lifecycle


class BrokenLifecycle(Refused):
    """The lifecycle would strand tickets; `errors` says what is wrong at which place."""

    code = "broken-lifecycle"
    status = 422

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        errors: dict[str, list[Any]] = {}
        for fault in self.faults:
            errors.setdefault(fault.place, []).append(fault.sentence)
        super().__init__(
            _("This lifecycle can't be published yet: please mend what is named below."), errors=errors
        )


@transaction.atomic
def publish_lifecycle(
    slug: str, spec: Any, *, by: Person, now: datetime, notes: str = ""
) -> LifecycleVersion:
    """The lifecycle as a new immutable version; the newest one, where nothing has changed since.

    `spec` is a `Spec` or its JSON. Raises `BrokenLifecycle` with every fault, those of what runs on it and
    couldn't any more among them; `NotAllowed`.
    """
    refuse_strangers(Lifecycle.objects.filter(slug=slug).first(), by)
    checked, faults = read(spec)
    if checked is not None and checked.slug != slug:
        faults = [*faults, Fault("other-name", "slug", _("The lifecycle is published under another name."))]
    if faults or checked is None:
        raise BrokenLifecycle(faults)
    lifecycle = _lifecycle(checked)
    newest = lifecycle.versions.order_by("-number").first()
    digest = digest_of(checked)
    if newest is not None and newest.digest == digest:
        return newest
    if newest is not None and (misfits := _misfits(checked, by)):
        raise BrokenLifecycle(misfits)
    return _freeze(lifecycle, checked, digest, after=newest, by=by, now=now, notes=notes)


def _misfits(spec: Spec, by: Person) -> list[Fault]:
    return [Fault(MISFIT, "uses", f"{one.label}: {one.note}") for one in misfits_of(spec, by)]


def refuse_strangers(lifecycle: Lifecycle | None, by: Person) -> None:
    """Raises `NotAllowed`, unless the person draws and publishes this lifecycle; a new one is the company's."""
    if not may_publish_lifecycles(by, lifecycle.department_id if lifecycle else None):
        raise NotAllowed(
            _("Only an administrator, or a publisher of its department, can publish a lifecycle.")
        )


def _lifecycle(spec: Spec) -> Lifecycle:
    """The row that keeps the versions together, locked, its name as in the newest."""
    named = {"kind": spec.kind, "name": spec.label.en, "name_zh": spec.label.zh}
    row, _made = Lifecycle.objects.select_for_update().update_or_create(slug=spec.slug, defaults=named)
    return row


def _freeze(
    lifecycle: Lifecycle,
    spec: Spec,
    digest: str,
    *,
    after: LifecycleVersion | None,
    by: Person,
    now: datetime,
    notes: str,
) -> LifecycleVersion:
    version = LifecycleVersion.objects.create(
        lifecycle=lifecycle,
        number=after.number + 1 if after else 1,
        spec=as_json(spec),
        digest=digest,
        notes=notes,
        published_at=now,
        published_by=by,
    )
    forget(version.pk)
    data = {"number": version.number, "name": lifecycle.names, "notes": notes}
    record("lifecycle.published", lifecycle, by=by, now=now, data=data)
    return version


@transaction.atomic
def load_shipped(*, now: datetime) -> list[LifecycleVersion]:
    """Publishes the lifecycles that come with the product where they are missing or were improved by us.

    A lifecycle somebody has changed stays as it is, and so does one that services run on which the new one
    wouldn't fit. Doing it again changes nothing.
    """
    machine = Person.objects.machine()
    theirs = LifecycleVersion.objects.exclude(published_by=machine).values_list("lifecycle__slug", flat=True)
    known = set(LifecycleVersion.objects.values_list("lifecycle__slug", "digest"))
    changed_by_people, known_slugs = set(theirs), {slug for slug, _digest in known}
    wanted = {
        slug: spec
        for slug, spec in shipped().items()
        if slug not in changed_by_people and (slug, digest_of(spec)) not in known
    }
    misfits = {slug: misfits_of(spec, machine) for slug, spec in wanted.items() if slug in known_slugs}
    for slug, uses in misfits.items():
        for one in uses:
            log.warning("The lifecycle %s stays as it is: %s: %s", slug, one.label, one.note)
    return [
        publish_lifecycle(slug, spec, by=machine, now=now)
        for slug, spec in wanted.items()
        if not misfits.get(slug)
    ]
