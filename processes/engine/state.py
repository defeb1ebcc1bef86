"""What is kept of a run between two steps: its facts and its living tokens, nothing of what is over.

The state carries the number of its format. `UPGRADES` turns each older one into the next; states of every released
format are kept with the tests.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from processes.engine.specs import OPEN, element_of

FORMAT = 1
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class Unreadable(Exception):
    """The state is of a newer release, or of another version of the process."""


def plain(value: Any) -> Any:
    """A value as JSON keeps it: numbers stay exact, days and moments become ISO texts."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


# ── forgetting ────────────────────────────────────────────────────────────────────────────────────


def forget(workflow: Any) -> None:
    """Takes out of the tree what is over: leaves that ended, and the links between a token and its fork."""
    over = [one for one in workflow.tasks.values() if _is_over(one) and not one._children]
    while over:
        leaf = over.pop()
        parent = leaf.parent
        if parent is None:
            continue
        workflow._remove_task(leaf.id)
        if _is_over(parent) and not parent._children:
            over.append(parent)
    for one in list(workflow.tasks.values()):
        if one.parent is not None and one.state == TaskState.COMPLETED and len(one._children) == 1:
            _splice(one)


def _is_over(task: Task) -> bool:
    return task.state in (TaskState.COMPLETED, TaskState.CANCELLED)


def _splice(task: Task) -> None:
    parent, child = task.parent, task.children[0]
    parent._children[parent._children.index(task.id)] = child.id
    child._parent = parent.id
    task._children = []
    del task.workflow.tasks[task.id]


# ── keeping and restoring ─────────────────────────────────────────────────────────────────────────


def keep(top: Any) -> dict[str, Any]:
    """The state as JSON."""
    return {
        "format": FORMAT,
        "facts": top.data["facts"],
        "over": top.completed,
        "scopes": [
            _scope("", top),
            *(
                _scope(str(key), inner)
                for key, inner in sorted(top.subprocesses.items(), key=lambda one: one[1].depth)
            ),
        ],
    }


def _scope(key: str, workflow: Any) -> dict[str, Any]:
    return {
        "in": key,
        "joins": {name: come for name, come in workflow.data["joins"].items() if come},
        "tokens": [_token(one) for one in workflow.tasks.values()],
    }


def _token(task: Task) -> list[Any]:
    inner = {name: plain(one) for name, one in task.internal_data.items()}
    parent = str(task._parent) if task._parent else ""
    return [str(task.id), parent, task.task_spec.name, task.state, int(task.triggered), inner]


def restore(top: Any, kept: Mapping[str, Any]) -> Any:
    """The workflow with the tokens of a state. Raises `Unreadable`."""
    current = upgraded(dict(kept))
    outermost, *inner = current["scopes"]
    top.data |= {"facts": dict(current["facts"]), "joins": _counts(outermost)}
    _plant(top, outermost)
    top.completed = current["over"]
    for scope in inner:
        outer = top.get_task_from_id(UUID(scope["in"]))
        workflow = _inner_workflow(top, outer)
        workflow.data["joins"] = _counts(scope)
        _plant(workflow, scope)
        workflow.completed_event.connect(outer.task_spec._on_subworkflow_completed, outer)
        top.subprocesses[outer.id] = workflow
    top.known = {
        one.id: element
        for one in top.everything()
        if (element := element_of(one)) and one.has_state(OPEN) and one.state >= TaskState.WAITING
    }
    return top


def upgraded(kept: dict[str, Any]) -> dict[str, Any]:
    """The state in today's format."""
    while kept.get("format") != FORMAT:
        step = UPGRADES.get(kept.get("format", 0))
        if step is None:
            raise Unreadable(f"a state of format {kept.get('format')!r}")
        kept = step(kept)
    return kept


def _counts(scope: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    return {name: dict(come) for name, come in scope["joins"].items()}


def _inner_workflow(top: Any, outer: Task) -> Any:
    from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

    return BpmnSubWorkflow(top.subprocess_specs[outer.task_spec.spec], outer.id, top, deserializing=True)


def _plant(workflow: Any, scope: Mapping[str, Any]) -> None:
    for key, parent, name, status, triggered, inner in scope["tokens"]:
        spec = workflow.spec.task_specs.get(name)
        if spec is None:
            raise Unreadable(f"a token at {name!r}, which this version of the process has not")
        task = Task(workflow, spec, state=status, id=UUID(key))
        task._parent = UUID(parent) if parent else None
        task.triggered = bool(triggered)
        task.internal_data = dict(inner)
        if not parent:
            workflow.task_tree = task
    for task in workflow.tasks.values():
        if task.parent is not None:
            task.parent._children.append(task.id)
