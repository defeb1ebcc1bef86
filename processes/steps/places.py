"""Where the ticket of a run stands meanwhile: its lifecycle may keep a status for waiting for an approval, and one for
waiting for the requester (`Status.awaits`)."""

import logging
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from journal.refusals import Refused
from processes.bpmn import Node
from processes.models import Run
from processes.settings import is_work
from tickets.actions import move
from tickets.lifecycles import Spec, Transition
from tickets.models import Task, Ticket
from tickets.terms import lifecycle_of
from ui.bilingual import pick

log = logging.getLogger("processes.places")
WAITS = _("It waits for: {steps}")
ASKS = _("We need an answer from you. You find what is asked in your inbox.")
MOVERS = {"process", "system"}


def follow(held: Any) -> None:
    """Takes the ticket to where its run waits, or back to work; not from a status somebody chose by hand."""
    if held.row.condition != Run.State.RUNNING:
        return
    spec, home = lifecycle_of(held.ticket), held.row.status
    if home not in spec.statuses or not _has_places(spec, spec.statuses[home].runs):
        return
    ticket = Ticket.objects.get(pk=held.ticket.pk)
    here = spec.statuses.get(ticket.status)
    if here is None or not (ticket.status == home or here.awaits):
        return
    steps = _people_asked(held)
    wanted = spec.awaiting(ticket.status, _awaited(steps)) if steps else None
    for place in (wanted or home, home):
        if place == ticket.status:
            return
        way = _way(spec, ticket.status, place)
        if way is not None:
            _go(held, ticket, way, spec.transitions[way], steps)
            return


def _has_places(spec: Spec, runs: str) -> bool:
    return any(one.awaits and one.runs == runs for one in spec.statuses.values())


def _people_asked(held: Any) -> dict[Node, str]:
    """What people are asked for at each step, where the run waits for nothing but that; else nothing."""
    found: dict[Node, str] = {}
    for one in held.engine.waiting:
        if one.node.attached_to:
            continue
        work = held.ready.work(one.node) if one.kind == "person" and is_work(one.node) else None
        if work is None or work.does == "work":
            return {}
        found[one.node] = work.does
    return dict.fromkeys(found, "question") if _all_returned(held, found) else found


def _all_returned(held: Any, found: dict[Node, str]) -> bool:
    """Whether every approval among them was returned to the requester."""
    if "approval" not in found.values():
        return False
    tasks = Task.objects.filter(pk__in=[one.task_id for one in held.log.open.values() if one.task_id])
    states = list(tasks.filter(kind=Task.Kind.APPROVAL).values_list("state", flat=True))
    return bool(states) and all(one == Task.State.PAUSED for one in states)


def _awaited(steps: dict[Node, str]) -> str:
    return "approval" if "approval" in steps.values() else "requester"


def _way(spec: Spec, here: str, place: str) -> str | None:
    """The step from one to the other that a process may take and that asks nothing it couldn't say."""
    for name, step in spec.leaving(here).items():
        known = all(one.name in ("reason", "message") for one in step.ask if one.required)
        if step.to == place and MOVERS & set(step.who) and not step.on and known:
            return name
    return None


def _go(held: Any, ticket: Ticket, way: str, step: Transition, steps: Iterable[Node]) -> None:
    with override(held.ticket.requester.language):
        answers = {one.name: _said(one.name, steps) for one in step.ask if one.required}
    try:
        move(ticket, way, by=held.machine, now=held.now, channel="process", **answers)
    except Refused as refused:  # a condition of the lifecycle: then it waits where it is
        log.info("run %s leaves its ticket in %s: %s", held.row.pk, ticket.status, refused)


def _said(question: str, steps: Iterable[Node]) -> str:
    """What the step asks for, said by the desk: a message is for the requester, a reason for everybody."""
    names = ", ".join(pick({"en": node.name, "zh": node.settings.get("nameZh", "")}) for node in steps)
    if not names:
        return str(_("The process goes on."))
    return str(ASKS) if question == "message" else str(WAITS).format(steps=names)
