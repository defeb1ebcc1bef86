"""A run in the hands of one transaction: its rows locked, its state in memory, saved once when it stands still.

Whoever wants to change a run gives `go_on` what to do. While a run is held, deeds that its own consequences ask for
(a task that decides itself, a move that leaves the status) wait in its queue, so nothing is ever done inside
something half done.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from people.models import Person
from processes import engine
from processes.engine import Runaway, UnknownStep, Waiting
from processes.facts import facts_for
from processes.models import Run, Step, Timer
from processes.ready import Ready, ready
from processes.steps import ends, messages, operations, people, places, timers
from processes.steps.log import Log
from processes.steps.timers import Timers
from tickets.models import Ticket

TAKEN_BACK = _("what led here was taken back")
STUCK = _("It waits for a branch that nothing comes along any more. Only ending the process helps.")
Deed = Callable[["Held"], None]
MOST_ROUNDS = 300  # in one go: operations done one after the other without anybody being asked
_now_held: ContextVar[tuple["Held", ...]] = ContextVar("held_runs", default=())


def held_for(ticket_id: int) -> "Held | None":
    """The run of this ticket that this very transaction is at work on."""
    return next((one for one in reversed(_now_held.get()) if one.ticket.pk == ticket_id), None)


def go_on(row: Run, deed: Deed, *, by: Person, now: datetime, wait: bool = True) -> "Held | None":
    """Does something with a run under its lock and lets it go on; None where it is not under way any more.

    Without `wait` also None where somebody else holds it. Whatever `deed` raises undoes all of it.
    """
    known = held_for(row.ticket_id)
    if known is not None:
        known.queue.append(deed)
        return known
    with transaction.atomic():
        held = _lock(row, by=by, now=now, wait=wait)
        if held is not None:
            held.work(deed)
    return held


def _lock(row: Run, *, by: Person, now: datetime, wait: bool) -> "Held | None":
    """The ticket first, as every deed on a ticket does, then the run."""
    skip = not wait and connection.features.has_select_for_update_skip_locked
    ticket = Ticket.objects.select_for_update(skip_locked=skip).filter(pk=row.ticket_id).first()
    if ticket is None:
        return None
    locked = Run.objects.select_for_update().filter(pk=row.pk, condition=Run.State.RUNNING).first()
    return Held(locked, ticket, by=by, now=now) if locked is not None else None


class Held:
    """One run while its row is locked."""

    def __init__(self, row: Run, ticket: Ticket, *, by: Person, now: datetime, fresh: bool = False) -> None:
        self.row, self.ticket, self.by, self.now = row, ticket, by, now
        self.ready: Ready = ready(row.version_id)
        self.queue: deque[Deed] = deque()
        self.after: list[Callable[[], None]] = []  # once it is let go of
        self.log = Log(row, self.ready, now=now, fresh=fresh)
        self.timers = Timers(row, fresh=fresh)
        self.begun = {key for key, step in self.log.open.items() if step.state == Step.State.WAITING}
        self.given: Mapping[str, Any] = {}
        self.ending = self.has_worked = self.failed_end = False
        self.step_by: Person | None = None
        self.undo, self.undo_next = row.undo, {}  # what somebody does now is all that can be taken back
        self.engine = self._engine(row.state if not fresh else None)

    def _engine(self, state: Mapping[str, Any] | None) -> engine.Run:
        self.given = self._given()
        if state is None:
            return engine.Run.start(self.ready.compiled, given=self.given)
        return engine.Run.restore(self.ready.compiled, state, given=self.given)

    def _given(self) -> dict[str, Any]:
        found = facts_for(self.ticket, self.ready.words)
        if "webhook" in self.ready.words:
            found["webhook"] = messages.address_of(self.row)
        return found

    def look_again(self) -> None:
        """Reads the ticket anew, after something may have changed it."""
        self.ticket.refresh_from_db()
        self.given = self._given()
        self.engine.bring(self.given)

    @cached_property
    def machine(self) -> Person:
        return self.by if self.by.is_machine else Person.objects.machine()

    # ── working ──────────────────────────────────────────────────────────────────────────────────

    def work(self, deed: Deed) -> None:
        """Does it, lets the run go on until it stands still, saves it, then does what waited for that."""
        with self._as_current():
            self._do(deed)
            self._stand_still()
            self._tell_if_stuck()
            self.save()
        places.follow(self)
        for one in self.after:
            one()

    @contextmanager
    def _as_current(self) -> Iterator[None]:
        token = _now_held.set((*_now_held.get(), self))
        try:
            yield
        finally:
            _now_held.reset(token)

    def _do(self, deed: Deed) -> None:
        deed(self)
        self.note()

    def _stand_still(self) -> None:
        while True:
            self._advance()
            if self.queue:
                self._do_queued(self.queue.popleft())
            elif not (ends.is_due(self) and ends.end(self)) or not self.queue:
                return

    def _do_queued(self, deed: Deed) -> None:
        try:
            self._do(deed)
        except UnknownStep:
            self.note()  # it went another way meanwhile

    def _advance(self) -> None:
        for _round in range(MOST_ROUNDS):
            self._let_go_on()
            fresh = self._fresh()
            if not fresh:
                return
            for one in [one for one in fresh if one.kind == "operation"][:1] or fresh:
                self._begin(one)
        self._let_go_on()
        for one in self._fresh():
            self.begun.add(one.key)
            self.engine.fail(one.key, str(operations.TOO_MANY))
        self.note()

    def _fresh(self) -> list[Waiting]:
        """What the run waits for that nobody has been asked for yet."""
        return [one for one in self.engine.waiting if one.key not in self.begun and one.kind in BEGIN]

    def _begin(self, one: Waiting) -> None:
        if one.key in self.log.open:  # what began before it may have ended it
            self.begun.add(one.key)
            BEGIN[one.kind](self, one)

    def _let_go_on(self) -> None:
        try:
            self.note(self.engine.advance())
        except Runaway as runaway:
            self.note([*self.engine.taken(), *self.engine.halt(str(runaway))])

    def note(self, happenings: list[engine.Happening] | None = None) -> None:
        """Writes down what happened, and ends what belonged to steps that are over."""
        happened = self.engine.taken() if happenings is None else happenings
        for one in happened:
            if one.what == "left":
                ends.notice(self, one)
            elif one.what == "returned":
                people.resume(self, one.key)
        for step in self.log.note(happened, by=self.step_by):
            if step.state == Step.State.FAILED:
                self.tell_failure(step)
            else:
                self.timers.drop(step.key) if self._has_timer(step) else None
                people.leave(self, step)

    def _has_timer(self, step: Step) -> bool:
        node = self.ready.nodes[step.element]
        return step.key in self.log.failed or bool(node.event and node.event.kind == "timer")

    # ── what deeds do with it ────────────────────────────────────────────────────────────────────

    def step(self, key: str) -> Step:
        """The open step with this key. Raises `UnknownStep`."""
        if key not in self.log.open:
            raise UnknownStep
        return self.log.open[key]

    def complete(self, step: Step, facts: Mapping[str, Any], *, by: Person | None = None) -> None:
        """The step is done, with what it found out."""
        self.step_by = by
        self.engine.learn(facts)
        self.engine.complete(step.key)
        self.note()
        self.step_by = None

    def fail(self, step: Step, fault: str, code: str = "") -> None:
        """The step went wrong: what catches the code takes over, else its branch stops and is tried again later."""
        self.engine.fail(step.key, fault, code)
        self.note()

    def again(self, step: Step) -> None:
        """Another try of a step that failed."""
        step.state, step.fault = Step.State.WAITING, ""
        step.tries += 1
        self.log.change(step)
        self.timers.drop(step.key, [Timer.Kind.RETRY])
        if ends.is_end(self, step):
            return
        self.engine.retry(step.key)
        self.begun.discard(step.key)

    def cancel(self, why: str) -> None:
        """Ends the run where it stands."""
        self.row.condition, self.row.ended_at = Run.State.CANCELLED, self.now
        self.why = why
        self.note(self.engine.cancel())
        for step in list(self.log.open.values()):  # an end whose move failed is no token any more
            self.log.close(step, "cancelled")
            self.timers.drop(step.key)
        self.tell("run.cancelled", reason=why)

    why = ""

    # ── going back ───────────────────────────────────────────────────────────────────────────────

    def remember(self, task_id: int, before: Mapping[str, Any]) -> None:
        """What it takes to go back before the end of this task, which is about to be noted."""
        steps = Step.objects.filter(run=self.row).order_by("-pk")
        self.undo_next = {
            "task": task_id,
            "state": before,
            "open": sorted(step.pk for step in self.log.open.values() if step.pk),
            "newest": steps.values_list("pk", flat=True).first(),
        }

    def restore(self, undo: Mapping[str, Any]) -> None:
        """Stands again where it stood: what came since is over, what ended since waits again."""
        for step in list(self.log.open.values()):
            if step.pk > undo["newest"]:
                self.why = str(TAKEN_BACK)
                self.log.close(step, "cancelled")
                self.timers.drop(step.key)
                people.leave(self, step)
        self.engine = self._engine(undo["state"])
        faults = {one.key: one.fault for one in self.engine.waiting if one.kind == "failed"}
        for step in self.row.steps.filter(pk__in=undo["open"]):
            step = self.log.open.get(step.key, step)
            step.state = Step.State.FAILED if step.key in faults else Step.State.WAITING
            step.left_at, step.left_by, step.fault = None, None, faults.get(step.key, "")
            self.log.open[step.key] = step
            self.log.change(step)
            self.begun.add(step.key)
        for one in self.engine.waiting:
            if one.kind == "timer" and one.key in self.log.open:
                timers.wind(self, one, since=self.log.open[one.key].entered_at)

    # ── telling and saving ───────────────────────────────────────────────────────────────────────

    def tell(self, verb: str, *, by: Person | None = None, **data: Any) -> None:
        """Records it on the ticket."""
        said = {"run": self.row.pk, "process": self.process_names, **data}
        record(verb, self.ticket, by=by or self.by, now=self.now, channel="process", data=said)

    @property
    def process_names(self) -> dict[str, str]:
        return self.row.version.definition.names

    def tell_failure(self, step: Step) -> None:
        """Plans another try, where one may help; else says so, and the owners hear of it."""
        node = self.ready.nodes[step.element]
        tries = timers.RETRIES if self._may_mend(node, step) else ()
        if step.tries < len(tries):
            self.timers.at(step.key, self.now + tries[step.tries], kind=Timer.Kind.RETRY)
            last = False
        else:
            last = True
        if step.tries == 0 or last:
            names = step.name if any(step.name.values()) else {"en": step.element, "zh": step.element}
            self.tell(
                "run.stopped", by=self.machine, element=step.element, step=names, fault=step.fault, last=last
            )

    def _tell_if_stuck(self) -> None:
        """A run that only waits at joins for what never comes is over for all but an administrator."""
        waiting = self.engine.waiting if self.row.condition == Run.State.RUNNING else []
        if waiting and all(one.kind == "stuck" for one in waiting):
            node = waiting[0].node
            names = {
                "en": node.name or node.id,
                "zh": node.settings.get("nameZh", "") or node.name or node.id,
            }
            said = {"element": node.id, "step": names, "fault": str(STUCK), "last": True}
            self.tell("run.stopped", by=self.machine, **said)

    def _may_mend(self, node: Any, step: Step) -> bool:
        return node.kind in ("serviceTask", "sendTask") or ends.is_end(self, step)

    def save(self) -> None:
        """Writes the run, its steps and its timers."""
        self.row.state = self.engine.state()
        self.row.undo = {**self.undo_next, "worked": self.has_worked} if self.undo_next else {}
        self.row.revision += 1
        self.row.save(update_fields=["state", "undo", "condition", "outcome", "ended_at", "revision"])
        self.log.save()
        self.timers.save()


BEGIN: Mapping[str, Callable[[Held, Waiting], object]] = {
    "operation": operations.carry_out,
    "person": people.ask,
    "timer": timers.wind,
    "message": messages.listen,
}
