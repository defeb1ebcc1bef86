"""Working calendars: adding, changing, removing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.refusals import Invalid
from people.actions._writing import add_thing, change_thing, remove_thing, require_admin
from people.calendars.reading import faults_of
from people.models import Person, WorkingCalendar

FIELDS = (
    "slug",
    "name",
    "name_zh",
    "time_zone",
    "hours",
    "exceptions",
    "holidays",
    "round_the_clock",
)


@transaction.atomic
def add_calendar(*, slug: str, name: str, by: Person, now: datetime, **fields: Any) -> WorkingCalendar:
    """A new working calendar; raises `Invalid` where hours, exceptions, holidays or zone make no sense."""
    require_admin(by)
    calendar = WorkingCalendar(slug=slug, name=name)
    add_thing(calendar, fields, FIELDS, "calendar.added", by, now)
    _require_sense(calendar)
    return calendar


@transaction.atomic
def change_calendar(
    calendar: WorkingCalendar, *, by: Person, now: datetime, **fields: Any
) -> WorkingCalendar:
    """Sets what is given. Clocks that are running keep the deadline they have."""
    require_admin(by)
    change_thing(calendar, fields, FIELDS, "calendar.changed", by, now)
    _require_sense(calendar)
    return calendar


def remove_calendar(calendar: WorkingCalendar, *, by: Person, now: datetime) -> None:
    """Removes a calendar that nothing goes by; raises `InUse` otherwise."""
    require_admin(by)
    remove_thing(calendar, "calendar.removed", by, now)


def _require_sense(calendar: WorkingCalendar) -> None:
    faults = faults_of(calendar)
    if faults:
        raise Invalid(_("That doesn't fit yet. See the marked fields."), errors=faults)
