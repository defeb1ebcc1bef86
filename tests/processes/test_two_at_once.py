"""Two at the same moment, and workers that die between any two writes: nothing is lost, nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from journal.models import Event
from journal.refusals import Refused
from processes.actions import fire_due
from processes.models import Run, Step, Timer
from tests.cast import NOW, build_company
from tests.processes.conftest import Desk, task_at
from tests.tickets.test_two_at_once import at_once
from tickets.actions import decide, finish_task, move
from tickets.models import Comment, Task, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

WORK = """
    start s; person do by=person:tom,person:tina; operation tell operation=note "input.text=Done"
    parallel p; person a by=person:tom; person b by=person:tina; parallel j; end e "Fulfil"
    s > do > tell > p > a > j > e; p > b > j
"""
WAIT = 'start s; catch c timer=PT1H; operation tell operation=note "input.text=Late"; end e; s > c > tell > e'


@pytest.fixture
def desk():
    return Desk(build_company(), NOW)


def states(run: Run) -> list[str]:
    steps = Step.objects.filter(run=run).order_by("pk")
    return [f"{one.element}:{one.state}" for one in steps]


def test_two_people_complete_the_same_task(desk):
    run = desk.run(WORK)
    task, company = task_at(run, "do"), desk.company
    outcomes = at_once(
        lambda: finish_task(task, by=company.tom, now=NOW),
        lambda: finish_task(task, by=company.tina, now=NOW),
    )
    assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True], outcomes
    assert Comment.objects.filter(ticket=run.ticket).count() == 1
    assert states(run) == ["s:done", "do:done", "tell:done", "p:done", "a:waiting", "b:waiting"]


def test_the_two_branches_of_a_join_end_at_the_same_moment(desk):
    run = desk.run(WORK)
    company = desk.company
    finish_task(task_at(run, "do"), by=company.tom, now=NOW)
    a, b = task_at(run, "a"), task_at(run, "b")
    outcomes = at_once(
        lambda: finish_task(a, by=company.tom, now=NOW), lambda: finish_task(b, by=company.tina, now=NOW)
    )
    assert all(isinstance(one, Task) for one in outcomes), outcomes
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "fulfil")
    assert Step.objects.filter(run=run, element="e").count() == 1
    assert Event.objects.filter(verb="ticket.moved", data__transition="fulfil").count() == 1


def test_deciding_while_the_requester_withdraws(desk):
    run = desk.run('start s; person ask does=approval by=manager; end e "Fulfil"; s > ask > e')
    company, task = desk.company, task_at(run, "ask")
    at_once(
        lambda: decide(task, "approve", by=company.mara, now=NOW),
        lambda: move(run.ticket, "withdraw", by=company.erin, now=NOW, reason="Found one"),
    )
    run.refresh_from_db()
    ticket = Ticket.objects.get(pk=run.ticket_id)
    assert (run.condition, ticket.status) in (("ended", "fulfilled"), ("cancelled", "withdrawn"))
    assert not Step.objects.filter(run=run, state="waiting").exists()
    assert not Task.objects.filter(ticket=ticket, state="open").exists()


def test_two_timetables_fire_a_timer_once(desk):
    version = desk.publish(WAIT)
    for _number in range(5):
        desk.ticket(version)
    late = NOW + timedelta(hours=1)
    at_once(lambda: fire_due(now=late), lambda: fire_due(now=late))
    fire_due(now=late)  # what the one left to the other
    assert Comment.objects.count() == 5
    assert not Timer.objects.exists()
    assert Run.objects.filter(condition="ended").count() == 5


class Killed(BaseException):
    """The end of the process, as far as the database can tell."""


class KilledAtWrite:
    """Dies at the nth statement that writes."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.died = False

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE")):
            self.left -= 1
            if self.left < 0:
                self.died = True
                raise Killed
        return execute(sql, params, many, context)


def everything() -> tuple:
    """What there is, as far as anybody could notice."""
    return (
        sorted(Step.objects.values_list("run", "element", "state", "fault")),
        sorted(Task.objects.values_list("ticket", "state", "outcome")),
        sorted(Timer.objects.values_list("run", "kind", "due_at")),
        sorted(Run.objects.values_list("pk", "condition", "outcome", "revision")),
        sorted(Ticket.objects.values_list("pk", "status", "revision")),
        sorted(Comment.objects.values_list("ticket", "text")),
        Event.objects.count(),
    )


def dies_at_every_write(deed) -> int:
    """Does the deed, dying at its first write, its second, …, until it gets through; after each death all is as it
    was before. How many deaths."""
    before, deaths = everything(), 0
    while True:
        killer = KilledAtWrite(deaths)
        with suppress(Killed), connection.execute_wrapper(killer):
            deed()
        if not killer.died:
            return deaths
        connection.close()
        assert everything() == before, f"died at write {deaths}"
        deaths += 1


@pytest.mark.slow
def test_killed_between_any_two_writes_of_finishing_a_task(desk):
    run = desk.run(WORK)
    task, tom = task_at(run, "do"), desk.company.tom
    deaths = dies_at_every_write(lambda: finish_task(task, by=tom, now=NOW))
    assert deaths > 15
    assert states(run) == ["s:done", "do:done", "tell:done", "p:done", "a:waiting", "b:waiting"]
    assert Comment.objects.count() == 1


@pytest.mark.slow
def test_killed_between_any_two_writes_of_a_start(desk):
    version = desk.publish(WORK)
    plain = desk.ticket()
    Ticket.objects.filter(pk=plain.pk).update(status="submitted", phase="new", terms=_terms(version))
    ticket = Ticket.objects.get(pk=plain.pk)
    deaths = dies_at_every_write(lambda: move(ticket, "accept", by=desk.company.tom, now=NOW))
    assert deaths > 10
    assert Run.objects.count() == 1


def _terms(version):
    from tickets.terms import keep

    return keep({"process": version.definition.slug})


@pytest.mark.slow
def test_killed_between_any_two_writes_of_the_last_step(desk):
    run = desk.run('start s; person do by=person:tom; end e "Fulfil"; s > do > e')
    task, tom = task_at(run, "do"), desk.company.tom
    dies_at_every_write(lambda: finish_task(task, by=tom, now=NOW))
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "fulfil")
    assert Event.objects.filter(verb="ticket.moved", data__transition="fulfil").count() == 1


@pytest.mark.slow
def test_killed_between_any_two_writes_of_a_timer(desk):
    run = desk.run(WAIT)
    late = NOW + timedelta(hours=1)
    deaths = dies_at_every_write(lambda: fire_due(now=late))
    assert deaths > 5
    assert states(run) == ["s:done", "c:done", "tell:done", "e:done"]
    assert Comment.objects.count() == 1


MANY = 24
WORKER = """
import os, sys
sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from datetime import timedelta
from processes.actions import fire_due
from tests.cast import NOW
print("ready", flush=True)
while fire_due(now=NOW + timedelta(hours=1), at_most=2):
    pass
print("done", flush=True)
"""


@pytest.mark.slow
def test_a_worker_is_killed_for_real_again_and_again(desk):
    version = desk.publish(WAIT)
    for _number in range(MANY):
        desk.ticket(version)
    name = str(connection.settings_dict["NAME"])
    connection.close()
    kills = 0
    for _try in range(30):
        with subprocess.Popen(
            [sys.executable, "-c", WORKER, name],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
            env=os.environ,
        ) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            time.sleep(0.05 + 0.05 * (_try % 7))
            worker.send_signal(signal.SIGKILL)
            rest = worker.stdout.read()
        kills += "done" not in rest
        connection.close()
        assert Comment.objects.count() == Run.objects.filter(condition="ended").count()
        if "done" in rest:
            break
        connection.close()
    fire_due(now=NOW + timedelta(hours=1))
    assert kills
    assert Run.objects.filter(condition="ended").count() == MANY
    assert Comment.objects.count() == MANY
    assert not Timer.objects.exists()
