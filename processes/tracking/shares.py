"""Where the time of a run went: with us, with who asked, with approvers, or waiting for an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from processes.bpmn.drawing import OPERATIONS, PEOPLE
from processes.models import Step
from processes.tracking.measuring import Measure
from processes.tracking.stops import WAITS
from tickets.models import Task

US, APPROVERS, YOU, EVENT = "us", "approvers", "you", "event"
LABELS: dict[str, tuple[Any, Any]] = {
    US: (_("With us"), _("With us")),
    APPROVERS: (_("With approvers"), _("With approvers")),
    YOU: (_("With you"), _("With the requester")),
    EVENT: (_("Waiting for an event"), _("Waiting for an event")),
}


@dataclass(frozen=True)
class Share:
    """A part of the time; `start` and `width` are per cent of the whole, for drawing."""

    whose: str
    label: Any
    spent: timedelta
    start: float
    width: float


def shares_of(steps: Sequence[Step], *, now: datetime, measure: Measure, is_requester: bool) -> list[Share]:
    """How the time until now (or the end) divides. Every moment counts once: while something lay with us it is ours,
    whatever else was under way; then the approvers', then who asked, then the event's that was waited for."""
    spans = [
        (whose, step.entered_at, step.left_at or now) for step in steps if (whose := _whose(step)) is not None
    ]
    moments = sorted({moment for _whose_it, start, end in spans for moment in (start, end)})
    spent: dict[str, timedelta] = {}
    for place, start in enumerate(moments[:-1]):
        end = moments[place + 1]
        busy = {whose for whose, begun, left in spans if begun <= start and left >= end}
        whose = next((one for one in LABELS if one in busy), None)
        if whose is not None:
            spent[whose] = spent.get(whose, timedelta()) + measure(start, end)
    return _drawn(spent, is_requester)


def _whose(step: Step) -> str | None:
    task = step.task
    if task is not None and task.kind == Task.Kind.APPROVAL:
        return YOU if task.state == Task.State.PAUSED else APPROVERS
    if task is not None and task.kind == Task.Kind.QUESTION:
        return YOU
    if step.kind in (*PEOPLE, *OPERATIONS):
        return US
    return EVENT if step.kind in WAITS else None


def _drawn(spent: dict[str, timedelta], is_requester: bool) -> list[Share]:
    whole = sum(spent.values(), timedelta())
    if whole < timedelta(minutes=1):
        return []
    found, start = [], 0.0
    for whose, (mine, others) in LABELS.items():
        if spent.get(whose):
            width = 100 * (spent[whose] / whole)
            label = mine if is_requester else others
            found.append(Share(whose, label, spent[whose], round(start, 2), round(width, 2)))
            start += width
    return found
