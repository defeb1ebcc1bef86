"""Lengths of time and moments as diagrams write them: ISO 8601 (`PT4H`, `P2D`, `R3/PT1H`, `2026-12-24`)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

# ISO 8601-1:2019, 5.5.2: weeks stand alone elsewhere, people mix them; fractions may stand at the smallest unit.
DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?",
    re.IGNORECASE,
)
LONGEST_DIGITS = 6
ENDLESS = -1

AddWorking = Callable[[datetime, float], datetime]  # a moment and working minutes → a moment


@dataclass(frozen=True)
class Span:
    """A length of time. Months and years go by the calendar; the rest is exact."""

    months: int = 0
    days: int = 0
    seconds: float = 0

    def after(
        self,
        start: datetime,
        working: AddWorking | None = None,
        working_day: float = 480,
        *,
        working_days: AddWorking | None = None,
    ) -> datetime:
        """The moment this long after `start`; with `working`, days and hours of working time.

        `working_days` finds the moment so many working days later; without it a working day has `working_day`
        minutes, and two are twice as many.
        """
        moment = _add_months(start, self.months)
        if working is None:
            return moment + timedelta(days=self.days, seconds=self.seconds)
        if working_days is not None:
            moment = working_days(moment, self.days) if self.days else moment
            return working(moment, self.seconds / 60)
        return working(moment, self.days * working_day + self.seconds / 60)


@dataclass(frozen=True)
class Cycle:
    """Again and again: `times` (or `ENDLESS`), `every` so long, the first time at `start` or after the first span."""

    times: int
    every: Span
    start: datetime | None = None


def span_of(text: str) -> Span | None:
    """The length of time an ISO duration says; None for anything else."""
    found = DURATION.fullmatch(text.strip())
    if found is None or not any(found.groupdict().values()) or text.strip().upper().endswith("T"):
        return None
    parts = {name: value or "0" for name, value in found.groupdict().items()}
    if any(len(value.partition(".")[0]) > LONGEST_DIGITS for value in parts.values()):
        return None
    number = {name: int(value) for name, value in parts.items() if name != "seconds"}
    return Span(
        number["years"] * 12 + number["months"],
        number["weeks"] * 7 + number["days"],
        number["hours"] * 3600 + number["minutes"] * 60 + float(parts["seconds"].replace(",", ".")),
    )


def moment_of(text: str) -> datetime | None:
    """The moment an ISO date or date-time says, in the company's zone where it names none."""
    try:
        found = parse_datetime(text.strip()) or _midnight(parse_date(text.strip()))
    except ValueError:
        return None
    if found is None:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def cycle_of(text: str) -> Cycle | None:
    """`R3/PT1H`, `R/2026-12-01T09:00/P1W`; None for anything else."""
    parts = text.strip().split("/")
    head = re.fullmatch(r"R(\d{0,6})", parts[0], re.IGNORECASE)
    if head is None or len(parts) not in (2, 3):
        return None
    times = int(head[1]) if head[1] else ENDLESS
    start, every = (None, span_of(parts[1])) if len(parts) == 2 else (moment_of(parts[1]), span_of(parts[2]))
    if every is None or (len(parts) == 3 and start is None):
        return None
    return Cycle(times, every, start)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time()) if day else None


def _add_months(start: datetime, months: int) -> datetime:
    """The same day so many months on, or the last of a shorter month."""
    if not months:
        return start
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    for day in (start.day, 30, 29, 28):
        try:
            return start.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return datetime.max.replace(tzinfo=UTC)
