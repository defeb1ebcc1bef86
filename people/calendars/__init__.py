"""Working time: when so many working minutes are over, and how many lie between two moments.

A calendar is compiled once into rows of working spans with a running total. Both questions are then a
search in sorted numbers, working time since the year's start and back: so each is the other's inverse, and
whoever adds in two steps gets what he gets in one.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused
from people.calendars.compiling import compiled, instant_of, moment_of
from people.models import WorkingCalendar

MINUTE = 60_000_000


class NoWorkingTime(Refused):
    """The calendar never works, or too little to ever get there."""

    code = "no-working-time"
    status = 422


def add_working(calendar: WorkingCalendar, start: datetime, minutes: float) -> datetime:
    """The earliest moment at which so many working minutes have passed since `start`, in UTC.

    With nothing to wait for (`minutes` of zero or less) that is `start` itself. Raises `NoWorkingTime` when
    the calendar does not work that much within 20 years.
    """
    wanted = round(minutes * MINUTE)
    if wanted <= 0:
        return start
    rules = compiled(calendar)
    first = instant_of(start)
    if rules.always:
        return moment_of(first + wanted)
    instant = rules.after(first, wanted)
    if instant is None:
        raise NoWorkingTime(
            _("The calendar “%(calendar)s” has no working time for this. Give it hours, or use another one.")
            % {"calendar": calendar.label}
        )
    return moment_of(instant)


def working_minutes(calendar: WorkingCalendar, start: datetime, end: datetime) -> float:
    """The working minutes between two moments; negative when `end` comes first."""
    rules = compiled(calendar)
    first, last = instant_of(start), instant_of(end)
    if rules.always:
        return (last - first) / MINUTE
    if last < first:
        return -rules.between(last, first) / MINUTE
    return rules.between(first, last) / MINUTE


def is_working(calendar: WorkingCalendar, at: datetime) -> bool:
    """Whether people work at this moment."""
    rules, instant = compiled(calendar), instant_of(at)
    return rules.always or rules.between(instant, instant + 1) == 1
