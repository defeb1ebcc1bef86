"""A calendar as sorted numbers, year by year: what the arithmetic of working time is done with.

Wall-clock times are read as RFC 5545 (section 3.3.5) reads them: one that happens twice, when clocks go
back, is its first occurrence. One that never happens, when they go forward, is the moment of the change.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from people.calendars.holidays import year_of
from people.calendars.reading import WHOLE_DAY, Span, exceptions_of, weekdays_of
from people.models import WorkingCalendar

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000
# A calendar that yields too little within this time will not yield it in a lifetime either.
HORIZON_YEARS = 20
KEPT = 256


def instant_of(moment: datetime) -> int:
    """Microseconds since the epoch: whole numbers, so that sums are exact."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(instant: int) -> datetime:
    return EPOCH + timedelta(microseconds=instant)


@dataclass(frozen=True)
class Year:
    """The working spans that begin in one local year.

    `totals[i]` is the working time of all spans before the one numbered i; the last is the year's.
    """

    starts: list[int]
    ends: list[int]
    totals: list[int]

    def until(self, instant: int) -> int:
        """The year's working time before an instant."""
        place = bisect_right(self.starts, instant) - 1
        if place < 0:
            return 0
        return self.totals[place] + min(instant, self.ends[place]) - self.starts[place]

    def at(self, worked: int) -> int:
        """The earliest instant at which this much (more than nothing) of the year's working time is over."""
        place = bisect_left(self.totals, worked) - 1
        return self.starts[place] + worked - self.totals[place]


@dataclass
class Compiled:
    """A calendar's rules, and the years worked out of them so far."""

    zone: ZoneInfo
    weekdays: dict[int, list[Span]]
    exceptions: dict[date, list[Span]]
    holidays: str
    round_the_clock: bool
    years: dict[int, Year] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.always = self.round_the_clock and not self.exceptions
        # A make-up workday falls on a day without hours of its own; it is worked like an ordinary day.
        self.ordinary = next((self.weekdays[day] for day in sorted(self.weekdays) if self.weekdays[day]), [])

    def between(self, first: int, last: int) -> int:
        """The working time between two instants in their order."""
        start, end = self.year_at(first), self.year_at(last)
        if start == end:
            year = self.year(start)
            return year.until(last) - year.until(first)
        whole = sum(self.year(number).totals[-1] for number in range(start, end))
        return whole - self.year(start).until(first) + self.year(end).until(last)

    def after(self, start: int, wanted: int) -> int | None:
        """The earliest instant with so much working time since `start`; None beyond the horizon."""
        first = self.year_at(start)
        wanted += self.year(first).until(start)
        for number in range(first, min(first + HORIZON_YEARS + 1, date.max.year)):
            year = self.year(number)
            if wanted <= year.totals[-1]:
                return year.at(wanted)
            wanted -= year.totals[-1]
        return None

    def spans_of(self, day: date) -> list[tuple[int, int]]:
        """The working spans that begin on a local day, as instants."""
        year = self.year(day.year)
        first = bisect_left(year.starts, self._wall(day, time(0)))
        last = bisect_left(year.starts, self._wall(day + timedelta(days=1), time(0)))
        return list(zip(year.starts[first:last], year.ends[first:last], strict=True))

    def year_at(self, instant: int) -> int:
        return moment_of(instant).astimezone(self.zone).year

    def year(self, number: int) -> Year:
        known = self.years.get(number)
        if known is None:
            known = self.years[number] = self._worked_out(number)
        return known

    def _worked_out(self, number: int) -> Year:
        off, made_up = year_of(self.holidays, number) if self.holidays else (frozenset(), frozenset())
        starts, ends = [], []
        day = date(number, 1, 1)
        while day.year == number:
            for opening, closing in self._spans_on(day, off, made_up):
                start, end = self._wall(day, opening), self._wall(day, closing)
                if start < end:
                    starts.append(start)
                    ends.append(end)
            day += timedelta(days=1)
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        return Year(starts, ends, [0, *accumulate(lengths)])

    def _spans_on(self, day: date, off: frozenset[date], made_up: frozenset[date]) -> list[Span]:
        if day in self.exceptions:
            return self.exceptions[day]
        if self.round_the_clock:
            return WHOLE_DAY
        spans = self.weekdays.get(day.isoweekday(), [])
        if day in made_up:
            return spans or self.ordinary
        return [] if day in off else spans

    def _wall(self, day: date, clock: time | None) -> int:
        """The instant at which a clock on the wall shows this time of this day."""
        if clock is None:
            day, clock = day + timedelta(days=1), time(0)
        local = datetime.combine(day, clock)
        instant = instant_of(local.replace(tzinfo=self.zone).astimezone(UTC))
        if moment_of(instant).astimezone(self.zone).replace(tzinfo=None) == local:
            return instant
        return self._change_before(instant)

    def _change_before(self, instant: int) -> int:
        """The moment the clocks went forward, less than a day before the instant."""
        early, late = instant - DAY, instant
        after = self._offset(late)
        while late - early > 1:
            middle = (early + late) // 2
            if self._offset(middle) == after:
                late = middle
            else:
                early = middle
        return late

    def _offset(self, instant: int) -> timedelta | None:
        return moment_of(instant).astimezone(self.zone).utcoffset()


_kept: OrderedDict[tuple, Compiled] = OrderedDict()


def compiled(calendar: WorkingCalendar) -> Compiled:
    """The calendar ready for arithmetic.

    What it says is the key, not which row it is: a changed calendar is compiled anew, in every process.
    """
    key = (
        calendar.time_zone,
        repr(calendar.hours),
        repr(calendar.exceptions),
        calendar.holidays,
        calendar.round_the_clock,
    )
    known = _kept.get(key)
    if known is None:
        known = _kept[key] = Compiled(
            zone=ZoneInfo(calendar.time_zone),
            weekdays=weekdays_of(calendar),
            exceptions=exceptions_of(calendar),
            holidays=calendar.holidays,
            round_the_clock=calendar.round_the_clock,
        )
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return known
