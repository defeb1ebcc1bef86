"""Walking a diagram without anything happening: every task is done at once, and time passes when nothing else can."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from processes.bpmn import Drawing
from processes.engine import CannotGoOn, Compiled, Happening, Run, Runaway, Waiting, compiled
from processes.engine.scripting import Scripts
from processes.moments import due_at
from rules import Facts
from rules.tables import Table

MOST_ROUNDS = 2000


@dataclass
class Walk:
    """What a walk came through: ids of elements, in order; `ways` are the flows it took."""

    process: str
    passed: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    waiting: list[dict[str, str]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    is_over: bool = False


def walk(
    drawing: Drawing,
    data: Mapping[str, Any],
    *,
    now: datetime,
    process: str = "",
    facts: Facts | None = None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    decisions: Mapping[str, Table] | None = None,
    stops: Collection[str] = (),
) -> Walk:
    """Runs a process on `data`. `answers` says for an element what its person's task finds out; with an element
    of `stops` done, all else is called off.

    Messages and signals from outside never come: what waits for them still waits at the end. Raises `BadDiagram`
    for what can't be built and `Runaway` for what never ends.
    """
    ready = compiled(drawing, process, facts, decisions)
    run = Run.start(ready, data)
    told = _Told(ready)
    told.note(run.advance())
    for _round in range(MOST_ROUNDS):
        done = _go_on(run, ready, now, answers or {})
        if done is None:
            return told.walk(run)
        told.note(run.cancel() if done in stops else run.advance())
    raise Runaway(_("With these answers the process never ends: the same tasks come again and again."))


def _go_on(run: Run, ready: Compiled, now: datetime, answers: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Does what can be done at once; else lets time pass until the first timer. The element it was; None for
    nothing to do."""
    waiting = run.waiting
    for one in waiting:
        if one.kind in ("person", "operation"):
            run.complete(one.key, answers.get(one.element))
            return one.element
    timers = [
        (due, at, one)
        for at, one in enumerate(waiting)
        if one.kind == "timer" and (due := _due(run, ready, one, now))
    ]
    for _due_at, _at, one in sorted(timers, key=lambda each: each[:2])[:1]:
        run.fire(one.key)
        return one.element
    return None


def _due(run: Run, ready: Compiled, one: Waiting, now: datetime) -> datetime | None:
    timer = one.event.timer if one.event else None
    if timer is None:
        return None
    try:
        return due_at(timer, run.sees(one.key), Scripts(ready.facts), now=now)
    except CannotGoOn as fault:
        run.fail(one.key, str(fault))
        return None


class _Told:
    """Happenings in the words of the diagram: what nobody drew is left out."""

    def __init__(self, ready: Compiled) -> None:
        self.ready = ready
        self.passed: list[str] = []
        self.ways: list[str] = []

    def note(self, happenings: list[Happening]) -> None:
        for one in happenings:
            if one.what == "took":
                self.ways.append(one.element)
            elif one.what == "left" and not self.ready.nodes[one.element].hidden:
                self.passed.append(one.element)

    def walk(self, run: Run) -> Walk:
        self.note(run.taken())
        nodes = self.ready.nodes
        found = Walk(self.ready.name, self.passed, self.ways, facts=run.facts, is_over=run.is_over)
        found.ends = [one for one in self.passed if nodes[one].kind == "endEvent"]
        for one in run.waiting:
            if one.kind == "failed":
                found.failed.append({"element": one.element, "message": one.fault})
            else:
                found.waiting.append(
                    {"element": one.element, "kind": one.kind, "for": one.event.name if one.event else ""}
                )
        return found
