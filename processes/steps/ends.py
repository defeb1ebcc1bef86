"""How a run ends: the name of its end event, or a rejected approval, names the step of the lifecycle it takes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from journal.actions import TooDeep
from journal.refusals import Refused
from people.models import Person
from processes.engine import CannotGoOn, Happening
from processes.engine.scripting import Scripts
from processes.models import Run, Step
from processes.operations.inputs import filled
from processes.operations.registry import Failed
from processes.settings import BadSetting, operation_of
from tickets.actions import move
from tickets.lifecycles import Transition
from tickets.terms import lifecycle_of
from tickets.transitions import named

DECLINE = "decline"


def notice(held: Any, one: Happening) -> None:
    """Remembers what an end event outside all sub-processes names; the last one reached counts."""
    node = held.ready.nodes[one.element]
    if node.kind != "endEvent" or one.element not in held.ready.outermost:
        return
    said = node.settings.get("transition", "")
    found = named(lifecycle_of(held.ticket), said or node.name) or said
    if found:
        held.row.outcome = found
        held.engine.learn({AT: {"element": one.element, "key": one.key}})


AT = "_end"  # the fact that remembers where


def is_end(held: Any, step: Step) -> bool:
    """Whether the step is where a run that is over could not take its ticket on."""
    return bool(held.engine.is_over) and held.engine.facts.get(AT, {}).get("key") == step.key


def decline(held: Any, step: Step, *, by: Person) -> None:
    """A rejected approval ends the run; the ticket is declined."""
    held.row.outcome = DECLINE
    held.engine.learn({AT: {"element": step.element, "key": step.key}})
    held.log.close(step, by=by)
    held.timers.drop(step.key)
    held.note(held.engine.cancel())


def is_due(held: Any) -> bool:
    """Whether the run is over and nobody has said so yet."""
    return bool(held.engine.is_over) and held.row.condition == Run.State.RUNNING and not held.failed_end


def end(held: Any) -> bool:
    """Takes the ticket where the end names, and ends the run; False where the lifecycle refuses that for now."""
    if held.row.outcome:
        try:
            _move(held)
        except (Refused, Failed, CannotGoOn, BadSetting, TooDeep) as fault:
            _stop(held, str(fault))
            return False
    held.row.condition, held.row.ended_at = Run.State.ENDED, held.now
    for step in list(held.log.open.values()):
        held.log.close(step)
        held.timers.drop(step.key)
    held.tell("run.ended", by=held.machine, outcome=held.row.outcome)
    return True


def _move(held: Any) -> None:
    after = list(held.after)
    held.ending = True
    try:
        with transaction.atomic():
            held.ticket.refresh_from_db()
            step = lifecycle_of(held.ticket).transitions.get(held.row.outcome)
            answers = _answers(held, step) if step else {}
            move(held.ticket, held.row.outcome, by=held.machine, now=held.now, channel="process", **answers)
    except BaseException:
        held.after[:] = after
        raise
    finally:
        held.ending = False


def _answers(held: Any, step: Transition) -> dict[str, Any]:
    """What the step asks: as the end event says, else a fact of that name, else a sentence of ours."""
    facts = {**held.given, **held.engine.facts}
    written = _written(held, facts)
    found = {}
    for question in step.ask:
        value = written.get(question.name)
        if value in (None, ""):
            value = facts.get(question.name)
        if value in (None, "") and question.required and question.name in ("resolution", "reason", "message"):
            value = facts.get("comment") or _sentence(held)
        if value not in (None, ""):
            found[question.name] = value
    return found


def _written(held: Any, facts: Mapping[str, Any]) -> dict[str, Any]:
    node = held.ready.nodes.get(held.engine.facts.get(AT, {}).get("element", ""))
    if node is None or node.kind != "endEvent":
        return {}
    scripts = Scripts(held.ready.compiled.facts)
    return {
        one.name: scripts.value(one.expression, facts) if one.expression else filled(one.value, facts)
        for one in operation_of(node).inputs
    }


def _sentence(held: Any) -> str:
    with override(held.ticket.requester.language):
        return _("The process “%(name)s” has come to its end.") % {"name": held.row.version.definition.label}


def _stop(held: Any, fault: str) -> None:
    """The end stays a step that failed, until its move can be made."""
    at = held.engine.facts.get(AT, {})
    held.failed_end = True
    step = held.log.reopen(at.get("key", ""))
    if step is not None:
        held.log.fail(step, fault)
        held.tell_failure(step)
