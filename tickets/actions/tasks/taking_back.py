"""A decision is taken back while it is fresh."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.actions._writing import Ended
from tickets.actions.tasks._writing import (
    ACTING,
    CannotAct,
    Role,
    State,
    bump,
    held,
    parts_of,
    tell,
)
from tickets.actions.tasks.counting import close, pass_turn
from tickets.models import Assignment, Task
from tickets.pace import aim, policy_of
from tickets.phases import ENDED

DECIDED = (State.APPROVED, State.REJECTED, State.RETURNED, State.DONE)


@transaction.atomic
def take_back(task: Task, *, by: Person, now: datetime, channel: str = "web") -> Task:
    """The person's own decision (or finished work) is open again, within the grace period of the task.

    Where the task has ended by it, it goes on; whoever went on from there hears of it by `task.taken-back` and
    refuses if that can't be undone. Raises `CannotAct` when it is too late or somebody has decided since, `Ended`.
    """
    found = held(task)
    if found.ticket.phase in ENDED:
        raise Ended(_("The request is closed; nothing is left to do."))
    parts = parts_of(found)
    mine = decided_lately(found, parts, by, now)
    if not mine:
        raise CannotAct(_("There is nothing that you could take back, or it is too late for it."))
    _refuse_later_decision(found, parts, mine)
    ended = found.state == Task.State.DONE
    data = {"was_ended": ended, "outcome": found.outcome, "who": mine[0].who}
    _reopen(found, parts, mine, by=by, now=now)
    tell("task.taken-back", found, by=by, now=now, channel=channel, **data)
    return found


def can_take_back(task: Task, person: Person, *, now: datetime) -> bool:
    """Whether the person's decision is fresh enough to be taken back."""
    return bool(decided_lately(task, parts_of(task), person, now))


def decided_lately(task: Task, parts: list[Assignment], by: Person, now: datetime) -> list[Assignment]:
    if task.state == Task.State.CANCELLED or task.kind == Task.Kind.QUESTION:
        return []
    since = now - timedelta(seconds=policy_of(task).grace)
    return [
        part
        for part in parts
        if part.acted_by_id == by.pk
        and part.state in DECIDED
        and part.role in (*ACTING, Role.HELPER)
        and not part.by_itself
        and part.acted_at >= since
    ]


def _refuse_later_decision(task: Task, parts: list[Assignment], mine: list[Assignment]) -> None:
    """In turn nobody takes back what the next has built upon."""
    last = max(part.acted_at for part in mine)
    ids = {part.pk for part in mine}
    place = max(part.place for part in mine)
    for part in parts:
        follows = (task.in_turn and part.place > place) or (
            part.beside_id in ids and part.position == "after"
        )
        if follows and part.state in DECIDED and not part.by_itself and part.acted_at >= last:
            sentence = format_lazy(_("{person} has decided since, so yours stays."), person=part.person.label)
            raise CannotAct(sentence)


def _reopen(
    task: Task, parts: list[Assignment], mine: list[Assignment], *, by: Person, now: datetime
) -> None:
    returned = task.state == Task.State.PAUSED and any(part.state == State.RETURNED for part in mine)
    again = [*mine, *(part for part in parts if part.state == State.LAPSED and part.role in ACTING)]
    for part in again if task.state == Task.State.DONE else mine:
        part.state = State.QUEUED if part.role == Role.SIGNER else State.WAITING
        part.acted_at = part.acted_by = None
        part.comment, part.channel = "", ""
        part.save()
    if returned:
        for question in task.children.filter(state=Task.State.OPEN):
            question.ticket = task.ticket
            close(question, Task.State.CANCELLED, "", by=by, now=now)
    if returned or task.state == Task.State.DONE:
        task.state = Task.State.OPEN
    task.outcome, task.ended_at, task.ended_by = "", None, None
    pass_turn(task, now=now)
    aim(task)
    task.save()
    bump(task)
