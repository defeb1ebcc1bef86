"""How long something took, as the people of a ticket count it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from people.calendars import working_minutes
from people.models import WorkingCalendar

Measure = Callable[[datetime, datetime], timedelta]


def measured_by(calendar: WorkingCalendar | None) -> Measure:
    """How time is counted: the calendar's working time, or all of it where there is none."""
    if calendar is None:
        return lambda start, end: end - start
    return lambda start, end: timedelta(minutes=working_minutes(calendar, start, end))
