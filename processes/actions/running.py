"""Running a process: it is started for a ticket, goes on when something happens, and ends or is cancelled."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused
from people.models import Person
from processes.choosing import process_of
from processes.engine import CannotGoOn, UnknownStep
from processes.held import Held, go_on, held_for
from processes.models import Run, Step, Timer, Version
from processes.operations.registry import Doing, Failed, Operation
from processes.settings import BadSetting
from processes.steps import messages, operations, people, timers
from processes.steps.messages import hear as hear_at
from tickets.models import Ticket

log = logging.getLogger("processes.running")
BATCH = 200
LATER = timedelta(minutes=10)  # a timer whose run breaks down waits so long, and the others come before it


class AlreadyRunning(Refused):
    """A process is under way for this ticket; there is never more than one."""

    code = "already-running"


@transaction.atomic
def start(ticket: Ticket, version: Version, *, status: str, by: Person, now: datetime) -> Run:
    """A run of this version for the ticket, gone on until it waits for somebody or something, or is over.

    `status` is the one that runs it. Raises `AlreadyRunning`, `BadDiagram`.
    """
    locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if Run.objects.under_way().filter(ticket=locked).exists():
        raise AlreadyRunning(_("A process is under way for this ticket already."))
    row = Run(version=version, ticket=locked, status=status, started_at=now)
    row.save(force_insert=True)
    held = Held(row, locked, by=by, now=now, fresh=True)
    held.work(lambda held: held.tell("run.started", version=version.number))
    return row


@transaction.atomic
def cancel_run(run: Run, *, by: Person, now: datetime, why: str) -> Run:
    """Ends a run where it stands, with its tasks and its timers; one that is over stays as it is.

    Who may is asked by whoever lets people do this (`processes.actions.cancel_run_by_hand`).
    """
    go_on(run, lambda held: held.cancel(str(why)), by=by, now=now)
    return Run.objects.get(pk=run.pk)


# ── something happened ────────────────────────────────────────────────────────────────────────────


def end_task(task_id: int, ticket_id: int, said: Mapping[str, Any], *, by: Person, now: datetime) -> None:
    """A task has ended: the run whose step it was goes on. A step that doesn't wait for it any more is left alone."""

    def deed(held: Held) -> None:
        step = held.log.of_task(task_id)
        if step is None or step.state != Step.State.WAITING:
            return
        before = None if said.get("by_itself") else held.row.state
        if before:
            held.remember(task_id, before)
        people.ended(held, step, said, by=by)

    _with_run_of_task(task_id, ticket_id, deed, by=by, now=now)


def look_again(ticket_id: int, *, by: Person, now: datetime) -> None:
    """Something about the work of a run has changed that its diagram doesn't tell: an approval was returned to the
    requester, or answered. The ticket follows."""
    row = Run.objects.under_way().filter(ticket=ticket_id).first()
    if row is not None and held_for(ticket_id) is None:
        go_on(row, lambda held: None, by=by, now=now)


def return_to(task_id: int, ticket_id: int, element: str, *, onward: bool, by: Person, now: datetime) -> None:
    """An approval was returned to an earlier element: that is done again, and then the approval is asked anew, or
    all that follows (`onward`). Raises `CannotJump` for an element there is no way back to."""

    def deed(held: Held) -> None:
        step = held.log.of_task(task_id)
        if step is None:
            return
        try:
            held.engine.jump(step.key, element) if onward else held.engine.detour(step.key, element)
        except UnknownStep:
            raise CannotJump(_("The process can't go back to there from here.")) from None
        step.reason = str(_("returned"))
        held.log.change(step)

    _with_run_of_task(task_id, ticket_id, deed, by=by, now=now)


class CannotJump(Refused):
    """The element isn't in the same process or sub-process, nor in one around it."""

    code = "cannot-jump"


def drop_task(task_id: int, ticket_id: int, *, by: Person, now: datetime) -> None:
    """Somebody took a task of the process back by hand: its branch stops there, for all to see. Where it ended with
    its ticket the run is about to end as well."""

    def deed(held: Held) -> None:
        step = held.log.of_task(task_id)
        stays = process_of(held.ticket, held.ticket.status) == held.row.version.definition.slug
        if stays and step is not None and step.state == Step.State.WAITING:
            held.fail(step, str(_("The task was taken back, so nobody will finish it.")), "cancelled")

    _with_run_of_task(task_id, ticket_id, deed, by=by, now=now)


def _with_run_of_task(
    task_id: int, ticket_id: int, deed: Callable[[Held], None], *, by: Person, now: datetime
) -> None:
    held = held_for(ticket_id)
    if held is not None:
        held.queue.append(deed)
        return
    row = Run.objects.under_way().filter(ticket=ticket_id, steps__task=task_id).first()
    if row is not None:
        go_on(row, deed, by=by, now=now)


def hear(
    run: Run, kind: str, facts: Mapping[str, Any], *, by: Person, now: datetime, at: datetime | None = None
) -> bool:
    """A message from outside (`processes.messages`); whether the run waited for it. `at` is when it happened."""
    heard: list[bool] = []
    go_on(run, lambda held: heard.append(hear_at(held, kind, facts, at=at)), by=by, now=now)
    return any(heard)


def operate(run_id: int, key: str, tries: int, *, now: datetime) -> None:
    """Does an operation that leaves the desk, without holding anything, and lets the run go on with what came of it.

    It may run twice, with the same key for the other side. A step that doesn't wait for this try is left alone.
    """
    machine = Person.objects.machine()
    planned = _planned(run_id, key, tries, by=machine, now=now)
    if planned is None:
        return
    row, operation, doing = planned
    found = operations.attempted(operation, doing)

    def deed(held: Held) -> None:
        step = held.log.open.get(key)
        if step is None or step.state != Step.State.WAITING or step.tries != tries:
            return
        held.has_worked = True
        if isinstance(found, Failed):
            held.fail(step, str(found), found.code)
        else:
            held.complete(step, found)

    go_on(row, deed, by=machine, now=now)


def _planned(
    run_id: int, key: str, tries: int, *, by: Person, now: datetime
) -> tuple[Run, Operation, Doing] | None:
    """What is to be done, if the step still waits for it; what can't be prepared has failed."""
    found: list[tuple[Run, Operation, Doing]] = []

    def deed(held: Held) -> None:
        step = held.log.open.get(key)
        waiting = next((one for one in held.engine.waiting if one.key == key), None)
        if step is None or waiting is None or step.state != Step.State.WAITING or step.tries != tries:
            return
        try:
            operation, doing = operations.prepared(held, waiting)
            found.append((held.row, operation, doing))
        except (Failed, CannotGoOn, BadSetting) as fault:
            held.fail(step, str(fault), getattr(fault, "code", ""))

    row = Run.objects.filter(pk=run_id).first()
    if row is not None:
        go_on(row, deed, by=by, now=now)
    return found[0] if found else None


# ── the clock ─────────────────────────────────────────────────────────────────────────────────────


def fire_due(*, now: datetime, at_most: int = BATCH, but: Collection[int] = ()) -> list[int]:
    """Lets runs go on whose timers are due, each in a transaction of its own; their ids.

    A run that somebody holds just now is left for the next time, as is one that breaks down: nothing of it is
    changed then. `but` are runs to pass over.
    """
    due = Timer.objects.filter(due_at__lte=now).exclude(run__in=but).order_by("due_at")
    rows = list(due.values_list("run", flat=True)[: at_most * 2])
    ids = list(dict.fromkeys(rows))[:at_most]
    runs = Run.objects.only("ticket").in_bulk(ids)
    machine = Person.objects.machine()
    for pk in ids:
        _fire_run(runs[pk], by=machine, now=now) if pk in runs else None
    return ids


def _fire_run(row: Run, *, by: Person, now: datetime) -> None:
    try:
        with transaction.atomic():
            if go_on(row, _fire, by=by, now=now, wait=False) is None:
                _forget_timers(row)
    except Exception:
        log.exception("The timers of run %s could not be fired", row.pk)
        Timer.objects.filter(run=row, due_at__lte=now).update(due_at=now + LATER)


def _fire(held: Held) -> None:
    """All that is due of this run; what the first one ends the next doesn't find any more."""
    due = Timer.objects.filter(run=held.row, due_at__lte=held.now).order_by("due_at", "pk")
    for place, timer in enumerate(due):
        if place:
            held.queue.append(lambda held, timer=timer: _ring(held, timer))  # type: ignore[misc]
        else:
            _ring(held, timer)


def _ring(held: Held, timer: Timer) -> None:
    step = held.log.open.get(timer.key)
    if timer.kind == Timer.Kind.FIRE:
        timers.fire(held, timer)
    elif step is not None and step.state == Step.State.FAILED:
        held.again(step)
    else:
        held.timers.drop(timer.key, [Timer.Kind.RETRY])


def _forget_timers(row: Run) -> None:
    """Those of a run that is over, should any have been left."""
    Timer.objects.filter(run=row).exclude(run__condition=Run.State.RUNNING).delete()


__all__ = ["AlreadyRunning", "CannotJump", "cancel_run", "fire_due", "hear", "messages", "start"]
