"""Working time: when so many working minutes are over, and how many lie between two moments.

A calendar is compiled once into rows of working spans with a running total. Both questions are then a
search in sorted numbers, working time since the year's start and back: so each is the other's inverse, and
whoever adds in two steps gets what he gets in one.
"""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused
from people.calendars.compiling import HORIZON_YEARS, compiled, instant_of, moment_of
from people.calendars.reading import Span
from people.models import WorkingCalendar

MINUTE = 60_000_000
A_MOMENT = timedelta(microseconds=1)


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


def add_working_days(calendar: WorkingCalendar, start: datetime, days: float) -> datetime:
    """The moment so many working days after `start`: the same time of day, moved into that day's working hours.

    A day on which anybody works is a working day, however short it is. Outside working hours the counting begins
    with the next ones. Raises `NoWorkingTime`.
    """
    whole = int(days)
    rules = compiled(calendar)
    begun = start if is_working(calendar, start) else add_working(calendar, start, 1 / MINUTE) - A_MOMENT
    if whole <= 0:
        return begun
    local = begun.astimezone(rules.zone)
    last = local.replace(year=min(local.year + HORIZON_YEARS, 9998)).date()
    day, left = local.date(), whole
    while left and day < last:
        day += timedelta(days=1)
        left -= bool(rules.spans_of(day))
    spans = rules.spans_of(day)
    if left or not spans:
        raise NoWorkingTime(
            _("The calendar “%(calendar)s” has no working time for this. Give it hours, or use another one.")
            % {"calendar": calendar.label}
        )
    wished = instant_of(datetime.combine(day, local.time(), tzinfo=rules.zone).astimezone(UTC))
    opened = [start for start, end in spans if start <= wished]
    if not opened:
        return moment_of(spans[0][0])
    end = next(end for start, end in reversed(spans) if start <= wished)
    return moment_of(min(wished, end))


def working_day(calendar: WorkingCalendar) -> float:
    """The minutes of an ordinary working day: as long as most of its days are."""
    rules = compiled(calendar)
    if rules.round_the_clock:
        return 24 * 60
    lengths = [sum(_minutes(span) for span in spans) for spans in rules.weekdays.values() if spans]
    return max(set(lengths), key=lambda one: (lengths.count(one), one), default=8 * 60)


def _minutes(span: Span) -> float:
    opening, closing = span
    end = 24 * 60 if closing is None else closing.hour * 60 + closing.minute
    return end - (opening.hour * 60 + opening.minute)


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
