"""The specifications tokens walk through, on SpiffWorkflow's tasks and task trees.

Each decides from what is beside it alone, and creates the tasks after it only when it is done. The library's own
predict the whole way ahead, search the whole tree at each join, and copy all data into each task; so a step of
an old run costs as much as one of a new run here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.bpmn import Event, Flow, Loop, Node
from processes.engine.failures import CannotGoOn
from processes.engine.scripting import steps_of
from rules.tables import Checked, Undecided

ALIVE = TaskState.FUTURE | TaskState.WAITING | TaskState.READY | TaskState.STARTED | TaskState.ERROR
OPEN = TaskState.NOT_FINISHED_MASK | TaskState.ERROR
DETOUR = "detour"  # what a token that only does one element again is on behalf of: the key of another step


def end(task: Task) -> None:
    """Cancels a token and all below it, one that failed as well."""
    if task.state == TaskState.ERROR:
        task._set_state(TaskState.CANCELLED)
        task._drop_children(force=True)
        task.task_spec._on_cancel(task)
    else:
        task.cancel()


class Shape(BpmnTaskSpec):
    """A node of the diagram. `ways` are the flows out of it, each with the name of the specification it leads to."""

    def __init__(self, scope: Any, name: str, node: Node | None = None, **more: Any) -> None:
        super().__init__(scope, name, **more)
        self.node = node
        self.ways: list[tuple[Flow, str]] = []

    def leads(self, flow: Flow, to: "Shape") -> None:
        self.ways.append((flow, to.name))
        self.connect(to)

    # ── what the library does too much of ────────────────────────────────────────────────────────

    def test(self) -> None:
        """The checks of the diagram have said what was to be said."""

    def _predict(self, my_task: Task, *args: Any, **more: Any) -> None:
        """No token walks ahead of itself."""

    def _update_hook(self, my_task: Task) -> bool:
        return True

    # ── going on ─────────────────────────────────────────────────────────────────────────────────

    def chosen(self, my_task: Task) -> list[tuple[Flow, str]]:
        """The ways a token leaves by."""
        return self.ways

    def _on_complete_hook(self, my_task: Task) -> None:
        ways = [] if DETOUR in my_task.internal_data else self.chosen(my_task)
        self.completed_event.emit(my_task.workflow, my_task)
        self.leave(my_task, ways)
        if not ways and DETOUR in my_task.internal_data:
            my_task.workflow.top_workflow.detour_done(my_task.internal_data[DETOUR])

    def leave(self, parent: Task, ways: list[tuple[Flow, str]]) -> list[Task]:
        """A token on each of these ways, below `parent`."""
        children = []
        for flow, name in ways:
            child = parent._add_child(parent.workflow.spec.task_specs[name], TaskState.FUTURE)
            child.internal_data["by"] = flow.id
            parent.workflow.top_workflow.passed(flow.id)
            children.append(child)
        return children


def facts_at(task: Task) -> dict[str, Any]:
    """What a token sees: the facts of the run, and of each repetition it is in the element it stands for."""
    top = task.workflow.top_workflow
    found: dict[str, Any] = {}
    here: Task | None = task
    while here is not None:
        if isinstance(here.parent and here.parent.task_spec, Many):
            found = {**here.internal_data.get("sees", {}), **found}
        parent = here.parent
        if parent is None and here.workflow is not top:
            parent = top.get_task_from_id(here.workflow.parent_task_id)
        here = parent
    return {**top.given, **top.data["facts"], **found}


def siblings(my_task: Task) -> Iterator[Task]:
    for one in my_task.parent.children:
        if one is not my_task and one.has_state(OPEN):
            yield one


def element_of(task: Task) -> str:
    """The id of the shape whose step this is; "" for what is no step: our own additions, a repetition as a whole."""
    spec = task.task_spec
    return spec.node.id if isinstance(spec, Shape) and spec.node and not isinstance(spec, Many) else ""


# ── activities ────────────────────────────────────────────────────────────────────────────────────


class Activity(Shape):
    """An activity: when it is done, what was attached to it is over, and a repetition is told."""

    def _on_complete_hook(self, my_task: Task) -> None:
        parent = my_task.parent
        guard = parent.task_spec
        if isinstance(guard, Guard) and self.name in guard.members:
            for one in list(siblings(my_task)):
                if isinstance(one.task_spec, Boundary) and one.task_spec.name in guard.members:
                    end(one)
        super()._on_complete_hook(my_task)
        if isinstance(parent.task_spec, Many):
            parent.task_spec.one_done(parent, my_task)


class Work(Activity):
    """A person's task or an operation: the run waits until it is told the end."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.manual = True


class Script(Activity):
    """Sets facts."""

    def _run_hook(self, my_task: Task) -> bool:
        top = my_task.workflow.top_workflow
        for step in steps_of(self.node.script if self.node else ""):
            if step.name:
                value = top.script_engine.value(step.source, facts_at(my_task))
                top.set_fact(my_task, step.name, value)
        return True


class Rules(Activity):
    """Asks a decision table and sets what it says. `table` is None where no such decision came with the process."""

    def __init__(self, scope: Any, name: str, node: Node, table: Checked | None) -> None:
        super().__init__(scope, name, node=node)
        self.table = table

    def _run_hook(self, my_task: Task) -> bool:
        if self.table is None:
            raise CannotGoOn(
                _("There is no decision “{name}”.").format(name=self.node.called if self.node else "")
            )
        try:
            decision = self.table.decide(facts_at(my_task))
        except Undecided as undecided:
            raise CannotGoOn(str(undecided)) from None
        for name, value in decision.values.items():
            my_task.workflow.top_workflow.set_fact(my_task, name, value)
        return True


class Nested(Activity, SubWorkflowTask):
    """A sub-process or called process, run by the library as a workflow of its own over the same facts."""

    def __init__(self, scope: Any, name: str, node: Node, inner: str) -> None:
        super().__init__(scope, name, node=node, subworkflow_spec=inner)

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.id in my_task.workflow.top_workflow.subprocesses:
            return my_task.workflow.top_workflow.subprocesses[my_task.id].completed
        self.start_workflow(my_task)
        my_task._set_state(TaskState.STARTED)
        return False

    def start_workflow(self, my_task: Task) -> None:
        top = my_task.workflow.top_workflow
        top.refuse_depth(my_task)
        inner = top.create_subprocess(my_task, self.spec)
        inner.completed_event.connect(self._on_subworkflow_completed, my_task)

    def copy_data(self, my_task: Task, subworkflow: Any) -> None:
        """The facts are the run's."""

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        """The facts are the run's."""


class Guard(Shape):
    """Before an activity something is attached to: both begin together."""

    def __init__(self, scope: Any, name: str, members: list[str]) -> None:
        super().__init__(scope, name)
        self.members = members

    def _on_complete_hook(self, my_task: Task) -> None:
        for name in self.members:
            child = my_task._add_child(my_task.workflow.spec.task_specs[name], TaskState.FUTURE)
            if DETOUR in my_task.internal_data and name == self.members[0]:
                child.internal_data[DETOUR] = my_task.internal_data[DETOUR]


# ── events ────────────────────────────────────────────────────────────────────────────────────────


class Catch(Activity):
    """Waits for a moment, a message, a signal. `rivals`: behind an event-based gateway the first one wins."""

    def __init__(self, scope: Any, name: str, node: Node, event: Event, rivals: bool = False) -> None:
        super().__init__(scope, name, node=node)
        self.event = event
        self.rivals = rivals

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.internal_data.get("caught"):
            return True
        if my_task.state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)
        return False

    def catches(self, my_task: Task, kind: str, name: str) -> bool:
        """A name of its own, or none: an error or escalation without a code catches any."""
        if my_task.state != TaskState.WAITING or self.event.kind != kind:
            return False
        return self.event.name == name or (not self.event.name and kind in ("error", "escalation"))

    def caught(self, my_task: Task) -> None:
        my_task.internal_data["caught"] = True
        my_task._ready()

    def _on_complete_hook(self, my_task: Task) -> None:
        if self.rivals:
            for one in list(siblings(my_task)):
                if isinstance(one.task_spec, Catch) and one.task_spec.rivals:
                    end(one)
        super()._on_complete_hook(my_task)


class Boundary(Catch):
    """An event on an activity: ends it, or goes on beside it."""

    def __init__(self, scope: Any, name: str, node: Node, event: Event, guard: str) -> None:
        super().__init__(scope, name, node, event)
        self.guard = guard
        self.interrupts = node.interrupts or event.kind == "error"

    def caught(self, my_task: Task) -> None:
        """What doesn't interrupt stays there for the next time."""
        if self.interrupts:
            my_task.internal_data["caught"] = True
            my_task._ready()
            return
        for child in self.leave(my_task.parent, self.ways):  # beside it: what it began doesn't end with it
            child.task_spec._update(child)

    def _on_complete_hook(self, my_task: Task) -> None:
        members = my_task.workflow.spec.task_specs[self.guard].members
        for one in list(siblings(my_task)):
            if one.task_spec.name in members:
                end(one)
        Shape._on_complete_hook(self, my_task)


class Throw(Shape):
    """Sends a signal or message, raises an error or escalation."""

    def __init__(self, scope: Any, name: str, node: Node, event: Event) -> None:
        super().__init__(scope, name, node=node)
        self.event = event

    def _run_hook(self, my_task: Task) -> bool:
        my_task.workflow.top_workflow.thrown(my_task, self.event)
        return True


class Terminate(Shape):
    """Ends everything in its process or sub-process."""

    def _on_complete_hook(self, my_task: Task) -> None:
        super()._on_complete_hook(my_task)
        for one in list(my_task.workflow.tasks.values()):
            if one is not my_task and one.has_state(OPEN):
                end(one)


# ── repetition ────────────────────────────────────────────────────────────────────────────────────

MOST_INSTANCES = 500


def elements_of(loop: Loop, task: Task, most: int) -> list[Any]:
    """What a repetition goes over: the elements of its collection, or the numbers up to its cardinality."""
    scripts = task.workflow.top_workflow.script_engine
    if loop.collection:
        found = scripts.value(loop.collection, facts_at(task))
        if isinstance(found, Mapping):
            found = sorted(found)
        if not isinstance(found, list):
            raise CannotGoOn(_("“{source}” gives no list to go over.").format(source=loop.collection))
    else:
        number = scripts.value(loop.cardinality, facts_at(task))
        try:
            found = list(range(min(int(number), most + 1)))
        except (TypeError, ValueError):
            raise CannotGoOn(
                _("“{source}” gives no number of times.").format(source=loop.cardinality)
            ) from None
    if len(found) > most:
        raise CannotGoOn(_("There are more than {most} elements to repeat this for.").format(most=most))
    return found


class Many(Activity):
    """An activity for each of several elements, or again and again."""

    def __init__(self, scope: Any, name: str, node: Node, loop: Loop, each: str) -> None:
        super().__init__(scope, name, node=node)
        self.loop = loop
        self.each = each

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.has_state(TaskState.STARTED):
            return False
        items = self._items(my_task)
        my_task.internal_data |= {"items": items, "begun": 0, "done": 0}
        if items == [] or (self.loop.first and not self._again(my_task)):
            return True
        my_task._set_state(TaskState.STARTED)
        for _one in range(len(items) if self.loop.kind == "parallel" and items is not None else 1):
            self._begin(my_task)
        return False

    def _items(self, my_task: Task) -> list[Any] | None:
        """The elements; None where a standard loop goes on until told otherwise."""
        return None if self.loop.kind == "standard" else elements_of(self.loop, my_task, MOST_INSTANCES)

    def _begin(self, my_task: Task) -> None:
        items, at = my_task.internal_data["items"], my_task.internal_data["begun"]
        my_task.internal_data["begun"] = at + 1
        sees: dict[str, Any] = {"loop_index": at}
        if items is not None and self.loop.item:
            sees[self.loop.item] = items[at]
        spec = my_task.workflow.spec.task_specs[self.each]
        child = my_task._add_child(spec, TaskState.FUTURE)
        child.triggered = True
        child.internal_data["sees"] = sees
        spec._update(child)

    def one_done(self, my_task: Task, child: Task) -> None:
        state = my_task.internal_data
        state["done"] += 1
        more = state["items"] is None or state["begun"] < len(state["items"])
        if self._over(my_task, child):
            for one in my_task.children:
                if one is not child and one.has_state(OPEN):
                    end(one)
            my_task._ready()
        elif self.loop.kind != "parallel" and more:
            self._begin(my_task)
        elif not more and state["done"] == len(state["items"]):
            my_task._ready()

    def _over(self, my_task: Task, child: Task) -> bool:
        if self.loop.kind == "standard":
            return not self._again(my_task)
        seen = {**facts_at(child), **self._counted(my_task)}
        return bool(self.loop.until) and my_task.workflow.top_workflow.script_engine.holds(
            self.loop.until, seen
        )

    def _again(self, my_task: Task) -> bool:
        """Whether a standard loop goes another round: while its condition holds, up to its maximum."""
        if self.loop.most is not None and my_task.internal_data["done"] >= self.loop.most:
            return False
        if not self.loop.until:
            return self.loop.most is not None
        seen = {**facts_at(my_task), **self._counted(my_task)}
        return my_task.workflow.top_workflow.script_engine.holds(self.loop.until, seen)

    def _counted(self, my_task: Task) -> Mapping[str, Any]:
        """The counters BPMN names (2.0.2, table 10.31)."""
        state = my_task.internal_data
        total = state["begun"] if state["items"] is None else len(state["items"])
        return {
            "numberOfInstances": total,
            "numberOfCompletedInstances": state["done"],
            "numberOfActiveInstances": state["begun"] - state["done"],
            "loop_index": state["begun"],
        }
