"""A token is put elsewhere, and what that means for those beside it."""

import json

import pytest

from processes.engine import Run, UnknownStep, compiled
from tests.processes.diagrams import draw

LINE = """
    start s; person a; person b; person c; border late on=b timer=P1D; end e; end f
    s > a > b > c > e; late > f
"""
FORK = """
    start s; person a; parallel p; person b; person c; parallel j; person d; end e
    s > a > p > b > j > d > e; p > c > j
"""
INSIDE = """
    start s; person a; person z; end e
    sub w {
      start i; person b; end f; i > b > f
    }
    s > a > w > z > e
"""


def begun(text: str, *done: str) -> Run:
    run = Run.start(compiled(draw(text)))
    run.advance()
    for element in done:
        run.complete(key(run, element))
        run.advance()
    return run


def kept(run: Run) -> Run:
    return Run.restore(run.compiled, json.loads(json.dumps(run.state())))


def key(run: Run, element: str) -> str:
    return next(one.key for one in run.waiting if one.element == element)


def places(run: Run) -> list[str]:
    return sorted(one.element for one in run.waiting)


def test_a_jump_back_does_everything_from_there_anew():
    run = begun(LINE, "a")
    assert places(run) == ["b", "late"]
    run.jump(key(run, "b"), "a")
    log = run.advance()
    assert [(one.what, one.element) for one in log] == [
        ("entered", "a"), ("cancelled", "b"), ("cancelled", "late"),
    ]  # fmt: skip
    run = kept(run)
    for element in ("a", "b", "c"):
        run.complete(key(run, element))
        run.advance()
    assert run.is_over


def test_a_jump_forward_leaves_out_what_lies_between():
    run = begun(LINE)
    run.jump(key(run, "a"), "c")
    run.advance()
    assert places(run) == ["c"]


def test_a_jump_to_something_guarded_begins_what_is_attached():
    run = begun(LINE)
    run.jump(key(run, "a"), "b")
    run.advance()
    assert places(run) == ["b", "late"]
    run.fire(key(run, "late"))
    run.advance()
    assert run.is_over


def test_a_jump_before_a_fork_takes_the_other_branches_along():
    run = begun(FORK, "a", "b")
    assert places(run) == ["c"]
    run.jump(key(run, "c"), "a")
    run.advance()
    assert places(run) == ["a"]
    for element in ("a", "b", "c", "d"):
        run = kept(run)
        run.complete(key(run, element))
        run.advance()
    assert run.is_over


def test_a_jump_out_of_a_sub_process_ends_it():
    run = begun(INSIDE, "a")
    run.jump(key(run, "b"), "a")
    run.advance()
    assert places(run) == ["a"]
    run = kept(run)
    for element in ("a", "b", "z"):
        run.complete(key(run, element))
        run.advance()
    assert run.is_over


def test_nobody_jumps_into_a_sub_process():
    run = begun(INSIDE)
    with pytest.raises(UnknownStep):
        run.jump(key(run, "a"), "b")


def test_a_step_that_failed_can_be_jumped_from():
    run = begun(LINE)
    run.fail(key(run, "a"), "It is broken.")
    run.jump(key(run, "a"), "c")
    run.advance()
    assert places(run) == ["c"]


def test_what_failed_ends_with_the_event_on_its_border():
    run = begun(LINE, "a")
    run.fail(key(run, "b"), "It is broken.")
    run.fire(key(run, "late"))
    run.advance()
    assert run.is_over


def test_what_failed_ends_with_the_run():
    run = begun(LINE)
    run.fail(key(run, "a"), "It is broken.")
    run.cancel()
    assert run.is_over
    assert run.waiting == []


def test_a_detour_does_one_element_again_while_the_step_waits():
    run = begun(LINE, "a")
    waits = key(run, "b")
    run.detour(waits, "a")
    run.advance()
    assert places(run) == ["a", "b", "late"]
    run = kept(run)
    run.complete(key(run, "a"))
    log = run.taken() + run.advance()
    assert ("returned", waits) in [(one.what, one.key) for one in log]
    assert places(run) == ["b", "late"]
    assert key(run, "b") == waits


def test_a_detour_over_something_guarded():
    run = begun(LINE, "a", "b")
    waits = key(run, "c")
    run.detour(waits, "b")
    run.advance()
    assert places(run) == ["b", "c", "late"]
    run = kept(run)
    run.complete(key(run, "b"))
    log = run.advance()
    assert ("returned", waits) in [(one.what, one.key) for one in log]
    assert places(run) == ["c"]


def test_what_is_brought_along_is_read_and_not_kept():
    drawing = draw(
        "start s; person a; exclusive x default=no; end good; end bad; s > a > x; "
        "x > good : amount > 10\nno = x > bad"
    )
    run = Run.start(compiled(drawing), given={"amount": 5})
    run.advance()
    state = run.state()
    assert state["facts"] == {}
    run = Run.restore(compiled(drawing), state, given={"amount": 50})
    run.complete(key(run, "a"))
    assert "good" in [one.element for one in run.advance()]


def test_own_facts_go_before_what_is_brought_along():
    drawing = draw('start s; script t script="amount = 5"; person a; end e; s > t > a > e')
    run = Run.start(compiled(drawing), given={"amount": 50})
    run.advance()
    assert run.sees(key(run, "a"))["amount"] == 5


def test_a_halt_stops_what_would_go_on_and_can_be_tried_again():
    run = begun("start s; person a; exclusive x; end e; s > a > x > e")
    run.complete(key(run, "a"))
    run.halt("It goes round in circles.")
    assert [(one.element, one.kind, one.fault) for one in run.waiting] == [
        ("x", "failed", "It goes round in circles.")
    ]
    run = kept(run)
    run.retry(key(run, "x"))
    run.advance()
    assert run.is_over
