"""What administrators and owners do about a run that stands still; everybody else is refused."""

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from people.actions import give_role
from processes.actions import CannotJump, cancel_run_by_hand, jump, retry_step, skip_step
from processes.engine import UnknownStep
from processes.models import Run, Step, Timer
from tickets.actions import finish_task

STOPPED = """
    start s; person first by=person:tom; operation op operation=assign input.team={team}
    person last by=person:tina; end e "Fulfil"
    s > first > op > last > e
"""


@pytest.fixture
def stopped(desk, at, tom):
    run = desk.run(STOPPED, {"team": "nobody"})
    finish_task(at(run, "first"), by=tom, now=desk.now)
    return run


def step(run: Run, element: str) -> Step:
    return Step.objects.filter(run=run, element=element).latest("pk")


def test_once_the_cause_is_mended_it_is_tried_again(desk, stopped, trace, ada):
    stopped.ticket.answers = {"team": "it-network"}
    stopped.ticket.save()
    retry_step(step(stopped, "op"), by=ada, now=desk.now)
    assert trace(stopped) == ["s", "first", "op", "last:waiting"]
    assert not Timer.objects.filter(run=stopped).exists()
    event = Event.objects.get(verb="run.retried")
    assert (event.actor, event.subject, event.data["element"]) == (ada, stopped.ticket, "op")


def test_tried_in_vain_it_stays_where_it_is(desk, stopped, trace, ada):
    retry_step(step(stopped, "op"), by=ada, now=desk.now)
    assert trace(stopped) == ["s", "first", "op:failed"]
    assert step(stopped, "op").tries == 1


def test_what_has_not_failed_is_not_tried_again(desk, stopped, ada):
    skip_step(step(stopped, "op"), reason="Done by hand", by=ada, now=desk.now)
    with pytest.raises(UnknownStep):
        retry_step(step(stopped, "last"), by=ada, now=desk.now)
    with pytest.raises(UnknownStep):
        retry_step(step(stopped, "op"), by=ada, now=desk.now)


def test_skipping_goes_on_and_says_why(desk, stopped, trace, ada):
    skip_step(step(stopped, "op"), reason=" Done by hand ", by=ada, now=desk.now)
    assert trace(stopped) == ["s", "first", "op:skipped", "last:waiting"]
    skipped = step(stopped, "op")
    assert (skipped.reason, skipped.left_by) == ("Done by hand", ada)
    assert Event.objects.get(verb="run.skipped").data["reason"] == "Done by hand"


def test_skipping_work_takes_the_task_back(desk, trace, at, ada):
    run = desk.run(STOPPED, {"team": "it-network"})
    task = at(run, "first")
    skip_step(step(run, "first"), reason="Not needed", by=ada, now=desk.now)
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert trace(run) == ["s", "first:skipped", "op", "last:waiting"]


def test_skipping_a_gateway_needs_the_way(desk, trace, ada):
    run = desk.run(
        "start s; exclusive x; end e; end f; s > x; x > e : no_such > 1\nway = x > f : no_such < 1"
    )
    assert trace(run) == ["s", "x:failed"]
    with pytest.raises(UnknownStep):
        skip_step(step(run, "x"), reason="Why not", by=ada, now=desk.now)
    skip_step(step(run, "x"), reason="Why not", way="way", by=ada, now=desk.now)
    assert trace(run) == ["s", "x:skipped", "f"]


def test_jumping_back_and_forth(desk, stopped, trace, at, ada, tom):
    jump(step(stopped, "op"), "first", reason="Once more", by=ada, now=desk.now)
    assert trace(stopped) == ["s", "first", "op:cancelled", "first:waiting"]
    assert step(stopped, "op").reason == "Once more"
    assert not Timer.objects.filter(run=stopped).exists()
    task = at(stopped, "first")
    jump(step(stopped, "first"), "last", reason="Enough", by=ada, now=desk.now)
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert trace(stopped)[-2:] == ["first:cancelled", "last:waiting"]
    event = Event.objects.filter(verb="run.jumped").latest("pk")
    assert (event.data["to_element"], event.data["reason"]) == ("last", "Enough")


@pytest.mark.parametrize("element", ["nowhere", "inner"])
def test_nobody_jumps_to_where_there_is_no_way(desk, ada, trace, element):
    run = desk.run(
        """
        start s; person do by=person:tom; end e
        sub w {
          start i; person inner by=person:tom; end o; i > inner > o
        }
        s > do > w > e
        """
    )
    before = trace(run)
    with pytest.raises(CannotJump):
        jump(step(run, "do"), element, reason="Why not", by=ada, now=desk.now)
    assert trace(run) == before


def test_cancelling_ends_the_run_and_leaves_the_ticket(desk, stopped, ada):
    cancel_run_by_hand(stopped, reason="Done on paper", by=ada, now=desk.now)
    stopped.refresh_from_db()
    stopped.ticket.refresh_from_db()
    assert (stopped.condition, stopped.ticket.status) == ("cancelled", "fulfilling")
    assert not Timer.objects.filter(run=stopped).exists()
    assert not stopped.steps.waiting().filter(run=stopped).exists()
    event = Event.objects.get(verb="run.cancelled")
    assert (event.actor, event.data["reason"]) == (ada, "Done on paper")
    with pytest.raises(UnknownStep):
        skip_step(step(stopped, "op"), reason="Too late", by=ada, now=desk.now)


def test_an_end_that_is_skipped_ends_the_run_where_the_ticket_is(desk, ada):
    run = desk.run('start s; end e "Approval is given"; s > e')
    skip_step(step(run, "e"), reason="By hand", by=ada, now=desk.now)
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "")
    assert step(run, "e").state == "skipped"


def test_who_owns_the_departments_services_may(desk, stopped, it, tina, company):
    give_role(tina, "owner", it, by=company.machine, now=desk.now)
    skip_step(step(stopped, "op"), reason="Done by hand", by=tina, now=desk.now)
    assert step(stopped, "op").state == "skipped"


@pytest.mark.parametrize("who", ["erin", "tom", "lea", "hanna", "mara"])
def test_nobody_else_may(desk, stopped, company, trace, who):
    person, before = getattr(company, who), trace(stopped)
    for deed in (
        lambda: retry_step(step(stopped, "op"), by=person, now=desk.now),
        lambda: skip_step(step(stopped, "op"), reason="Why not", by=person, now=desk.now),
        lambda: jump(step(stopped, "op"), "last", reason="Why not", by=person, now=desk.now),
        lambda: cancel_run_by_hand(stopped, reason="Why not", by=person, now=desk.now),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert trace(stopped) == before


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_reason_is_needed(desk, stopped, ada, reason):
    with pytest.raises(Invalid) as refused:
        skip_step(step(stopped, "op"), reason=reason, by=ada, now=desk.now)
    assert "reason" in refused.value.errors
