"""Lengths of time, moments and repetitions as diagrams write them."""

from datetime import UTC, datetime, timedelta

import pytest

from processes.bpmn import Timer
from processes.bpmn.timing import ENDLESS, cycle_of, moment_of, span_of
from processes.engine import CannotGoOn
from processes.engine.scripting import Scripts
from processes.moments import due_at
from rules import Facts

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


def due(kind, text, values=None, **more):
    return due_at(
        Timer(kind, text, working="working" in more), values or {}, Scripts(Facts()), now=NOW, **more
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT4H", NOW + timedelta(hours=4)),
        ("pt90m", NOW + timedelta(minutes=90)),
        ("P2D", NOW + timedelta(days=2)),
        ("P1W", NOW + timedelta(days=7)),
        ("PT0.5S", NOW + timedelta(seconds=0.5)),
        ("P1M", datetime(2026, 2, 28, 9, 0, tzinfo=UTC)),
        ("P1Y2M3DT4H", datetime(2027, 4, 3, 13, 0, tzinfo=UTC) - timedelta(days=0)),
        ("2026-12-24T10:00:00Z", datetime(2026, 12, 24, 10, 0, tzinfo=UTC)),
    ],
)
def test_iso_times(text, expected):
    found = due("duration" if text[0] in "Pp" else "date", text)
    assert abs(found - expected) <= timedelta(days=1) if text.startswith("P1Y") else found == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "4 hours", "P-1D", "PT1H30", "P9999999D"])
def test_what_is_no_length_of_time(text):
    assert span_of(text) is None


@pytest.mark.parametrize("text", ["", "2026-13-01", "24.12.2026", "2026-02-30T10:00"])
def test_what_is_no_moment(text):
    assert moment_of(text) is None


def test_a_time_can_come_out_of_an_answer():
    assert due("date", "deadline", {"deadline": "2026-03-01T12:00:00Z"}) == datetime(
        2026, 3, 1, 12, 0, tzinfo=UTC
    )
    assert due("duration", "patience", {"patience": "PT1H"}) == NOW + timedelta(hours=1)
    with pytest.raises(CannotGoOn):
        due("date", "deadline", {"deadline": "soon"})
    with pytest.raises(CannotGoOn):
        due("date", "deadline", {})


def test_working_time_counts_days_as_working_days():
    asked = []

    def working(start, minutes):
        asked.append(minutes)
        return start + timedelta(minutes=minutes)

    due("duration", "P2DT1H", working=working)
    assert asked == [2 * 480 + 60]


def test_repetitions():
    assert cycle_of("R3/PT1H").times == 3
    assert cycle_of("R/PT1H").times == ENDLESS
    assert cycle_of("R2/2026-02-01T09:00:00Z/P1D").start == datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    assert cycle_of("R2/PT") is None
    assert cycle_of("every hour") is None
    assert due("cycle", "R2/PT1H", round_no=0) == NOW + timedelta(hours=1)
    assert due("cycle", "R2/PT1H", round_no=2) is None
    assert due("cycle", "R2/2026-02-01T09:00:00Z/P1D") == datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
