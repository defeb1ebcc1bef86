"""A token is put somewhere else in its diagram, by somebody who says why."""

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.engine.failures import UnknownStep
from processes.engine.specs import DETOUR, OPEN, Guard, Many, Shape, end


class Jump:
    """From the token `task` to `element`, which lies in the same scope or in one around it."""

    def __init__(self, top: Any, task: Task, element: str) -> None:
        self.task = task
        while not (name := _entry(self.task.workflow.spec, element)):
            if self.task.workflow is top:
                raise UnknownStep
            self.task = top.get_task_from_id(self.task.workflow.parent_task_id)
        self.name = name

    def leap(self) -> None:
        """The token ends here, and everything that stands behind the element; a new one begins there."""
        workflow, left = self.task.workflow, _whole(self.task)
        parent = left.parent
        behind = _reached(workflow.spec, self.name)
        for task in list(workflow.tasks.values()):
            if task.has_state(OPEN) and task.task_spec.name in behind:
                end(task)
        for name in behind & workflow.data["joins"].keys():
            del workflow.data["joins"][name]
        for task in list(parent.children):
            if task is left or task.task_spec.name in _members(parent):
                end(task)
        self._begin(_living(parent))

    def detour(self, key: str) -> None:
        """A token beside this one does the element, and is over then."""
        begun = self._begin(_living(_whole(self.task).parent), {DETOUR: key})
        begun.internal_data["by"] = f"detour:{key}"

    def _begin(self, parent: Task, data: dict[str, str] | None = None) -> Task:
        token = parent._add_child(parent.workflow.spec.task_specs[self.name], TaskState.FUTURE)
        token.triggered = True
        token.internal_data |= {"by": "jump", **(data or {})}
        token.task_spec._update(token)
        return token


def _entry(spec: Any, element: str) -> str:
    """The specification a token that comes to the element enters by; "" where the scope hasn't got it."""
    for name in (f"guard:{element}", f"at:{element}"):
        if isinstance(spec.task_specs.get(name), Shape):
            return name
    return ""


def _members(guard: Task) -> list[str]:
    return guard.task_spec.members if isinstance(guard.task_spec, Guard) else []


def _whole(task: Task) -> Task:
    """The token of the element as a whole: of a repetition, not of one of its rounds."""
    return task.parent if isinstance(task.parent.task_spec, Many) else task


def _living(task: Task) -> Task:
    """The nearest task above that wasn't cancelled."""
    while task.parent is not None and task.state == TaskState.CANCELLED:
        task = task.parent
    return task


def _reached(spec: Any, name: str) -> set[str]:
    """Everything a token at this specification may come to, itself included."""
    found, ahead = {name}, [name]
    while ahead:
        shape = spec.task_specs[ahead.pop()]
        after = [to for _flow, to in getattr(shape, "ways", ())]
        after += shape.members if isinstance(shape, Guard) else []
        ahead += [one for one in after if one not in found]
        found.update(after)
    return found
