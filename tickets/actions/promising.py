"""What is promised: a service level is set up or changed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from people.models import Person, WorkingCalendar
from tickets.models import Clock, Priority, ServiceLevel
from tickets.phases import OPEN
from tickets.policies import may_set_service_levels

LONGEST = 525_600  # a year of minutes
FOR = {*(str(priority.value) for priority in Priority), "default"}


@transaction.atomic
def set_service_level(
    slug: str,
    *,
    name: str,
    name_zh: str,
    calendar: WorkingCalendar,
    targets: dict[str, dict[str, int]],
    pauses_in: tuple[str, ...] = ("waiting",),
    for_incidents: bool = False,
    by: Person,
    now: datetime,
) -> ServiceLevel:
    """Makes or changes the service level of that name; tickets under way follow at their next change.

    `targets` maps "1" to "4" and "default" to minutes of working time for "response" and "resolution".
    Raises `NotAllowed`, `Invalid`.
    """
    if not may_set_service_levels(by):
        raise NotAllowed(_("Only an administrator can change what is promised."))
    _check(name, targets, pauses_in)
    wanted = {
        "name": name,
        "name_zh": name_zh,
        "calendar": calendar,
        "targets": targets,
        "pauses_in": list(pauses_in),
        "for_incidents": for_incidents,
    }
    known = ServiceLevel.objects.select_for_update().filter(slug=slug).first()
    if known is not None and all(getattr(known, key) == value for key, value in wanted.items()):
        return known
    level, _fresh = ServiceLevel.objects.update_or_create(slug=slug, defaults=wanted)
    data = {"name": level.names, "targets": targets, "calendar": calendar.names}
    record("service-level.set", level, by=by, now=now, data=data)
    return level


def _check(name: str, targets: Any, pauses_in: tuple[str, ...]) -> None:
    errors: dict[str, list[Any]] = {}
    if not name.strip():
        errors["name"] = [_("Give it a name.")]
    if not all(key in FOR and _is_target(target) for key, target in targets.items()):
        errors["targets"] = [_("Each target is a number of minutes, for a response or the resolution.")]
    if not set(pauses_in) <= set(OPEN):
        errors["pauses_in"] = [_("Time can stand only in the phases New, Active and Waiting.")]
    if errors:
        raise Invalid(_("Please look at what is marked."), errors=errors)


def _is_target(target: Any) -> bool:
    return isinstance(target, dict) and all(
        kind in Clock.Kind.values and type(minutes) is int and 0 < minutes <= LONGEST
        for kind, minutes in target.items()
    )
