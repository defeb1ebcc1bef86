"""What people wrote into a calendar, read and checked."""

from collections.abc import Callable, Iterable
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.calendars.holidays import is_known
from people.models import WorkingCalendar

Span = tuple[time, time | None]  # an end of None is midnight at the day's end
WHOLE_DAY: list[Span] = [(time(0), None)]


def weekdays_of(calendar: WorkingCalendar) -> dict[int, list[Span]]:
    """The spans of each ISO weekday, Monday being 1."""
    return {_weekday(day): spans_of(spans) for day, spans in (calendar.hours or {}).items()}


def exceptions_of(calendar: WorkingCalendar) -> dict[date, list[Span]]:
    """The spans of the days that differ."""
    return {date.fromisoformat(day): spans_of(spans) for day, spans in (calendar.exceptions or {}).items()}


def spans_of(spans: Iterable[Iterable[str]]) -> list[Span]:
    """`[["09:00", "12:30"], …]` as times. Raises `ValueError` for what is no span or is out of order."""
    read: list[Span] = []
    for opening, closing in spans:
        start = time.fromisoformat(opening)
        end = None if closing == "24:00" else time.fromisoformat(closing)
        if start.tzinfo or (end and (end.tzinfo or end <= start)):
            raise ValueError(f"{opening}–{closing}")
        if read and (read[-1][1] is None or start < read[-1][1]):
            raise ValueError(f"{opening}–{closing}")
        read.append((start, end))
    return read


def faults_of(calendar: WorkingCalendar) -> dict[str, list[Any]]:
    """What is wrong with a calendar's rules, as sentences by field; empty when they can be worked by."""
    faults: dict[str, list[Any]] = {}
    if not _reads(weekdays_of, calendar):
        faults["hours"] = [
            _("Write each weekday's spans in order, Monday being 1: %(example)s")
            % {"example": '{"1": [["09:00", "12:30"], ["13:30", "18:00"]]}'}
        ]
    elif not (calendar.round_the_clock or any((calendar.hours or {}).values()) or calendar.exceptions):
        faults["hours"] = [_("Give it hours on at least one day, or let it run round the clock.")]
    if not _reads(exceptions_of, calendar):
        faults["exceptions"] = [
            _("Write the spans of each date, none for a closed day: %(example)s")
            % {"example": '{"2026-12-24": [], "2026-12-31": [["09:00", "12:00"]]}'}
        ]
    if calendar.holidays and not is_known(calendar.holidays):
        faults["holidays"] = [_("No holidays are known there. Write a code such as CN, DE-BE or US.")]
    return faults


def _reads(read: Callable[[WorkingCalendar], Any], calendar: WorkingCalendar) -> bool:
    try:
        read(calendar)
    except (AttributeError, TypeError, ValueError):
        return False
    return True


def _weekday(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 7:
        raise ValueError(text)
    return number
