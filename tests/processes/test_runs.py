"""Runs of real processes for real tickets, on the tables."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.models import Event
from processes.actions import AlreadyRunning, start
from processes.models import Run, Step, Timer
from tickets.actions import cancel_task, decide, finish_task, move
from tickets.models import Task

APPROVAL = """
    start s
    person ask "Manager approves" does=approval by=manager
    person do "Prepare it" by=person:tom
    end done "Fulfil"
    s > ask > do > done
"""


def test_a_ticket_that_comes_into_the_status_starts_its_process(desk, trace, at, mara):
    run = desk.run(APPROVAL)
    assert (run.status, run.condition, run.started_at) == ("fulfilling", "running", desk.now)
    assert trace(run) == ["s", "ask:waiting"]
    task = at(run, "ask")
    assert (task.kind, task.title["en"]) == ("approval", "Manager approves")
    assert [part.person for part in task.assignments.all()] == [mara]
    event = Event.objects.get(verb="run.started")
    assert event.subject == run.ticket
    assert event.cause.verb == "ticket.moved"


def test_the_whole_walk_ends_with_the_step_its_end_names(desk, trace, at, mara, tom):
    run = desk.run(APPROVAL)
    later = desk.now + timedelta(hours=1)
    decide(at(run, "ask"), "approve", by=mara, now=later)
    assert trace(run) == ["s", "ask", "do:waiting"]
    done = Step.objects.get(run=run, element="ask")
    assert (done.entered_at, done.left_at, done.left_by) == (desk.now, later, mara)
    finish_task(at(run, "do"), by=tom, now=later)
    run.refresh_from_db()
    assert (run.condition, run.outcome, run.ended_at) == ("ended", "fulfil", later)
    assert trace(run) == ["s", "ask", "do", "done"]
    run.ticket.refresh_from_db()
    assert run.ticket.status == "fulfilled"
    assert "come to its end" in run.ticket.resolution
    moved = Event.objects.filter(verb="ticket.moved").latest("pk")
    assert (moved.channel, moved.actor.is_machine) == ("process", True)


def test_a_rejection_declines_the_ticket_with_the_reason(desk, trace, at, mara):
    run = desk.run(APPROVAL)
    decide(at(run, "ask"), "reject", by=mara, now=desk.now, comment="Not this year")
    assert trace(run) == ["s", "ask"]
    assert Step.objects.get(run=run, element="ask").left_by == mara
    run.refresh_from_db()
    run.ticket.refresh_from_db()
    assert (run.condition, run.outcome, run.ticket.status) == ("ended", "decline", "declined")
    moved = Event.objects.filter(verb="ticket.moved").latest("pk")
    assert moved.data["answers"][0]["text"] == "Not this year"


def test_leaving_the_status_another_way_cancels_run_tasks_and_timers(desk, trace, at):
    run = desk.run(
        """
        start s; person ask "Manager approves" does=approval by=manager
        border late on=ask timer=P3D beside; end rem; end done
        s > ask > done; late > rem
        """
    )
    task = at(run, "ask")
    assert Timer.objects.filter(run=run).count() == 1
    move(run.ticket, "withdraw", by=run.ticket.requester, now=desk.now, reason="Found one")
    run.refresh_from_db()
    task.refresh_from_db()
    assert (run.condition, task.state) == ("cancelled", "cancelled")
    assert not Timer.objects.filter(run=run).exists()
    assert trace(run) == ["s", "ask:cancelled", "late:cancelled"]
    assert not Event.objects.filter(verb="run.stopped").exists()


def test_a_task_taken_back_by_hand_stops_its_branch_for_all_to_see(desk, at, trace, company):
    run = desk.run(APPROVAL)
    cancel_task(at(run, "ask"), by=company.machine, now=desk.now, why="A mistake")
    assert trace(run) == ["s", "ask:failed"]
    assert Event.objects.get(verb="run.stopped").data["last"] is True


def test_moving_among_statuses_that_run_the_same_goes_on(desk, at, lea):
    run = desk.run('start s; person do "Wire it" team=it-network; end e; s > do > e')
    move(run.ticket, "wait_for_delivery", by=lea, now=desk.now, reason="No stock")
    run.refresh_from_db()
    assert run.condition == "running"
    assert Run.objects.filter(ticket=run.ticket).count() == 1


def test_a_ticket_without_a_published_process_just_moves(desk):
    ticket = desk.ticket(terms={"process": "nobody-drew-it"})
    assert ticket.status == "fulfilling"
    assert not Run.objects.exists()


def test_there_is_one_run_at_a_time(desk):
    run = desk.run(APPROVAL)
    with pytest.raises(AlreadyRunning):
        start(run.ticket, run.version, status="fulfilling", by=run.ticket.requester, now=desk.now)


def test_a_plain_end_leaves_the_ticket_where_it_is(desk, at, tom):
    run = desk.run('start s; person do by=person:tom; end e "All done"; s > do > e')
    finish_task(at(run, "do"), by=tom, now=desk.now)
    run.refresh_from_db()
    run.ticket.refresh_from_db()
    assert (run.condition, run.outcome, run.ticket.status) == ("ended", "", "fulfilling")


def test_a_process_without_anybody_ends_at_once(desk, trace):
    run = desk.run('start s; script t script="x = 1 + 1"; end e "Fulfil"; s > t > e')
    assert run.condition == "ended"
    assert trace(run) == ["s", "t", "e"]
    run.ticket.refresh_from_db()
    assert run.ticket.status == "fulfilled"


def test_answers_decide_and_are_read_anew_each_time(desk, trace, at, tom):
    text = """
        start s; person look by=person:tom; exclusive x default=small
        person big by=person:tom; end e; end f
        s > look > x; x > big : amount > 10000
        small = x > e
        big > f
    """
    run = desk.run(text, answers={"amount": 9999})
    run.ticket.answers = {"amount": 10001}
    run.ticket.save()
    finish_task(at(run, "look"), by=tom, now=desk.now)
    assert trace(run) == ["s", "look", "x", "big:waiting"]
    run.refresh_from_db()
    assert "amount" not in run.state["facts"]


def test_what_is_asked_at_a_step_is_a_fact_from_then_on(desk, trace, at, tom):
    run = desk.run(
        """
        start s; person look "Look" by=person:tom asks=cost:number
        exclusive x default=cheap; end dear; end ok
        s > look > x; x > dear : cost > 100
        cheap = x > ok
        """
    )
    finish_task(at(run, "look"), by=tom, now=desk.now, answers={"cost": "250"})
    assert trace(run) == ["s", "look", "x", "dear"]


def test_a_task_for_each_of_several(desk, trace, at, tom, tina):
    run = desk.run(
        'start s; person do each=\'["tom", "tina"]\' item=who by=expression:who; end e; s > do > e'
    )
    tasks = list(Task.objects.filter(step__run=run).order_by("pk"))
    assert [task.assignments.get().person for task in tasks] == [tom, tina]
    finish_task(tasks[1], by=tina, now=desk.now)
    assert trace(run) == ["s", "do:waiting", "do"]
    finish_task(tasks[0], by=tom, now=desk.now)
    run.refresh_from_db()
    assert run.condition == "ended"


def test_work_of_a_lane_goes_to_the_team_it_is_called_after(desk, at, it_network):
    run = desk.run_unchecked('start s; person do "Wire it" team=it-network; end e; s > do > e')
    assert at(run, "do").team == it_network


def test_two_branches_meet(desk, trace, at, tom, tina):
    run = desk.run(
        """
        start s; parallel p; person a by=person:tom; person b by=person:tina; parallel j; end e "Fulfil"
        s > p > a > j > e; p > b > j
        """
    )
    finish_task(at(run, "a"), by=tom, now=desk.now)
    run.refresh_from_db()
    assert run.condition == "running"
    finish_task(at(run, "b"), by=tina, now=desk.now)
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "fulfil")


def test_an_end_that_ends_all_takes_back_what_others_still_do(desk, trace, at, tom):
    run = desk.run(
        """
        start s; parallel p; person a by=person:tom; person b by=person:tina; end all terminate; end e
        s > p > a > all; p > b > e
        """
    )
    other = at(run, "b")
    finish_task(at(run, "a"), by=tom, now=desk.now)
    other.refresh_from_db()
    assert other.state == "cancelled"
    assert trace(run) == ["s", "p", "a", "b:cancelled", "all"]


def test_a_step_costs_as_many_queries_in_an_old_run_as_in_a_young_one(desk, at, tom):
    run = desk.run(
        """
        start s; exclusive m; person do by=person:tom asks=enough:yesno; exclusive x default=again; end e
        s > m > do > x; x > e : enough
        again = x > m
        """
    )
    counts = []
    for _round in range(30):
        task = at(run, "do")
        with CaptureQueriesContext(connection) as asked:
            finish_task(task, by=tom, now=desk.now, answers={"enough": "no"})
        counts.append(len(asked))
    assert len(set(counts[2:])) == 1
    assert counts[-1] <= 34
