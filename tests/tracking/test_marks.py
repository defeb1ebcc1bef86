"""The marks of a run's diagram are where the engine says the run waits, whatever people and the clock did to it."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from journal.refusals import Refused
from processes import actions, engine
from processes.models import Run, Step
from processes.ready import ready
from processes.tracking.reading import newest_run, track
from tickets.actions import finish_task

RANDOM = """
    start s
    exclusive again default=on
    inclusive some default=none
    person a "A" by=person:tom
    person b "B" by=person:tina asks=left:number
    person c "C" by=person:tom
    operation o "O" operation=assign input.person=nobody
    inclusive met
    sub box {
        start bs; parallel bp; person x "X" by=person:tom; person y "Y" by=person:tina; parallel bj; end be
        bs > bp > x > bj > be; bp > y > bj
    }
    border late on=box timer=P1D
    catch nap timer=PT1H
    exclusive back default=stop
    person mend "Mend" by=person:lea
    end e "Stays"; end l "Also stays"
    s > again
    on = again > some
    some > a : k > 3
    some > b : k % 2 == 0
    none = some > c
    a > met; b > met; c > o > met
    met > box > nap > back
    late > mend > l
    back > again : rounds < 2
    stop = back > e
"""
ELEMENTS = ["a", "b", "c", "o", "nap", "mend", "box"]


class People:
    """Everybody who could do something to a run, one at random at a time."""

    def __init__(self, run: Run, company, now, dice: random.Random) -> None:
        self.run, self.company, self.now, self.dice = run, company, now, dice

    def do_something(self) -> None:
        self.now += timedelta(minutes=self.dice.randrange(1, 600))
        steps = list(Step.objects.waiting().filter(run=self.run).exclude(task=None))
        failed = list(Step.objects.waiting().filter(run=self.run, state="failed"))
        deeds = [self.pass_time]
        deeds += [lambda: self.finish(self.dice.choice(steps))] * 4 if steps else []
        if failed:
            deeds += [lambda: self.mend(self.dice.choice(failed))] * 4
        deeds += [lambda: self.jump(self.dice.choice([*steps, *failed]))] if steps or failed else []
        with suppress(Refused):  # not every jump is possible
            self.dice.choice(deeds)()

    def finish(self, step: Step) -> None:
        person = step.task.assignments.filter(state="waiting").first().person
        answers = {"left": self.dice.randrange(5)} if step.element == "b" else None
        finish_task(step.task, by=person, now=self.now, answers=answers)

    def mend(self, step: Step) -> None:
        known = {"by": self.company.ada, "now": self.now}
        if self.dice.random() < 0.4:
            actions.retry_step(step, **known)
        else:
            actions.skip_step(step, reason="By hand.", **known)

    def jump(self, step: Step) -> None:
        to = self.dice.choice(ELEMENTS)
        actions.jump(step, to, reason="Elsewhere.", by=self.company.ada, now=self.now)

    def pass_time(self) -> None:
        self.now += timedelta(hours=2)
        actions.fire_due(now=self.now)


def begun(desk, version, dice: random.Random) -> Run:
    ticket = desk.ticket(version, answers={"k": dice.randrange(6), "rounds": dice.randrange(4)})
    return Run.objects.get(ticket=ticket)


@pytest.mark.parametrize("seed", [7])
def test_after_each_of_200_deeds_the_marks_are_where_the_engine_waits(desk, company, seed):
    dice = random.Random(seed)
    version = desk.publish(RANDOM)
    people = People(begun(desk, version, dice), company, desk.now, dice)
    for _deed in range(200):
        people.do_something()
        run = newest_run(people.run.ticket)
        kept = Run.objects.values_list("state", flat=True).get(pk=run.pk)
        waits = engine.Run.restore(ready(run.version_id).compiled, kept).waiting
        marks = track(run, run.ticket, company.tom, now=people.now).marks
        here = {name for name, mark in marks.elements.items() if mark in ("now", "failed")}
        if run.condition != "running":
            assert here == set()
            people.run = begun(desk, version, dice)
            continue
        assert here == {one.element for one in waits if one.kind != "stuck"}
        failed = {name for name, mark in marks.elements.items() if mark == "failed"}
        assert failed == {one.element for one in waits if one.kind == "failed"}
        counted = Step.objects.filter(run=run).standing()
        assert {row["element"] for row in counted} == here - {"late"}
