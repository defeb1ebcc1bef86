"""What a service promises and what it usually takes, in words."""

from dataclasses import dataclass
from datetime import time

from django.utils.translation import ngettext

from catalog.models import Service
from catalog.spec import ServiceSpec
from people.calendars.reading import weekdays_of
from people.models import WorkingCalendar
from tickets.clocks import target_of
from tickets.priorities import priority_of

DAY = 24 * 60
USUAL_DAY = 8 * 60
ENOUGH = 10  # closed tickets, before a figure says anything


@dataclass(frozen=True)
class Promise:
    """First answer and solution as promised, and the time within which nine of ten were done; "" for none."""

    answer: str
    done: str
    usual: str


def promise_of(service: Service, spec: ServiceSpec) -> Promise:
    """From the real service level at the service's usual priority, and from what was measured."""
    level = service.service_level
    if level is None:
        return Promise("", "", "")
    priority = priority_of(spec.impact, spec.urgency)

    def within(kind: str) -> str:
        minutes = target_of(level, priority, kind)
        return in_words(minutes, level.calendar) if minutes else ""

    usual = in_words(service.usual_minutes, level.calendar) if service.usual_minutes else ""
    return Promise(within("response"), within("resolution"), usual)


def in_words(minutes: int, calendar: WorkingCalendar) -> str:
    """Working minutes as people plan: "2 working days", "4 working hours", "30 minutes"."""
    day = minutes_of_day(calendar)
    if minutes >= day:
        days = round_to_half(minutes / day)
        if calendar.round_the_clock:
            return ngettext("%(n)s day", "%(n)s days", _plural(days)) % {"n": _plain(days)}
        return ngettext("%(n)s working day", "%(n)s working days", _plural(days)) % {"n": _plain(days)}
    if minutes >= 60:
        hours = round_to_half(minutes / 60)
        if calendar.round_the_clock:
            return ngettext("%(n)s hour", "%(n)s hours", _plural(hours)) % {"n": _plain(hours)}
        return ngettext("%(n)s working hour", "%(n)s working hours", _plural(hours)) % {"n": _plain(hours)}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def minutes_of_day(calendar: WorkingCalendar) -> int:
    """How long a working day is: the longest of the week; eight hours where the calendar names none."""
    if calendar.round_the_clock:
        return DAY
    days = [sum(_length(*span) for span in spans) for spans in weekdays_of(calendar).values()]
    return max(days, default=0) or USUAL_DAY


def _length(start: time, end: time | None) -> int:
    closing = end.hour * 60 + end.minute if end else DAY
    return closing - start.hour * 60 - start.minute


def round_to_half(number: float) -> float:
    return round(number * 2) / 2


def _plain(number: float) -> str:
    return f"{number:g}"


def _plural(number: float) -> int:
    return 1 if number == 1 else 2
