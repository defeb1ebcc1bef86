"""What waits for one person's decision before it is published: submitted services, and content before compliance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask, TaskState

from catalog.compliance import writers_of
from catalog.models import SignOff
from people.models import Person

DECIDE = ("publication-approver", "owner", "compliance")


@dataclass(frozen=True)
class Awaited:
    """One decision: of what, by whom it was asked and since when, and where it is made."""

    label: str
    what: str | Promise
    url: str
    asked_by: Person | None
    since: datetime


def awaited_from(person: Person, *, most: int) -> list[Awaited]:
    """The oldest first. Costs nothing for who decides nothing."""
    if not person.reach(*DECIDE):
        return []
    found = [*_submitted(person, most), *_before_compliance(person, most)]
    return sorted(found, key=lambda one: one.since)[:most]


def _submitted(person: Person, most: int) -> Iterator[Awaited]:
    """What was submitted in the departments the person publishes for, but not by the person."""
    tasks = GroupApprovalTask.objects.filter(active=True, groups__user=person).values("pk")
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=tasks)
    states = states.exclude(workflow_state__requested_by=person)
    states = states.select_related("workflow_state__requested_by", "revision").order_by("started_at")
    for state in states.defer("revision__content")[:most]:
        yield Awaited(
            state.revision.object_str,
            _("to be published"),
            reverse("wagtailadmin_pages:edit", args=[state.revision.object_id]),
            state.workflow_state.requested_by,
            state.started_at,
        )


def _before_compliance(person: Person, most: int) -> Iterator[Awaited]:
    waiting = (
        SignOff.objects.visible_to(person).waiting().select_related("asked_by").order_by("asked_at", "pk")
    )
    for asked in waiting[:most]:
        if person.pk not in writers_of(asked):
            url = reverse("catalog_admin:sign-off", args=[asked.pk])
            yield Awaited(asked.label, _("to be signed off"), url, asked.asked_by, asked.asked_at)
