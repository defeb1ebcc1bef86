"""Runs in the tables for tests that only look at them: the engine walks, and what it tells is written as steps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from processes import engine
from processes.bpmn import read
from processes.bpmn.drawing import PEOPLE
from processes.models import Definition, Run, Step, Timer, Version
from processes.settings import names_of
from processes.store import digest_of, forget
from tests.processes.diagrams import xml
from tickets.models import Assignment, Task

STATES = {"left": "done", "cancelled": "cancelled", "failed": "failed"}


def published(text: str, *, by, now, slug="loan", department=None, name_zh="设备借用") -> Version:
    """A version of a process, of the lines of `tests.processes.diagrams` or of XML."""
    definition, _made = Definition.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "name_zh": name_zh, "department": department}
    )
    source = text if text.lstrip().startswith("<") else xml(text)
    version = Version.objects.create(
        definition=definition,
        number=definition.versions.count() + 1,
        xml=source,
        digest=digest_of(source, {}),
        published_at=now,
        published_by=by,
    )
    forget(version.pk)
    definition.current = version
    definition.save()
    return version


class Walk:
    """A run of a ticket. `does` says for a human step who has it (people), its kind, its team."""

    def __init__(
        self,
        ticket,
        version: Version,
        now: datetime,
        facts: Mapping[str, Any] | None = None,
        **does: Any,
    ) -> None:
        self.ticket, self.version, self.now, self.does = ticket, version, now, does
        self.compiled = engine.compiled(read(version.xml))
        self.engine = engine.Run.start(self.compiled, facts or {})
        self.row = Run.objects.create(
            version=version, ticket=ticket, status=ticket.status, started_at=now, state={}
        )
        self.on()

    def on(self, **after: float) -> "Walk":
        """Lets time pass (`hours=3`) and the run go on; what happened is written down."""
        self.now += timedelta(**after)
        for one in self.engine.advance():
            if one.what == "entered" and not self.compiled.nodes[one.element].hidden:
                self._entered(one.element, one.key)
            elif one.what in STATES:
                self._left(one)
        if self.engine.is_over:
            Run.objects.filter(pk=self.row.pk).update(condition="ended", ended_at=self.now)
        self.row.refresh_from_db()
        return self

    def _entered(self, element: str, key: str) -> None:
        node = self.compiled.nodes[element]
        task = self._task(element, node) if node.kind in PEOPLE else None
        self.row.steps.get_or_create(
            element=element,
            key=key,
            defaults={"kind": node.kind, "name": names_of(node), "task": task, "entered_at": self.now},
        )
        if node.event and node.event.kind == "timer":
            Timer.objects.get_or_create(
                run=self.row, key=key, defaults={"due_at": self.now + timedelta(days=1)}
            )

    def _task(self, element: str, node) -> Task:
        said = dict(self.does.get(element, {}))
        people = said.pop("people", ())
        task = Task.objects.create(
            ticket=self.ticket,
            title=names_of(node),
            instructions={"en": "Look into the safe first.", "zh": "先看保险柜。"},
            opened_at=self.now,
            opened_by=self.version.published_by,
            **{"kind": "work", **said},
        )
        role = "signer" if task.kind == "approval" else "handler"
        for place, person in enumerate(people):
            Assignment.objects.create(task=task, person=person, role=role, place=place, since=self.now)
        return task

    def _left(self, one: engine.Happening) -> None:
        self.row.steps.filter(element=one.element, key=one.key, state__in=("waiting", "failed")).update(
            state=STATES[one.what],
            fault=one.detail if one.what == "failed" else "",
            left_at=None if one.what == "failed" else self.now,
        )

    def key(self, element: str) -> str:
        return next(one.key for one in self.engine.waiting if one.element == element)

    def step(self, element: str) -> Step:
        return self.row.steps.filter(element=element).last()

    def do(self, element: str, by=None, outcome: str = "done", hours: float = 1, **facts: Any) -> "Walk":
        """Somebody finishes a human step; an operation is done by the desk."""
        step, self.now = self.step(element), self.now + timedelta(hours=hours)
        if step.task is not None:
            Task.objects.filter(pk=step.task_id).update(
                state="done", outcome=outcome, ended_at=self.now, ended_by=by
            )
            state = outcome if outcome in ("approved", "rejected") else "done"
            step.task.assignments.filter(person=by).update(state=state, acted_at=self.now, acted_by=by)
        self.engine.complete(self.key(element), {"outcome": outcome, **facts})
        return self.on()

    def fail(self, element: str, fault: str) -> "Walk":
        self.engine.fail(self.key(element), fault)
        return self.on()

    def fire(self, element: str) -> "Walk":
        self.engine.fire(self.key(element))
        return self.on()
