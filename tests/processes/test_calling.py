"""A step that calls another system: from the outbox, again with the same key, and the run goes on with the answer."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.actions import add_connection
from journal.models import Delivery
from journal.relay import drain
from processes.actions import fire_due
from processes.models import Step, Timer
from tests.integrations.conftest import beside  # noqa: F401

CALL = """
    start s
    operation op operation=call input.connection=payroll input.method=POST "input.path=people/{who}"
        "input.keep=badge = data.0.badge" 'input.body={"for": "{who}", "days": {days}}'
    person look by=person:tom; end e
    s > op > look > e
""".replace('\n        "input', ' "input')


@pytest.fixture
def payroll(beside, company):  # noqa: F811
    return add_connection(
        slug="payroll", name="Payroll", base_url=beside.url, inside=True, departments=[company.it],
        by=company.ada, now=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def called(desk, payroll):
    return desk.run(CALL, {"who": 'A "B"/C', "days": 3})


def test_it_is_called_after_commit_and_the_answer_becomes_facts(called, beside, trace):  # noqa: F811
    assert trace(called) == ["s", "op:waiting"]
    beside.will(200, {"data": [{"badge": "B-7"}]})
    drain()
    assert trace(called) == ["s", "op", "look:waiting"]
    called.refresh_from_db()
    assert (called.state["facts"]["badge"], called.state["facts"]["call_status"]) == ("B-7", 200)
    asked = beside.asked[0]
    assert asked["path"] == "/api/people/A%20%22B%22%2FC"
    assert json.loads(asked["body"]) == {"for": 'A "B"/C', "days": 3}
    assert asked["headers"]["Idempotency-Key"] == Step.objects.get(run=called, element="op").key


def test_a_delivery_that_runs_twice_changes_nothing_the_second_time(called, beside, trace):  # noqa: F811
    drain()
    Delivery.objects.filter(reaction="processes.operate").update(state="pending", attempts=0)
    drain()
    assert trace(called) == ["s", "op", "look:waiting"]
    assert len(beside.asked) == 1


def test_a_failure_is_seen_tried_again_with_the_same_key_and_goes_on(called, beside, trace):  # noqa: F811
    beside.will(503, {})
    drain()
    assert trace(called) == ["s", "op:failed"]
    step = Step.objects.get(run=called, element="op")
    assert "503" in step.fault
    timer = Timer.objects.get(run=called)
    fire_due(now=timer.due_at)
    assert trace(called) == ["s", "op:waiting"]
    drain(lambda: timezone.now() + timedelta(hours=1))
    assert trace(called) == ["s", "op", "look:waiting"]
    keys = {one["headers"]["Idempotency-Key"] for one in beside.asked}
    assert len(beside.asked) == 2
    assert keys == {step.key}


def test_a_process_calls_only_what_its_department_may(desk, payroll, trace, hr):
    payroll.departments.set([hr])
    run = desk.run(CALL, {"who": "x", "days": 3})
    drain()
    assert trace(run) == ["s", "op:failed"]
    assert "may call" in Step.objects.get(run=run, element="op").fault


def test_an_error_event_catches_a_status(desk, payroll, beside, trace):  # noqa: F811
    beside.will(404, {})
    run = desk.run(
        """
        start s; operation op operation=call input.connection=payroll input.method=GET
        border none on=op error=http-404; person look by=person:tom; end e; end f
        s > op > e; none > look > f
        """
    )
    drain()
    assert trace(run) == ["s", "op:cancelled", "none", "look:waiting"]


def test_a_step_that_was_skipped_meanwhile_is_not_called(called, beside, trace, ada, desk):  # noqa: F811
    from processes.actions import skip_step

    skip_step(Step.objects.get(run=called, element="op"), reason="By hand", by=ada, now=desk.now)
    drain()
    assert beside.asked == []
    assert trace(called) == ["s", "op:skipped", "look:waiting"]
