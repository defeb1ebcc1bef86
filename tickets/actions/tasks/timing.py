"""By the clock: those who have a task are reminded; when its time is over, what the policy says happens."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.actions.tasks._writing import (
    ACTING,
    Role,
    State,
    all_named,
    bump,
    give_part,
    parts_of,
    settle_part,
    tell,
)
from tickets.actions.tasks.counting import end, tell_decision
from tickets.models import Assignment, Task, Ticket
from tickets.pace import Limit, aim, limit_at, policy_of, reminder_at
from tickets.performing import Appointed, appointed
from tickets.phases import ENDED
from tickets.wording import in_both

Position = Assignment.Position
log = logging.getLogger("tickets.tasks")
LATER = timedelta(hours=1)
BATCH = 200
IN_TIME = _("it was not decided in time")
LATE = _("it was not done in time")


def keep_time(*, now: datetime, at_most: int = BATCH) -> int:
    """Does what is due by now on tasks, each in a transaction of its own; how many. Two at once do nothing twice.

    A ticket on which somebody acts this moment has its turn the next time. What breaks down changes nothing, holds up
    no other task, and is tried again in an hour.
    """
    due = Task.objects.filter(state=Task.State.OPEN, next_at__lte=now).order_by("next_at")
    return sum(_keep(pk, ticket, now=now) for pk, ticket in list(due.values_list("pk", "ticket")[:at_most]))


def _keep(pk: int, ticket_id: int, *, now: datetime) -> bool:
    try:
        return _keep_one(pk, ticket_id, now=now)
    except Exception:
        log.exception("What is due on the task %s could not be done", pk)
        Task.objects.filter(pk=pk, next_at__lte=now).update(next_at=now + LATER)
        return False


@transaction.atomic
def _keep_one(pk: int, ticket_id: int, *, now: datetime) -> bool:
    skips = connection.features.has_select_for_update_skip_locked
    ticket = Ticket.objects.select_for_update(skip_locked=skips).filter(pk=ticket_id).first()
    if ticket is None:
        return False
    task = Task.objects.select_for_update().get(pk=pk)
    task.ticket = ticket
    if task.state != Task.State.OPEN or task.next_at is None or task.next_at > now:
        return False
    if ticket.phase in ENDED:
        task.next_at = None
        task.save(update_fields=["next_at"])
        return True
    _act(task, now=now)
    return True


def _act(task: Task, *, now: datetime) -> None:
    over = limit_at(task)
    if over is not None and over <= now:
        task.limit_passed = True
        aim(task)
        _time_is_over(task, policy_of(task).limit or Limit(), now=now)
        return
    while (at := reminder_at(task)) is not None and at <= now:
        task.reminded += 1
    aim(task)
    task.save(update_fields=["reminded", "next_at"])
    _remind("task.reminded", task, now=now)


def _remind(verb: str, task: Task, *, now: datetime) -> None:
    """One word however many reminders were missed meanwhile; for a pool, its team is told."""
    waiting = _waiting(task)
    data = {
        "to": [part.person_id for part in waiting],
        "times": task.reminded,
        "nobody": not waiting,
        "why": in_both(LATE) if verb == "task.overdue" else {},
    }
    tell(verb, task, by=Person.objects.machine(), now=now, channel="machine", **data)


def _waiting(task: Task) -> list[Assignment]:
    return [part for part in parts_of(task) if part.state == State.WAITING and part.role in ACTING]


def _time_is_over(task: Task, limit: Limit, *, now: datetime) -> None:
    task.save(update_fields=["limit_passed", "next_at"])
    if limit.then == "escalate":
        _escalate(task, limit, now=now)
    elif limit.then == "expire":
        _end(task, Task.Outcome.EXPIRED, now=now)
    elif limit.then == "remind":
        _remind("task.overdue", task, now=now)
    elif task.kind != Task.Kind.APPROVAL:  # work can't be approved or rejected by itself: it ends as not done
        _end(task, Task.Outcome.EXPIRED, now=now)
    else:
        _decide(task, limit.then, now=now)


def _end(task: Task, outcome: str, *, now: datetime) -> None:
    machine = Person.objects.machine()
    why = in_both(LATE)
    end(task, outcome, by=machine, now=now, channel="machine", by_itself=True, why=why)


def _decide(task: Task, said: str, *, now: datetime) -> None:
    """What nobody has decided yet is decided by itself."""
    machine, why = Person.objects.machine(), in_both(IN_TIME)
    outcome = Task.Outcome.APPROVED if said == "approve" else Task.Outcome.REJECTED
    state = State.APPROVED if said == "approve" else State.REJECTED
    late = [part for part in parts_of(task) if part.is_undecided and part.role == Role.SIGNER]
    for part in late:
        settle_part(part, state, by=machine, now=now, channel="machine", by_itself=True, why=why)
    if late:
        tell_decision(task, late, said, by=machine, now=now, channel="machine")
    end(task, outcome, by=machine, now=now, channel="machine", by_itself=True, why=why)


def _escalate(task: Task, limit: Limit, *, now: datetime) -> None:
    """Others may do it as well: each in the place of everybody who is late. Without anybody the owners are told."""
    machine, late = Person.objects.machine(), _waiting(task)
    own = "fallback" if task.kind == Task.Kind.APPROVAL else "ask"
    found = appointed(task.ticket, limit.to, facts=task.ticket.answers, now=now, own_request=own)
    have = {part.person_id for part in parts_of(task) if part.is_undecided}
    people = [one for one in found if one.person.pk not in have]
    for one in people:
        _give_as_well(task, one, late, now=now)
    bump(task)
    names = all_named(one.person for one in people)
    data = {
        "people": names if people else in_both(_("nobody else")),
        "to": [one.person.pk for one in people],
        "late": [part.person_id for part in late],
        "nobody": not people,
    }
    tell("task.escalated", task, by=machine, now=now, channel="machine", **data)


def _give_as_well(task: Task, one: Appointed, late: list[Assignment], *, now: datetime) -> None:
    """Work is done by whoever is first. Of a vote its owner and who may decide instead do; who was only added and
    is late gives way."""
    given = {"on_behalf_of": one.on_behalf_of, "why": in_both(LATE)}
    if task.kind != Task.Kind.APPROVAL:
        give_part(task, one.person, Role.HANDLER, now=now, **given)
    elif not late:
        give_part(task, one.person, Role.SIGNER, now=now, weight=one.weight, **given)
    for part in late if task.kind == Task.Kind.APPROVAL else ():
        added = part.position in (Position.BEFORE, Position.AFTER)
        if added:
            Assignment.objects.filter(pk=part.pk).update(state=State.LAPSED)
        give_part(
            task,
            one.person,
            Role.SIGNER,
            now=now,
            place=part.place,
            beside_id=part.beside_id or part.pk,
            position=part.position if added else Position.INSTEAD,
            **given,
        )
