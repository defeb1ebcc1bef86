"""A decision is taken back or returned, and the run goes back with it, or says why it can't."""

from datetime import timedelta

import pytest

from processes.actions import CannotTakeBack
from processes.models import Run, Step, Timer
from tests.cast import NOW
from tickets.actions import decide, finish_task, take_back
from tickets.models import Assignment, Task

LATER = NOW + timedelta(minutes=1)
TWO = """
    start s
    person plan "Plan it" by=person:tom
    person ask "Manager approves" does=approval by=manager {}
    border late on=ask timer=P3D beside; operation tell operation=note "input.text=Late"; end l
    person do "Do it" by=person:tom
    end done "Fulfil"
    s > plan > ask > do > done; late > tell > l
"""


@pytest.fixture
def asked(desk, at, tom):
    def begun(settings: str = "") -> Run:
        run = desk.run(TWO.format(settings))
        finish_task(at(run, "plan"), by=tom, now=NOW)
        return run

    return begun


# ── taking back ───────────────────────────────────────────────────────────────────────────────────


def test_taken_back_the_run_stands_where_it_stood(asked, at, trace, mara, tom):
    run = asked()
    task, due = at(run, "ask"), Timer.objects.get(run=run).due_at
    decide(task, "approve", by=mara, now=LATER)
    follower = at(run, "do")
    assert not Timer.objects.filter(run=run).exists()
    take_back(task, by=mara, now=LATER)
    assert trace(run) == ["s", "plan", "ask:waiting", "late:waiting", "do:cancelled"]
    follower.refresh_from_db()
    assert follower.state == "cancelled"
    assert Timer.objects.get(run=run).due_at == due
    run.refresh_from_db()
    assert run.state["facts"]["outcome"] == "done"  # of the plan
    assert at(run, "ask") == task
    decide(task, "approve", by=mara, now=LATER)
    finish_task(at(run, "do"), by=tom, now=LATER)
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "fulfil")


def test_once_the_next_has_acted_it_stays(asked, at, trace, mara, tom):
    run = asked()
    task = at(run, "ask")
    decide(task, "approve", by=mara, now=LATER)
    finish_task(at(run, "do"), by=tom, now=LATER)
    before = trace(run)
    with pytest.raises(Exception):  # noqa: B017, PT011 (the ticket or the run says why)
        take_back(task, by=mara, now=LATER)
    assert trace(run) == before


def test_what_the_desk_has_done_because_of_it_stays(desk, at, trace, mara):
    run = desk.run(
        """
        start s; person ask does=approval by=manager; operation tell operation=note "input.text=Approved"
        person do by=person:tom; end e; s > ask > tell > do > e
        """
    )
    task = at(run, "ask")
    decide(task, "approve", by=mara, now=LATER)
    before = trace(run)
    with pytest.raises(CannotTakeBack):
        take_back(task, by=mara, now=LATER)
    task.refresh_from_db()
    assert (trace(run), task.state) == (before, "done")


def test_after_another_step_it_is_too_late(desk, at, trace, mara, tom):
    run = desk.run(
        """
        start s; parallel p; person ask does=approval by=manager; person other by=person:tom
        parallel j; person do by=person:tom; end e; s > p > ask > j > do > e; p > other > j
        """
    )
    task = at(run, "ask")
    decide(task, "approve", by=mara, now=LATER)
    finish_task(at(run, "other"), by=tom, now=LATER)
    with pytest.raises(CannotTakeBack):
        take_back(task, by=mara, now=LATER)
    assert trace(run)[-1] == "do:waiting"


# ── returning ─────────────────────────────────────────────────────────────────────────────────────


def test_returned_to_an_earlier_step_it_comes_back_to_whoever_returned_it(asked, at, trace, mara, tom):
    run = asked()
    first = at(run, "ask")
    decide(first, "return", by=mara, now=LATER, comment="Plan better", back_to="plan")
    assert trace(run) == ["s", "plan", "ask:waiting", "late:waiting", "plan:waiting"]
    finish_task(at(run, "plan"), by=tom, now=LATER)
    again = at(run, "ask")
    assert again != first
    assert [part.person for part in again.assignments.all()] == [mara]
    decide(again, "approve", by=mara, now=LATER)
    assert trace(run)[-1] == "do:waiting"


def test_who_had_approved_is_not_asked_again(desk, at, mara, tom, lea):
    run = desk.run(
        """
        start s; person plan by=person:tom; person ask does=approval by=manager,person:lea same_person=ask; end e
        s > plan > ask > e
        """
    )
    finish_task(at(run, "plan"), by=tom, now=NOW)
    task = at(run, "ask")
    decide(task, "approve", by=lea, now=NOW)
    decide(task, "return", by=mara, now=LATER, comment="Plan better", back_to="plan")
    finish_task(at(run, "plan"), by=tom, now=LATER)
    again = Assignment.objects.filter(task=at(run, "ask"))
    assert [part.person for part in again] == [mara]


def test_from_there_on_everything_is_done_anew_where_the_shape_says_so(asked, at, trace, mara, tom):
    run = asked("after_return=onward")
    decide(at(run, "ask"), "return", by=mara, now=LATER, comment="Plan better", back_to="plan")
    assert trace(run) == ["s", "plan", "ask:cancelled", "late:cancelled", "plan:waiting"]
    finish_task(at(run, "plan"), by=tom, now=LATER)
    assert trace(run)[-2:] == ["ask:waiting", "late:waiting"]
    assert Timer.objects.filter(run=run).count() == 1


def test_there_is_no_way_back_to_what_is_not_there(asked, at, trace, mara):
    from processes.actions import CannotJump

    run = asked()
    task = at(run, "ask")
    with pytest.raises(CannotJump):
        decide(task, "return", by=mara, now=LATER, comment="Plan better", back_to="nowhere")
    task.refresh_from_db()
    assert (task.state, trace(run)[2]) == ("open", "ask:waiting")


def test_returned_to_the_requester_the_step_waits(asked, at, trace, mara, erin):
    run = asked()
    decide(at(run, "ask"), "return", by=mara, now=LATER, comment="Which one?")
    assert trace(run) == ["s", "plan", "ask:waiting", "late:waiting"]
    question = Task.objects.get(ticket=run.ticket, kind="question")
    finish_task(question, by=erin, now=LATER, answers={"reply": "The blue one"})
    assert trace(run) == ["s", "plan", "ask:waiting", "late:waiting"]
    decide(at(run, "ask"), "approve", by=mara, now=LATER)
    assert trace(run)[-1] == "do:waiting"


# ── what shapes say about time ────────────────────────────────────────────────────────────────────


def test_limits_and_reminders_reach_the_task(desk, at):
    run = desk.run(
        "start s; person ask does=approval by=manager limit=P2D:reject reminder=P1D grace=PT5M; end e; s > ask > e"
    )
    task = at(run, "ask")
    assert task.due_at == NOW + timedelta(days=2)
    assert task.policy["reminders"][0]["after"] == 86_400
    assert task.policy["grace"] == 300


def test_an_approval_nobody_decided_in_time_is_no_approval(desk, at, trace):
    from tickets.actions.tasks import counting

    run = desk.run(
        "start s; person ask does=approval by=manager; person do by=person:tom; end e; s > ask > do > e"
    )
    task = at(run, "ask")
    from django.db import transaction

    with transaction.atomic():
        counting.end(task, "expired", by=desk.company.machine, now=LATER, channel="machine", by_itself=True)
    run.refresh_from_db()
    run.ticket.refresh_from_db()
    assert (run.condition, run.outcome, run.ticket.status) == ("ended", "decline", "declined")


def test_a_time_nobody_can_read_stops_the_step(desk, trace):
    run = desk.run_unchecked("start s; person ask does=approval by=manager grace=soon; end e; s > ask > e")
    assert trace(run) == ["s", "ask:failed"]
    assert "grace" in Step.objects.get(run=run, element="ask").fault
