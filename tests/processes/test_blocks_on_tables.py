"""Any process made of blocks, run on the tables with work finished in any order: the same as the engine alone."""

import json
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.engine import Run as EngineRun
from processes.engine import compiled
from processes.held import Held
from processes.models import Run, Step, Timer
from processes.ready import ready
from tests.cast import NOW
from tests.processes.diagrams import draw
from tests.processes.test_blocks import BLOCKS, Sketch, lay
from tickets.actions import finish_task
from tickets.models import Task

pytestmark = pytest.mark.slow


def lines_of(block: tuple) -> tuple[str, dict, Counter]:
    sketch, expected = Sketch(), Counter()
    first, last = lay(block, sketch, 1, expected)
    text = "\n".join(["start s", 'end e "Fulfil"', *sketch.lines, f"s > {first}", f"{last} > e"])
    return text, sketch.facts, expected


def alone(text: str, facts: dict, order: list[int]) -> list[str]:
    """What the engine by itself comes through, picking what is done next as `order` says."""
    run = EngineRun.start(compiled(draw(text)), given=facts)
    log = run.advance()
    for number in order:
        waiting = [one for one in run.waiting if one.kind == "person"]
        if not waiting:
            break
        run = EngineRun.restore(run.compiled, json.loads(json.dumps(run.state())), given=facts)
        run.complete(waiting[number % len(waiting)].key)
        log += run.advance()
    assert run.is_over
    return [one.element for one in log if one.what == "left" and not run.compiled.nodes[one.element].hidden]


@given(block=BLOCKS, order=st.lists(st.integers(0, 50), min_size=120, max_size=120))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_the_tables_tell_the_same_as_the_engine(desk, tom, block, order):
    text, facts, expected = lines_of(block)
    run = desk.run_unchecked(re.sub(r"(?m)^person (\w+)$", r"person \1 by=person:tom", text), facts)
    for number in order:
        run.refresh_from_db()
        if run.condition != "running":
            break
        # In the engine's own order: rows are written in the order in which things were entered.
        held = Held(run, run.ticket, by=tom, now=NOW)
        assert held.engine.state() == run.state
        waiting = [one.key for one in held.engine.waiting if one.kind == "person"]
        step = Step.objects.get(run=run, key=waiting[number % len(waiting)])
        assert step.state == "waiting"
        finish_task(Task.objects.get(pk=step.task_id), by=tom, now=NOW)
    assert (run.condition, run.outcome) == ("ended", "fulfil")
    steps = Step.objects.filter(run=run)
    assert {one.state for one in steps} == {"done"}
    assert Counter(one.element for one in steps) == Counter(alone(text, facts, order))
    done = Counter(one.element for one in steps if one.element.startswith("t"))
    assert done == Counter({name: number for name, number in expected.items() if number})
    assert not Task.objects.filter(ticket=run.ticket, state="open").exists()
    assert not Timer.objects.filter(run=run).exists()
    assert ready(run.version_id).version_id == run.version_id
    assert Run.objects.filter(ticket=run.ticket).count() == 1
