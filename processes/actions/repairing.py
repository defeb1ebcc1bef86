"""What an administrator does about a run that stands still: each deed says why, and is on record."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.refusals import Invalid, NotAllowed, Refused
from people.models import Person
from processes.actions.running import CannotJump
from processes.engine import UnknownStep
from processes.held import Held, go_on
from processes.models import Run, Step
from processes.policies import may_repair
from processes.steps import ends
from tickets.models import Assignment

MOST = 1000


def retry_step(step: Step, *, by: Person, now: datetime) -> Run:
    """Another try of a step that failed, now. Raises `NotAllowed`, `UnknownStep`."""

    def deed(held: Held) -> None:
        here = _open(held, step, failed=True)
        held.again(here)
        _tell(held, "run.retried", here, by=by)

    return _repair(step.run, deed, by=by, now=now)


def skip_step(step: Step, *, reason: str, by: Person, now: datetime, way: str = "") -> Run:
    """Goes on behind a step that failed or waits, as if it were done; behind a gateway by the flow `way`.

    Raises `NotAllowed`, `Invalid` without a reason, `UnknownStep`.
    """
    reason = _reason(reason)

    def deed(held: Held) -> None:
        here = _open(held, step)
        here.state, here.reason = Step.State.SKIPPED, reason
        held.log.change(here)
        if ends.is_end(held, here):
            held.row.outcome = ""
        else:
            held.step_by = by
            held.engine.skip(here.key, way)
            held.note()
            held.step_by = None
        _tell(held, "run.skipped", here, by=by, reason=reason)

    return _repair(step.run, deed, by=by, now=now)


def jump(step: Step, element: str, *, reason: str, by: Person, now: datetime) -> Run:
    """Takes the run from a step to another element of the same process or sub-process, or of one around it.

    What stands behind the element ends, and is done anew. Raises `NotAllowed`, `Invalid`, `UnknownStep`,
    `CannotJump`.
    """
    reason = _reason(reason)

    def deed(held: Held) -> None:
        here = _open(held, step)
        if ends.is_end(held, here):
            raise CannotJump(_("The process is over; only its last step can be tried again or skipped."))
        if element not in held.ready.nodes:
            raise CannotJump(_("The process has no such element."))
        here.reason = reason
        held.why = reason
        try:
            held.engine.jump(here.key, element)
        except UnknownStep:
            raise CannotJump(_("The process can't go to there from here.")) from None
        held.note()
        node = held.ready.nodes[element]
        _tell(held, "run.jumped", here, by=by, reason=reason, to=node.name or element, to_element=element)

    return _repair(step.run, deed, by=by, now=now)


def cancel_run_by_hand(run: Run, *, reason: str, by: Person, now: datetime) -> Run:
    """Ends a run with its tasks and timers; the ticket stays where it is. Raises `NotAllowed`, `Invalid`."""
    reason = _reason(reason)
    return _repair(run, lambda held: held.cancel(reason), by=by, now=now)


class CannotTakeBack(Refused):
    """Too much has happened since."""

    code = "cannot-take-back"


def take_back(task_id: int, run: Run, *, by: Person, now: datetime) -> None:
    """The run goes back to where it stood before this task ended. Raises `CannotTakeBack`, saying why not."""

    def deed(held: Held) -> None:
        undo = held.undo
        if undo.get("task") != task_id:
            raise CannotTakeBack(_("The process has gone on since; it can't be taken back any more."))
        if undo.get("worked"):
            raise CannotTakeBack(_("The desk has already acted on it; it can't be taken back any more."))
        _refuse_acted(held, undo["newest"])
        held.restore(undo)

    with transaction.atomic():
        if go_on(run, deed, by=by, now=now) is None:
            raise CannotTakeBack(_("The process is over; it can't be taken back any more."))


def _refuse_acted(held: Held, newest: int) -> None:
    """Raises where somebody has already done something with what came after."""
    acted = Assignment.objects.filter(task__step__run=held.row, task__step__pk__gt=newest)
    if acted.exclude(acted_at=None).filter(by_itself=False).exists():
        raise CannotTakeBack(_("Somebody has already acted on what came after it."))


def _repair(run: Run, deed: Any, *, by: Person, now: datetime) -> Run:
    if not may_repair(by, run):
        sentence = _("Only administrators and owners of the process's department repair its runs.")
        raise NotAllowed(sentence)
    with transaction.atomic():
        if go_on(run, deed, by=by, now=now) is None:
            raise UnknownStep
    return Run.objects.get(pk=run.pk)


def _open(held: Held, step: Step, *, failed: bool = False) -> Step:
    here = held.step(step.key)
    if failed and here.state != Step.State.FAILED:
        raise UnknownStep
    return here


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > MOST:
        sentence = _("Please say why, in at most %(most)d characters.") % {"most": MOST}
        raise Invalid(sentence, errors={"reason": [sentence]})
    return reason


def _tell(held: Held, verb: str, step: Step, *, by: Person, **data: Any) -> None:
    names = step.name if any(step.name.values()) else {"en": step.element, "zh": step.element}
    held.tell(verb, by=by, element=step.element, step=names, **data)
