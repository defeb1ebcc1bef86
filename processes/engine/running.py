"""One run: start or restore it, let it go on, tell it what happened, keep its state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.bpmn import Event, Node
from processes.bpmn.drawing import OPERATIONS, PEOPLE
from processes.engine import state
from processes.engine.building import Compiled
from processes.engine.failures import CannotGoOn, Runaway, UnknownStep
from processes.engine.gateways import Choice, Inclusive
from processes.engine.jumping import Jump
from processes.engine.scripting import Scripts
from processes.engine.specs import (
    ALIVE,
    OPEN,
    Boundary,
    Catch,
    Many,
    Shape,
    Throw,
    Work,
    element_of,
    end,
    facts_at,
)

MOST_STEPS = 10_000  # in one go, without anybody being asked
DEEPEST = 30  # sub-processes and calls inside each other
MOST_AT_ONCE = 1_000  # tokens


@dataclass(frozen=True)
class Waiting:
    """Where a run waits. `key` is the step's name for `complete`, `fire`, `retry`; it stays the same until it ends.

    `kind`: person, operation, timer, message, signal, error, escalation; failed (see `fault`); stuck (at a join that
    no token comes to any more). `sees` is what a repetition gives this instance.
    """

    key: str
    element: str
    kind: str
    node: Node
    event: Event | None = None
    fault: str = ""
    sees: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Happening:
    """What a run did: `entered`, `left` or `cancelled` an element, `took` a flow, `threw` an event, `failed`,
    `returned` from a detour to the step with this key."""

    what: str
    element: str
    key: str = ""
    detail: str = ""


class _Workflow(BpmnWorkflow):
    """The library's workflow, with what our specifications ask of it."""

    def __init__(self, compiled: Compiled, **more: Any) -> None:
        self.happenings: list[Happening] = []
        self.known: dict[Any, str] = {}
        self.given: Mapping[str, Any] = {}
        super().__init__(compiled.spec, dict(compiled.inner), script_engine=Scripts(compiled.facts), **more)

    def passed(self, flow: str) -> None:
        self.happenings.append(Happening("took", flow))

    def detour_done(self, key: str) -> None:
        self.happenings.append(Happening("returned", "", key))

    def set_fact(self, task: Task, name: str, value: Any) -> None:
        self.data["facts"][name] = state.plain(value)

    def refuse_depth(self, task: Task) -> None:
        depth, here = 0, task.workflow
        while here is not self:
            depth, here = depth + 1, here.parent_workflow
        if depth >= DEEPEST:
            raise CannotGoOn(_("More than {most} processes call each other here.").format(most=DEEPEST))

    def create_subprocess(self, my_task: Task, spec_name: str) -> Any:
        inner = super().create_subprocess(my_task, spec_name)
        inner.data["joins"] = {}
        return inner

    # ── events inside the run ────────────────────────────────────────────────────────────────────

    def everything(self) -> list[Task]:
        """Every token, in the order of the diagram: a way to its end before the way beside it."""
        found: list[Task] = []
        ahead = [self.task_tree]
        while ahead:
            task = ahead.pop()
            found.append(task)
            inner = self.subprocesses.get(task.id)
            below = [*task.children, *([inner.task_tree] if inner is not None else [])]
            ahead.extend(reversed(below))
        return found

    def thrown(self, task: Task, event: Event) -> None:
        """Errors and escalations climb out of sub-processes; signals and messages reach whoever waits in this run."""
        if event.kind in ("error", "escalation"):
            if not self._climb(task, event) and event.kind == "error":
                raise CannotGoOn(_("Nothing catches the error “{name}”.").format(name=event.name))
            return
        if not self.reach(event.kind, event.name) or event.kind == "message":
            self.happenings.append(
                Happening("threw", task.task_spec.node.id, str(task.id), f"{event.kind}:{event.name}")
            )

    def reach(self, kind: str, name: str) -> int:
        """Tells everything that waits for this signal, the first that waits for this message; how many were told."""
        found = [one for one in self.everything() if _catches(one, kind, name)]
        found = found[:1] if kind == "message" else found
        for one in found:
            one.task_spec.caught(one)
        return len(found)

    def _climb(self, task: Task, event: Event) -> bool:
        here = task.workflow
        while here is not self:
            outer = self.get_task_from_id(here.parent_task_id)
            if self.raise_at(outer, event):
                return True
            here = outer.workflow
        return False

    def raise_at(self, task: Task, event: Event) -> bool:
        """Whether an event on the border of this activity catches it; an own code before one that catches all."""
        if isinstance(task.parent.task_spec, Many):
            task = task.parent
        beside = [one for one in task.parent.children if isinstance(one.task_spec, Boundary)]
        found = [one for one in beside if one.task_spec.catches(one, event.kind, event.name)]
        for one in sorted(found, key=lambda one: not one.task_spec.event.name)[:1]:
            one.task_spec.caught(one)
        return bool(found)


def _catches(task: Task, kind: str, name: str) -> bool:
    return isinstance(task.task_spec, Catch) and task.task_spec.catches(task, kind, name)


class Run:
    """A run of a compiled process. Not for two threads at once: whoever holds it holds the lock of its row."""

    def __init__(self, compiled: Compiled, workflow: _Workflow) -> None:
        self.compiled = compiled
        self._workflow = workflow

    @classmethod
    def start(
        cls,
        compiled: Compiled,
        facts: Mapping[str, Any] | None = None,
        *,
        given: Mapping[str, Any] | None = None,
    ) -> "Run":
        """A new run, at its start events. Call `advance`.

        `facts` are kept with the run; `given` is what it reads from elsewhere, brought along each time.
        """
        workflow = _Workflow(compiled)
        workflow.given = given or {}
        workflow.data |= {
            "facts": {name: state.plain(one) for name, one in (facts or {}).items()},
            "joins": {},
        }
        return cls(compiled, workflow)

    @classmethod
    def restore(
        cls, compiled: Compiled, kept: Mapping[str, Any], *, given: Mapping[str, Any] | None = None
    ) -> "Run":
        """The run whose state this is, of any format there was. Raises `state.Unreadable`."""
        workflow = _Workflow(compiled, deserializing=True)
        workflow.given = given or {}
        return cls(compiled, state.restore(workflow, kept))

    def state(self) -> dict[str, Any]:
        """What has to be kept: JSON, with the number of its format; it holds living tokens only."""
        return state.keep(self._workflow)

    def bring(self, given: Mapping[str, Any]) -> None:
        """Other facts from elsewhere, in place of those it was started or restored with."""
        self._workflow.given = given

    # ── what there is to see ─────────────────────────────────────────────────────────────────────

    @property
    def facts(self) -> dict[str, Any]:
        return self._workflow.data["facts"]

    @property
    def is_over(self) -> bool:
        return self._workflow.completed

    @property
    def waiting(self) -> list[Waiting]:
        """Everything the run waits for, in the order it came there."""
        found = []
        for task in self._workflow.everything():
            kind = _kind_of(task)
            if kind:
                spec = task.task_spec
                fault = task.internal_data.get("fault", "")
                event = spec.event if isinstance(spec, Catch) else spec.node.event
                found.append(
                    Waiting(
                        str(task.id),
                        spec.node.id,
                        kind,
                        spec.node,
                        event,
                        fault,
                        task.internal_data.get("sees"),
                    )
                )
        return [*found, *self._stuck()]

    def _stuck(self) -> Iterator[Waiting]:
        for workflow in (*self._workflow.subprocesses.values(), self._workflow):
            if not any(one.has_state(ALIVE) for one in workflow.tasks.values()):
                for name, come in workflow.data["joins"].items():
                    node = workflow.spec.task_specs[name].node
                    if come:
                        yield Waiting("", node.id, "stuck", node)

    def sees(self, key: str) -> dict[str, Any]:
        """The facts as the step with this key sees them."""
        return facts_at(self._task(key))

    def taken(self) -> list[Happening]:
        """What happened since this was last asked."""
        found, self._workflow.happenings = self._workflow.happenings, []
        return found

    # ── going on ─────────────────────────────────────────────────────────────────────────────────

    def advance(self) -> list[Happening]:
        """Goes on until nothing can go on by itself; what happened. Raises `Runaway`."""
        self._settle()
        for _step in range(MOST_STEPS):
            task = self._next()
            if task is None:
                return self.taken()
            self._run(task)
            self._settle()
        raise Runaway(_("The process goes round in circles without asking anybody."))

    def complete(self, key: str, facts: Mapping[str, Any] | None = None) -> None:
        """A person's task or an operation is done, with what it found out. Raises `UnknownStep`."""
        task = self._task(key)
        if not isinstance(task.task_spec, Work) or task.state != TaskState.READY:
            raise UnknownStep
        for name, value in (facts or {}).items():
            self._workflow.set_fact(task, name, value)
        self._run(task)

    def fire(self, key: str) -> None:
        """The moment a timer waited for has come. Raises `UnknownStep`."""
        task = self._task(key)
        if not _catches(task, "timer", ""):
            raise UnknownStep
        task.task_spec.caught(task)

    def receive(self, kind: str, name: str, facts: Mapping[str, Any] | None = None) -> bool:
        """A message or signal from outside; whether anything waited for it."""
        reached = self._workflow.reach(kind, name)
        if reached:
            self.learn(facts or {})
        return bool(reached)

    def hear(self, key: str, facts: Mapping[str, Any] | None = None) -> None:
        """What this step waits for has come: its message or signal. Raises `UnknownStep`."""
        task = self._task(key)
        if not isinstance(task.task_spec, Catch) or task.state != TaskState.WAITING:
            raise UnknownStep
        self.learn(facts or {})
        task.task_spec.caught(task)

    def learn(self, facts: Mapping[str, Any]) -> None:
        """Facts the run keeps from now on."""
        for name, value in facts.items():
            self._workflow.data["facts"][name] = state.plain(value)

    def halt(self, fault: str) -> list[Happening]:
        """Stops every token that would go on by itself, as failed; what waits goes on waiting."""
        self._settle()
        for task in self._workflow.everything():
            if task.state == TaskState.READY and not task.task_spec.manual:
                self._stop(task, fault)
        return self.taken()

    def jump(self, key: str, element: str) -> None:
        """Takes the token from its step to another element of the same process or sub-process, or of one around it.

        Every other token that stands behind the element ends as well: from there on all is done anew. Raises
        `UnknownStep`.
        """
        Jump(self._workflow, self._task(key), element).leap()

    def detour(self, key: str, element: str) -> None:
        """Does an element again while the step waits; `Happening("returned", …, key)` says when that is done."""
        Jump(self._workflow, self._task(key), element).detour(key)

    def fail(self, key: str, fault: str, code: str = "") -> None:
        """An operation went wrong: an error event on it with this code takes over, else its branch stops."""
        task = self._task(key)
        if not self._workflow.raise_at(task, Event("error", code)):
            self._stop(task, fault)

    def retry(self, key: str) -> None:
        """Lets a branch that failed try the same element again."""
        task = self._task(key)
        if task.state != TaskState.ERROR:
            raise UnknownStep
        task.internal_data.pop("fault", None)
        task._set_state(TaskState.WAITING if isinstance(task.task_spec, Catch) else TaskState.READY)

    def skip(self, key: str, way: str = "") -> None:
        """Goes on behind an element that failed or waits, as if it were done; behind a gateway by the flow `way`."""
        task = self._task(key)
        if task.state not in (TaskState.ERROR, TaskState.READY, TaskState.WAITING):
            raise UnknownStep
        if isinstance(task.task_spec, Choice):
            task.internal_data["ways"] = [
                at for at, (flow, _to) in enumerate(task.task_spec.ways) if flow.id == way
            ]
            if not task.internal_data["ways"]:
                raise UnknownStep
        task.internal_data.pop("fault", None)
        if isinstance(task.task_spec, Catch):
            task.task_spec.caught(task)
            return
        task._set_state(TaskState.COMPLETED)
        self._workflow.happenings.append(Happening("left", task.task_spec.node.id, key))
        self._workflow.known.pop(task.id, None)
        task.task_spec._on_complete(task)

    def cancel(self) -> list[Happening]:
        """Ends the run where it stands."""
        for task in self._workflow.everything():
            if task.has_state(OPEN):
                end(task)
        self._settle()
        return self.taken()

    # ── inside ───────────────────────────────────────────────────────────────────────────────────

    def _task(self, key: str) -> Task:
        try:
            wanted = UUID(key)
        except ValueError:
            raise UnknownStep from None
        for task in self._workflow.everything():
            if task.id == wanted and task.has_state(OPEN):
                return task
        raise UnknownStep

    def _next(self) -> Task | None:
        """What was caught goes first, what throws goes last: whoever should hear it may still be on the way."""
        tokens = self._workflow.everything()
        if len(tokens) > MOST_AT_ONCE:
            raise Runaway(_("The process goes on in too many places at once."))
        ready = (one for one in tokens if one.state == TaskState.READY and not one.task_spec.manual)
        return min(ready, key=_turn, default=None)

    def _run(self, task: Task) -> None:
        self._enter(task)
        try:
            task.run()
        except CannotGoOn as fault:
            self._stop(task, str(fault))
            return
        if task.state == TaskState.COMPLETED:
            self._leave(task, "left")

    def _stop(self, task: Task, fault: str) -> None:
        task._set_state(TaskState.ERROR)
        task.internal_data["fault"] = fault
        self._workflow.happenings.append(Happening("failed", task.task_spec.node.id, str(task.id), fault))

    def _enter(self, task: Task) -> None:
        element = element_of(task)
        if element and task.id not in self._workflow.known:
            self._workflow.known[task.id] = element
            self._workflow.happenings.append(Happening("entered", element, str(task.id)))

    def _leave(self, task: Task, how: str) -> None:
        element = self._workflow.known.pop(task.id, None)
        if element is not None:
            self._workflow.happenings.append(Happening(how, element, str(task.id)))

    def _settle(self) -> None:
        """Notices what came and went, ends scopes that are done, lets joins decide, forgets what is over."""
        again = True
        while again:
            again = self._end_scopes() or self._let_joins_decide()
        alive = set()
        for task in self._workflow.everything():
            if task.has_state(TaskState.READY | TaskState.WAITING | TaskState.STARTED | TaskState.ERROR):
                self._enter(task)
                alive.add(task.id)
        for key in [one for one in self._workflow.known if one not in alive]:
            element = self._workflow.known.pop(key)
            self._workflow.happenings.append(Happening("cancelled", element, str(key)))
        for workflow in (*self._workflow.subprocesses.values(), self._workflow):
            state.forget(workflow)

    def _end_scopes(self) -> bool:
        ended = False
        top = self._workflow
        for key, inner in sorted(top.subprocesses.items(), key=lambda one: -one[1].depth):
            outer = top.get_task_from_id(key) if _holds(top, key) else None
            if outer is None or outer.has_state(TaskState.FINISHED_MASK & ~TaskState.ERROR):
                del top.subprocesses[key]
                ended = True
            elif not inner.completed and _is_done(inner):
                inner.completed = True
                outer._set_state(TaskState.READY)
                ended = True
        if not top.completed and _is_done(top):
            top.completed = True
        return ended

    def _let_joins_decide(self) -> bool:
        for workflow in (*self._workflow.subprocesses.values(), self._workflow):
            joins = [
                one
                for one in workflow.tasks.values()
                if isinstance(one.task_spec, Inclusive) and one.state == TaskState.WAITING
            ]
            living = [one for one in workflow.tasks.values() if one.has_state(ALIVE)]
            free = [one for one in joins if one.task_spec.may_go_on(one)]
            if not free and joins and len(joins) == len(living):
                free = joins[:1]  # they wait for each other
            for one in free:
                one._ready()
            if free:
                return True
        return False


def _holds(top: _Workflow, key: Any) -> bool:
    return key in top.tasks or any(key in one.tasks for one in top.subprocesses.values())


def _is_done(workflow: Any) -> bool:
    """Whether no token is left in it, nor waits at a join for one that never comes."""
    if any(one.has_state(ALIVE) for one in workflow.tasks.values()):
        return False
    return not any(workflow.data["joins"].values())


def _turn(task: Task) -> int:
    if isinstance(task.task_spec, Catch):
        return 0
    return 2 if isinstance(task.task_spec, Throw) else 1


def _kind_of(task: Task) -> str:
    spec = task.task_spec
    if not isinstance(spec, Shape) or spec.node is None:
        return ""
    if task.state == TaskState.ERROR:
        return "failed"
    if isinstance(spec, Work) and task.state == TaskState.READY:
        return "person" if spec.node.kind in PEOPLE else "operation" if spec.node.kind in OPERATIONS else ""
    return spec.event.kind if isinstance(spec, Catch) and task.state == TaskState.WAITING else ""
