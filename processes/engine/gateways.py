"""Where ways part and meet. A token that has to wait at a join is a number at the join, not a task in the tree."""

from collections import deque
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.bpmn import Flow
from processes.engine.failures import CannotGoOn
from processes.engine.specs import ALIVE, Guard, Shape, facts_at


class Choice(Shape):
    """Decides when it runs, so that a condition that fails stops this branch and can be tried again."""

    def _run_hook(self, my_task: Task) -> bool:
        values = facts_at(my_task)
        scripts = my_task.workflow.top_workflow.script_engine
        my_task.internal_data["ways"] = self.decide(lambda flow: scripts.holds(flow.condition, values))
        return True

    def chosen(self, my_task: Task) -> list[tuple[Flow, str]]:
        return [self.ways[at] for at in my_task.internal_data["ways"]]

    def decide(self, holds: Any) -> list[int]:
        """The places of the ways to take, in `ways`."""
        raise NotImplementedError

    def _otherwise(self) -> list[int]:
        found = [at for at, (flow, _to) in enumerate(self.ways) if flow.default]
        if found or not self.ways:
            return found
        raise CannotGoOn(_("None of the conditions holds, and there is no way for everything else."))


class Exclusive(Choice):
    """The first way whose condition holds, else the default one."""

    def decide(self, holds: Any) -> list[int]:
        for at, (flow, _to) in enumerate(self.ways):
            if not flow.default and (not flow.condition or holds(flow)):
                return [at]
        return self._otherwise()


class ConditionalSplit(Choice):
    """What several flows out of a task mean: those without a condition, and those whose condition holds."""

    def decide(self, holds: Any) -> list[int]:
        free = [at for at, (flow, _to) in enumerate(self.ways) if not flow.condition and not flow.default]
        held = [at for at, (flow, _to) in enumerate(self.ways) if flow.condition and holds(flow)]
        if held:
            return sorted([*free, *held])
        default = [at for at, (flow, _to) in enumerate(self.ways) if flow.default]
        return sorted([*free, *default]) or self._otherwise()


class Parallel(Shape):
    """Goes on when a token has come over each flow that leads here; one more over the same flow waits its turn."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.incoming: list[str] = []

    def _update_hook(self, my_task: Task) -> bool:
        come = my_task.workflow.data["joins"].setdefault(self.name, {})
        by = my_task.internal_data["by"]
        come[by] = come.get(by, 0) + 1
        if all(come.get(flow) for flow in self.incoming):
            left = {flow: number - (flow in self.incoming) for flow, number in come.items()}
            my_task.workflow.data["joins"][self.name] = {
                flow: number for flow, number in left.items() if number
            }
            return True
        my_task._set_state(TaskState.COMPLETED)
        return False


class Inclusive(ConditionalSplit):
    """Waits as long as a token elsewhere could still come over a flow that has none (BPMN 2.0.2, 13.4.3)."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.incoming: list[str] = []
        self.reached_from: dict[
            str, frozenset[str]
        ] = {}  # a flow that leads here → where a token may come from

    def decide(self, holds: Any) -> list[int]:
        if len(self.ways) == 1 and not self.ways[0][0].condition:
            return [0]
        held = [at for at, (flow, _to) in enumerate(self.ways) if flow.condition and holds(flow)]
        return held or self._otherwise()

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state == TaskState.WAITING:
            return False  # `settle` decides
        by = my_task.internal_data["by"]
        for other in my_task.workflow.tasks.values():
            if (
                other.task_spec is self
                and other.state == TaskState.WAITING
                and by not in other.internal_data["come"]
            ):
                other.internal_data["come"].append(by)
                my_task._set_state(TaskState.COMPLETED)
                return False
        my_task.internal_data["come"] = [by]
        my_task._set_state(TaskState.WAITING)
        return False

    def may_go_on(self, my_task: Task) -> bool:
        come = set(my_task.internal_data["come"])
        missing = set(self.incoming) - come
        if not missing:
            return True
        for name in living(my_task):
            may_reach = any(name in self.reached_from[flow] for flow in missing)
            may_join = any(name in self.reached_from[flow] for flow in come if flow in self.reached_from)
            if may_reach and not may_join:
                return False
        return True


def living(my_task: Task) -> Iterable[str]:
    """Where else in this process or sub-process a token is: the names of the specifications."""
    workflow = my_task.workflow
    for one in workflow.tasks.values():
        if one is not my_task and one.has_state(ALIVE):
            yield one.task_spec.name
    for name, come in workflow.data["joins"].items():
        if come:
            yield name


def know_the_ways(specs: Iterable[Shape]) -> None:
    """Tells each join which flows lead to it, and each inclusive one from where tokens may come over which."""
    shapes = {one.name: one for one in specs}
    before: dict[str, list[tuple[str, str]]] = {}
    for shape in shapes.values():
        for flow, to in shape.ways:
            before.setdefault(to, []).append((flow.id, shape.name))
        if isinstance(shape, Guard):
            for member in shape.members:
                before.setdefault(member, []).append(("", shape.name))
    for shape in shapes.values():
        if isinstance(shape, (Parallel, Inclusive)):
            shape.incoming = list(dict.fromkeys(flow for flow, _from in before.get(shape.name, ())))
        if isinstance(shape, Inclusive):
            shape.reached_from = {
                flow: _upstream(start, shape.name, before) for flow, start in before.get(shape.name, ())
            }


def _upstream(start: str, gateway: str, before: dict[str, list[tuple[str, str]]]) -> frozenset[str]:
    """Everything from which `start` can be reached without passing the gateway."""
    found, ahead = {start}, deque([start])
    if start == gateway:
        return frozenset()
    while ahead:
        for _flow, name in before.get(ahead.popleft(), ()):
            if name not in found and name != gateway:
                found.add(name)
                ahead.append(name)
    return frozenset(found)
