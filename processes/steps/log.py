"""The log of a run: a row for each element it came to, from entering to leaving."""

from collections.abc import Callable, Iterable
from datetime import datetime

from people.models import Person
from processes.bpmn import Node
from processes.engine import Happening
from processes.models import Run, Step
from processes.ready import Ready
from processes.settings import names_of

State = Step.State
MOST_AT_ONCE = (
    200  # rows for what began and ended within one go; a run that goes round in circles has thousands
)
CHANGED = ["state", "task", "fault", "tries", "reason", "left_at", "left_by"]
Ending = Callable[[Step], None]


class Log:
    """The open rows of one run, and what becomes of them; `save` writes it all in two statements."""

    def __init__(self, row: Run, ready: Ready, *, now: datetime, fresh: bool = False) -> None:
        self.row, self.ready, self.now = row, ready, now
        self.open: dict[str, Step] = {}
        self.new: list[Step] = []
        self.changed: dict[str, Step] = {}
        self.closed: list[Step] = []
        if not fresh:
            self.open = {step.key: step for step in row.steps.waiting().filter(run=row)}
        self.failed = {
            key for key, step in self.open.items() if step.state == State.FAILED
        }  # now, or a moment ago

    def note(self, happenings: Iterable[Happening], *, by: Person | None = None) -> list[Step]:
        """Writes down what happened; the rows of what was cancelled or failed, for whoever cleans up after it."""
        happenings = list(happenings)
        passing = self._passing(happenings)
        touched = []
        for one in happenings:
            if one.what not in ("entered", "left", "cancelled", "failed") or one.key in passing:
                continue
            node = self.ready.nodes[one.element]
            if node.hidden:
                continue
            step = self.open.get(one.key)
            if step is None and one.what == "cancelled":
                continue  # its row was closed already
            step = step or self._enter(one, node)
            if one.what == "failed":
                self.fail(step, one.detail)
                touched.append(step)
            elif one.what != "entered":
                self._leave(step, one.what, by)
                touched.append(step)
        return touched

    def _passing(self, happenings: list[Happening]) -> set[str]:
        """The keys of what came and went at once, beyond the first so many."""
        entered = [one.key for one in happenings if one.what == "entered"]
        left = {one.key for one in happenings if one.what in ("left", "cancelled")}
        return {key for key in entered if key in left and key not in self.open} - set(entered[:MOST_AT_ONCE])

    def _enter(self, one: Happening, node: Node) -> Step:
        step = Step(
            run=self.row,
            element=one.element,
            kind=node.kind,
            name=names_of(node),
            key=one.key,
            entered_at=self.now,
        )
        self.open[one.key] = step
        self.new.append(step)
        return step

    def _leave(self, step: Step, how: str, by: Person | None) -> None:
        done = how == "left" or (step.kind == "boundaryEvent" and step.tries > 0)
        if step.state != State.SKIPPED:
            step.state = State.DONE if done else State.CANCELLED
        step.fault, step.left_at, step.left_by = "", self.now, by
        self.open.pop(step.key, None)
        self.closed.append(step)
        self.change(step)

    def close(self, step: Step, how: str = "left", *, by: Person | None = None) -> None:
        """Ends a row that stands for no token any more."""
        self._leave(step, how, by)

    def reopen(self, key: str) -> Step | None:
        """A row that was closed and has to be looked at again."""
        step = self.open.get(key) or next((one for one in [*self.new, *self.closed] if one.key == key), None)
        step = step or self.row.steps.filter(key=key).order_by("-pk").first()
        if step is not None:
            step.left_at = None
            self.open[key] = step
        return step

    def fail(self, step: Step, fault: str) -> None:
        """The branch stops here."""
        step.state, step.fault = State.FAILED, fault
        self.failed.add(step.key)
        self.change(step)

    def change(self, step: Step) -> None:
        """Marks a row as one to be saved."""
        if step.pk is not None:
            self.changed[step.key] = step

    def of_task(self, task_id: int) -> Step | None:
        """The open row whose human work this is."""
        return next((step for step in self.open.values() if step.task_id == task_id), None)

    def save(self) -> None:
        Step.objects.bulk_create(self.new, batch_size=200)
        if len(self.changed) == 1:
            next(iter(self.changed.values())).save(update_fields=CHANGED)
        elif self.changed:
            Step.objects.bulk_update(self.changed.values(), CHANGED, batch_size=100)
        self.new, self.changed = [], {}
