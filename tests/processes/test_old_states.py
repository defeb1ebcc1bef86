"""Runs that were saved by every format there was go on today, and end as they would have."""

import json
from pathlib import Path

import pytest

from processes.actions import hear, skip_step
from processes.engine import Run, compiled
from processes.engine.state import FORMAT, Unreadable
from processes.models import Run as RunRow
from processes.models import Step
from tests.processes.diagrams import draw

STATES = Path(__file__).parent / "states"
DIAGRAM = """
    start s; parallel p; person a; sub w each="names" item=name {
      start i; person b; border late on=b timer=P1D beside; end f; i > b > f; late > f
    }
    catch c message=reply; inclusive o; parallel j; end e
    s > p > a > j > e; p > w > o > j; p > c > o
"""


def test_todays_format_is_kept_with_the_tests():
    assert (STATES / f"format-{FORMAT}.json").exists()


@pytest.mark.parametrize("path", sorted(STATES.glob("*.json")), ids=lambda path: path.stem)
def test_a_saved_run_goes_on(path):
    run = Run.restore(compiled(draw(DIAGRAM)), json.loads(path.read_text()))
    assert sorted(one.element for one in run.waiting) == ["b", "c", "late"]
    waiting = {one.element: one for one in run.waiting}
    assert run.sees(waiting["b"].key)["name"] == "bob"
    run.fire(waiting["late"].key)
    run.advance()
    run.complete(waiting["b"].key)
    run.advance()
    assert not run.is_over
    run.receive("message", "reply")
    run.advance()
    assert run.is_over


@pytest.mark.parametrize("kept", [{}, {"format": 0}, {"format": FORMAT + 1}])
def test_a_state_of_an_unknown_format_is_refused(kept):
    with pytest.raises(Unreadable):
        Run.restore(compiled(draw(DIAGRAM)), kept)


def test_a_token_where_the_process_has_nothing_is_refused():
    kept = json.loads((STATES / f"format-{FORMAT}.json").read_text())
    with pytest.raises(Unreadable):
        Run.restore(compiled(draw("start s; end e; s > e")), kept)


@pytest.mark.parametrize("path", sorted(STATES.glob("*.json")), ids=lambda path: path.stem)
def test_a_run_an_older_release_left_in_the_database_goes_on_at_the_desk(desk, company, path):
    version = desk.publish_unchecked(DIAGRAM)
    ticket = desk.ticket()
    state = json.loads(path.read_text())
    row = RunRow.objects.create(
        version=version, ticket=ticket, status="fulfilling", state=state, started_at=desk.now
    )
    for one in Run.restore(compiled(draw(DIAGRAM)), state).waiting:
        Step.objects.create(
            run=row, element=one.element, kind=one.node.kind, key=one.key, entered_at=desk.now
        )
    assert hear(row, "comment", {"reply": "Yes"}, by=company.erin, now=desk.now)
    for step in Step.objects.filter(run=row, element="b", state="waiting"):
        skip_step(step, reason="By hand", by=company.ada, now=desk.now)
    row.refresh_from_db()
    assert row.state["format"] == FORMAT
    assert row.condition == "ended"
    assert not Step.objects.filter(run=row, state="waiting").exists()
