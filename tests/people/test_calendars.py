"""Working time: the promises of service levels stand on it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journal.refusals import Invalid
from people import actions
from people.calendars import NoWorkingTime, add_working, compiling, is_working, working_minutes
from people.models import WorkingCalendar
from tests.cast import OFFICE_HOURS

BERLIN, SHANGHAI, NEW_YORK = "Europe/Berlin", "Asia/Shanghai", "America/New_York"


def calendar(zone=BERLIN, hours=None, **more) -> WorkingCalendar:
    return WorkingCalendar(time_zone=zone, hours=OFFICE_HOURS if hours is None else hours, **more)


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def every_day(*spans) -> dict:
    return {str(day): [list(span) for span in spans] for day in range(1, 8)}


# ── vectors ──


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-02T10:00", 60, "2026-03-02T11:00"),
        ("2026-03-02T16:30", 60, "2026-03-03T09:30"),
        ("2026-03-06T16:30", 60, "2026-03-09T09:30"),  # over a weekend
        ("2026-03-07T12:00", 60, "2026-03-09T10:00"),  # opened on a Saturday
        ("2026-03-02T07:00", 30, "2026-03-02T09:30"),  # before the doors open
        ("2026-03-02T20:00", 30, "2026-03-03T09:30"),  # after they closed
        ("2026-03-02T09:00", 480, "2026-03-02T17:00"),  # exactly a day: the evening, not the next morning
        ("2026-03-02T09:00", 481, "2026-03-03T09:01"),
        ("2024-02-28T16:00", 120, "2024-02-29T10:00"),  # a leap day is a day
        ("2026-12-31T16:00", 120, "2027-01-01T10:00"),  # no holidays set: the year's end is nothing special
    ],
)
def test_office_hours(start, minutes, due):
    berlin = calendar()
    assert add_working(berlin, at(BERLIN, start), minutes) == at(BERLIN, due)
    assert working_minutes(berlin, at(BERLIN, start), at(BERLIN, due)) == minutes


def test_a_lunch_break_does_not_count():
    with_lunch = calendar(hours={"1": [["09:00", "12:30"], ["13:30", "18:00"]]})
    monday = at(BERLIN, "2026-03-02T12:00")
    assert add_working(with_lunch, monday, 60) == at(BERLIN, "2026-03-02T14:00")
    assert working_minutes(with_lunch, monday, at(BERLIN, "2026-03-02T13:00")) == 30
    assert is_working(with_lunch, at(BERLIN, "2026-03-02T12:29"))
    assert not is_working(with_lunch, at(BERLIN, "2026-03-02T12:30"))


def test_hours_are_those_of_the_calendars_zone_not_of_the_asker():
    shanghai = calendar(SHANGHAI)
    asked_from_berlin = at(BERLIN, "2026-03-02T03:00")  # 10:00 in Shanghai
    assert add_working(shanghai, asked_from_berlin, 60) == at(SHANGHAI, "2026-03-02T11:00")


def test_round_the_clock_is_plain_time():
    always = calendar(round_the_clock=True, hours={}, holidays="DE")
    start = at(BERLIN, "2026-12-24T22:00")
    assert add_working(always, start, 600) == start + timedelta(minutes=600)
    assert working_minutes(always, start, start + timedelta(days=3)) == 3 * 24 * 60


def test_an_exception_closes_even_round_the_clock():
    moving = calendar(round_the_clock=True, exceptions={"2026-03-03": []})
    assert add_working(moving, at(BERLIN, "2026-03-02T23:00"), 120) == at(BERLIN, "2026-03-04T01:00")


def test_nothing_to_wait_for_is_now():
    start = at(BERLIN, "2026-03-07T12:00")
    assert add_working(calendar(), start, 0) == start
    assert add_working(calendar(), start, -5) == start


def test_backwards_is_negative():
    first, last = at(BERLIN, "2026-03-02T10:00"), at(BERLIN, "2026-03-02T11:00")
    assert working_minutes(calendar(), last, first) == -60


# ── when clocks change ──


@pytest.mark.parametrize(
    ("zone", "day", "hours_of_the_day"),
    [
        (BERLIN, "2026-03-29", 23),
        (BERLIN, "2026-10-25", 25),
        (NEW_YORK, "2026-03-08", 23),
        (NEW_YORK, "2026-11-01", 25),
        (SHANGHAI, "2026-03-29", 24),
        ("Asia/Beirut", "2026-03-29", 23),  # the clocks go forward at midnight: the day begins at one
        ("Australia/Lord_Howe", "2026-04-05", 24.5),  # by half an hour
        ("Pacific/Apia", "2011-12-30", 0),  # a day that never was
    ],
)
def test_a_day_has_the_hours_it_has(zone, day, hours_of_the_day):
    whole_days = calendar(zone, every_day(("00:00", "24:00")))
    start = at(zone, day)
    end = at(zone, str(date.fromisoformat(day) + timedelta(days=1)))
    assert working_minutes(whole_days, start, end) == hours_of_the_day * 60


def test_a_night_shift_is_an_hour_shorter_when_clocks_go_forward():
    nights = calendar(BERLIN, every_day(("00:00", "06:00")))
    start = at(BERLIN, "2026-03-29T00:00")
    assert add_working(nights, start, 5 * 60) == at(BERLIN, "2026-03-29T06:00")
    assert add_working(nights, start, 5 * 60 + 1) == at(BERLIN, "2026-03-30T00:01")


def test_a_span_within_the_hour_that_never_happens_is_no_time():
    skipped = calendar(BERLIN, {"7": [["02:10", "02:50"]]})
    assert working_minutes(skipped, at(BERLIN, "2026-03-29T00:00"), at(BERLIN, "2026-03-29T12:00")) == 0
    until_later = calendar(BERLIN, {"7": [["02:30", "03:30"]]})
    assert working_minutes(until_later, at(BERLIN, "2026-03-29T00:00"), at(BERLIN, "2026-03-29T12:00")) == 30


def test_two_spans_that_meet_in_the_repeated_hour_do_not_overlap():
    meeting = calendar(BERLIN, {"7": [["01:00", "02:30"], ["02:30", "04:00"]]})
    start, end = at(BERLIN, "2026-10-25T00:00"), at(BERLIN, "2026-10-25T12:00")
    assert working_minutes(meeting, start, end) == 4 * 60


# ── holidays ──


@pytest.mark.parametrize(
    ("code", "zone", "start", "due"),
    [
        ("DE", BERLIN, "2026-12-24T16:00", "2026-12-28T10:00"),  # Friday is Christmas, then a weekend
        ("DE-BY", BERLIN, "2026-01-05T16:00", "2026-01-07T10:00"),  # Epiphany, in Bavaria
        ("DE-BE", BERLIN, "2026-01-05T16:00", "2026-01-06T10:00"),  # and not in Berlin
        ("US", NEW_YORK, "2021-12-30T16:00", "2022-01-03T10:00"),  # New Year's Day, observed in the old year
        ("US", NEW_YORK, "2026-11-25T16:00", "2026-11-27T10:00"),  # Thanksgiving
        ("CN", SHANGHAI, "2026-02-14T16:00", "2026-02-24T10:00"),  # the Spring Festival
    ],
)
def test_public_holidays_are_not_worked(code, zone, start, due):
    assert add_working(calendar(zone, holidays=code), at(zone, start), 120) == at(zone, due)


def test_a_chinese_make_up_saturday_is_a_working_day():
    shanghai = calendar(SHANGHAI, holidays="CN")
    assert is_working(shanghai, at(SHANGHAI, "2026-02-14T10:00"))
    assert not is_working(shanghai, at(SHANGHAI, "2026-03-07T10:00"))  # an ordinary Saturday
    friday = at(SHANGHAI, "2026-02-13T16:00")
    assert add_working(shanghai, friday, 120) == at(SHANGHAI, "2026-02-14T10:00")


def test_an_exception_wins_over_holiday_and_make_up_day():
    shanghai = calendar(
        SHANGHAI, holidays="CN", exceptions={"2026-02-14": [], "2026-02-17": [["10:00", "12:00"]]}
    )
    assert not is_working(shanghai, at(SHANGHAI, "2026-02-14T10:00"))
    assert is_working(shanghai, at(SHANGHAI, "2026-02-17T11:00"))


# ── calendars that never get there ──


@pytest.mark.parametrize("hours", [{}, {"1": []}, {"1": [], "3": []}])
def test_a_calendar_without_working_time_refuses_in_words(hours):
    never = calendar(hours=hours, name="Never")
    with pytest.raises(NoWorkingTime, match="Never"):
        add_working(never, at(BERLIN, "2026-03-02T10:00"), 60)
    assert working_minutes(never, at(BERLIN, "2026-03-02T10:00"), at(BERLIN, "2027-03-02T10:00")) == 0


def test_a_target_beyond_all_measure_is_refused_instead_of_searched_for():
    an_hour_a_week = calendar(hours={"1": [["09:00", "10:00"]]}, name="Mondays")
    with pytest.raises(NoWorkingTime):
        add_working(an_hour_a_week, at(BERLIN, "2026-03-02T10:00"), 60 * 52 * 30)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("hours", {"8": [["09:00", "17:00"]]}),
        ("hours", {"1": [["17:00", "09:00"]]}),
        ("hours", {"1": [["09:00", "12:00"], ["11:00", "13:00"]]}),
        ("hours", {"1": [["09:00", "24:00"], ["10:00", "11:00"]]}),
        ("hours", {"1": ["09:00"]}),
        ("hours", {"1": [["nine", "five"]]}),
        ("hours", ["monday"]),
        ("hours", {}),
        ("hours", {"1": []}),
        ("exceptions", {"2026-02-30": []}),
        ("exceptions", {"2026-03-02": None}),
        ("holidays", "XX"),
        ("holidays", "DE-XX"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(company, ada, now, field, value):
    with pytest.raises(Invalid) as refused:
        actions.change_calendar(company.office_hours, by=ada, now=now, **{field: value})
    assert field in refused.value.errors
    company.office_hours.refresh_from_db()
    assert getattr(company.office_hours, field) != value


# ── properties ──

ZONES = st.sampled_from([BERLIN, SHANGHAI, NEW_YORK, "UTC", "Australia/Lord_Howe", "Asia/Kathmandu"])
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2031, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))
CLOCKS = st.integers(0, 24 * 12).map(
    lambda fives: "24:00" if fives == 288 else f"{fives // 12:02}:{fives % 12 * 5:02}"
)


@st.composite
def spans(draw):
    clocks = sorted(draw(st.lists(CLOCKS, max_size=6, unique=True)))
    return [list(pair) for pair in zip(clocks[::2], clocks[1::2], strict=False)]


@st.composite
def calendars(draw):
    return WorkingCalendar(
        name="Any",
        time_zone=draw(ZONES),
        hours=draw(st.dictionaries(st.sampled_from("1234567"), spans(), max_size=7)),
        exceptions=draw(
            st.dictionaries(
                st.dates(date(2019, 1, 1), date(2031, 12, 31)).map(date.isoformat), spans(), max_size=4
            )
        ),
        holidays=draw(st.sampled_from(["", "", "DE", "CN", "US"])),
    )


def works(one: WorkingCalendar) -> bool:
    return any(one.hours.values())


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(one, first, second, third):
    parts = working_minutes(one, first, second) + working_minutes(one, second, third)
    assert working_minutes(one, first, third) == pytest.approx(parts, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 60_000))
def test_adding_is_the_inverse_of_measuring(one, start, minutes):
    assume(works(one))
    try:
        due = add_working(one, start, minutes)
    except NoWorkingTime:
        return
    assert working_minutes(one, start, due) == pytest.approx(minutes, abs=1e-6)
    just_before = due - timedelta(microseconds=1)
    assert is_working(one, just_before)


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 5_000), st.integers(1, 5_000))
def test_two_steps_lead_where_one_does(one, start, minutes, more):
    assume(works(one))
    try:
        at_once = add_working(one, start, minutes + more)
    except NoWorkingTime:
        return
    assert add_working(one, add_working(one, start, minutes), more) == at_once


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, MOMENTS, st.integers(1, 5_000))
def test_who_starts_later_is_never_done_earlier(one, first, second, minutes):
    assume(works(one))
    first, second = sorted((first, second))
    try:
        late = add_working(one, second, minutes)
        early = add_working(one, first, minutes)
    except NoWorkingTime:
        return
    assert early <= late


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, MOMENTS)
def test_never_more_than_the_clock_on_the_wall_and_never_less_than_nothing(one, first, second):
    first, second = sorted((first, second))
    assert 0 <= working_minutes(one, first, second) <= (second - first) / timedelta(minutes=1)


@settings(max_examples=25, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 72))
def test_it_agrees_with_counting_minute_by_minute(one, start, hours):
    """The same by brute force: look at each minute's local time, in a way that shares no code."""
    start = start.replace(second=0, microsecond=0)
    zone, counted = ZoneInfo(one.time_zone), 0
    assume(zone.key != "Australia/Lord_Howe")  # its spans may begin within a repeated half hour
    minutes = [start + timedelta(minutes=number) for number in range(hours * 60)]
    local = [moment.astimezone(zone) for moment in minutes]
    assume(len({moment.utcoffset() for moment in local}) == 1)
    for moment in local:
        counted += _is_worked(one, moment)
    assert working_minutes(one, start, start + timedelta(hours=hours)) == counted


def _is_worked(one: WorkingCalendar, moment: datetime) -> bool:
    import holidays

    day, clock = moment.date(), moment.strftime("%H:%M")
    known = holidays.country_holidays(one.holidays, years=day.year) if one.holidays else None
    own = one.hours.get(str(moment.isoweekday()), [])
    if day.isoformat() in one.exceptions:
        own = one.exceptions[day.isoformat()]
    elif known is not None and day in known.weekend_workdays:
        own = own or next((one.hours[key] for key in sorted(one.hours) if one.hours[key]), [])
    elif known is not None and day in known:
        own = []
    return any(start <= clock < end for start, end in own)


def test_only_so_many_calendars_are_kept_ready(monkeypatch):
    monkeypatch.setattr(compiling, "KEPT", 3)
    monday = at(BERLIN, "2026-03-02T10:00")
    for hour in range(11, 21):
        assert is_working(calendar(hours={"1": [["09:00", f"{hour}:00"]]}), monday)
    assert len(compiling._kept) == 3
