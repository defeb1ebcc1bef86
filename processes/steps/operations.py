"""Operations at the steps of a run: done in the same transaction as the step itself, or later from the outbox."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.actions import TooDeep, later
from journal.refusals import Refused
from processes.engine import CannotGoOn, Waiting
from processes.engine.scripting import Scripts
from processes.operations import registry
from processes.operations.inputs import values_of
from processes.operations.registry import Doing, Failed, Operation
from processes.settings import BadSetting

log = logging.getLogger("processes.operations")
EFFECT = "processes.operate"
TOO_MANY = gettext_lazy("Too many operations follow each other here without anybody being asked.")

REFUSALS = (Failed, CannotGoOn, Refused, BadSetting, TooDeep)


def carry_out(held: Any, waiting: Waiting) -> bool:
    """Does the operation, or puts it into the outbox; whether the run can go on at once.

    What it does to the database and that its step is done are one write: so it is done exactly once.
    """
    step = held.step(waiting.key)
    try:
        operation, doing = prepared(held, waiting)
        if operation.later:
            _put_off(held, waiting.key, step.tries)
            return False
        found = _done(held, operation, doing)
    except REFUSALS as fault:
        held.fail(step, str(fault), getattr(fault, "code", ""))
        return True
    held.has_worked = True
    held.complete(step, found)
    return True


def prepared(held: Any, waiting: Waiting) -> tuple[Operation, Doing]:
    """The operation of the step with its inputs. Raises `Failed`, `CannotGoOn`, `BadSetting`."""
    chosen = held.ready.operation(waiting.node)
    if not chosen.operation:
        raise Failed("no-operation", _("Nobody has said what the desk shall do here."))
    operation = registry.known(chosen.operation)
    facts = held.engine.sees(waiting.key)
    inputs = values_of(operation, chosen.inputs, facts, Scripts(held.ready.compiled.facts))
    doing = Doing(
        ticket=held.ticket,
        inputs=inputs,
        facts=facts,
        by=held.machine,
        now=held.now,
        key=waiting.key,
        process=held.row.version.definition.slug,
        department_id=held.row.version.definition.department_id,
        performers=_performers(held, chosen, facts),
    )
    return operation, doing


def _performers(held: Any, chosen: Any, facts: Mapping[str, Any]) -> tuple[Any, ...]:
    if not chosen.performers:
        return ()
    from tickets.performing import appointed

    found = appointed(held.ticket, chosen.performers, facts=facts, now=held.now, fallbacks=chosen.fallbacks)
    return tuple(found)


def attempted(operation: Operation, doing: Doing) -> Mapping[str, Any] | Failed:
    """What an operation that leaves the desk found out, or why it failed; nothing is held meanwhile."""
    try:
        return operation.run(doing) or {}
    except Failed as failed:
        return failed
    except Exception as error:
        log.exception("The operation %s failed at %s", operation.name, doing.ticket.reference)
        return Failed("broken", _("This went wrong inside the desk: %(error)s") % {"error": error})


def _done(held: Any, operation: Operation, doing: Doing) -> Mapping[str, Any]:
    """What it found out. A mistake of ours stops the branch like a refusal, and is logged."""
    queued, after = list(held.queue), list(held.after)
    try:
        with transaction.atomic():
            found = operation.run(doing) or {}
    except OperationalError:  # the database has had enough: nothing of this transaction stands
        raise
    except Exception as error:
        held.queue.clear()
        held.queue.extend(queued)
        held.after[:] = after
        held.look_again()
        if isinstance(error, REFUSALS):
            raise
        log.exception("The operation %s failed at %s", operation.name, doing.ticket.reference)
        raise Failed("broken", _("This went wrong inside the desk: %(error)s") % {"error": error}) from error
    held.look_again()
    return found


def _put_off(held: Any, key: str, tries: int) -> None:
    payload = {"run": held.row.pk, "key": key, "tries": tries}
    later(EFFECT, subject=held.row, key=f"{held.row.pk}:{key}:{tries}", payload=payload, now=held.now)
