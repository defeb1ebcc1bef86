"""Who has it: taken from the team's pool, put back, handed over, given back as not one's own."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.refusals import Invalid, NotAllowed
from people.models import Person
from tickets.actions._writing import clean_text, invalid, named
from tickets.actions.tasks._writing import (
    ACTING,
    CannotAct,
    NotYourTurn,
    Role,
    State,
    bump,
    give_part,
    held_open,
    parts_of,
    settle_part,
    tell,
    waiting_parts,
)
from tickets.models import Assignment, Task
from tickets.models.task import acting
from tickets.performing import Appointed, owners_of, pool_of, standing_in
from tickets.task_policies import is_held, may_claim, may_direct
from tickets.voting import slots_of

NOTE = 1000


@transaction.atomic
def claim_task(
    task: Task, *, by: Person, now: datetime, seen: int | None = None, channel: str = "web"
) -> Task:
    """The person takes it from the team's pool. Raises `NotAllowed`, `CannotAct` naming who has it already."""
    found = held_open(task, seen)
    if not may_claim(by, found):
        raise _refusal(found, by)
    give_part(found, by, _role(found), now=now)
    bump(found)
    tell("task.claimed", found, by=by, now=now, channel=channel)
    return found


def _refusal(task: Task, by: Person) -> CannotAct | NotAllowed:
    if task.team_id in by.team_ids and is_held(task):
        holder = next(part for part in parts_of(task) if part.is_undecided and part.role in ACTING)
        return CannotAct(format_lazy(_("{person} has it already."), person=holder.person.label))
    return NotAllowed(_("Only members of its team take it, and nobody their own request."))


def _role(task: Task) -> str:
    return Role.SIGNER if task.kind == Task.Kind.APPROVAL else Role.HANDLER


@transaction.atomic
def release_task(task: Task, *, by: Person, now: datetime, channel: str = "web") -> Task:
    """Puts it back into the pool of its team, for others to take. Raises `NotYourTurn`, `CannotAct` without one."""
    found = held_open(task)
    parts = _own_parts(found, by)
    if found.team_id is None:
        raise CannotAct(_("It belongs to no team. Hand it over, or give it back with a reason."))
    _back_to_pool(found, parts, by=by, now=now, channel=channel)
    tell("task.released", found, by=by, now=now, channel=channel, **_pool_data(found))
    return found


@transaction.atomic
def resign(task: Task, *, by: Person, now: datetime, reason: str, channel: str = "web") -> Task:
    """The person gives the own part back as not theirs. Work goes on with the others, or to the team; a vote is
    never lost by it: it goes to who leads the team, else to the owners.

    Raises `NotYourTurn`, `Invalid` without a reason, `CannotAct` where nobody could vote instead.
    """
    found = held_open(task)
    reason = clean_text("reason", reason, limit=NOTE)
    parts = _own_parts(found, by)
    instead: list[Appointed] = []
    if found.kind == Task.Kind.APPROVAL and (found.team_id is None or _others_vote(found, parts)):
        instead = [votes_instead(found, now)]
        for part in parts:
            part.comment = reason
            move_part(found, part, instead[0], by=by, now=now, channel=channel)
        bump(found)
    else:
        _back_to_pool(found, parts, by=by, now=now, channel=channel, reason=reason)
    data = {**_pool_data(found), "reason": reason, "to": [one.person.pk for one in instead]}
    tell("task.resigned", found, by=by, now=now, channel=channel, **data)
    return found


def _others_vote(task: Task, parts: list[Assignment]) -> bool:
    mine = {part.pk for part in parts}
    return any(part.pk not in mine for slot in slots_of(parts_of(task)) for part in slot.parts)


def _own_parts(task: Task, by: Person) -> list[Assignment]:
    parts = waiting_parts(task, by)
    if not parts:
        raise NotYourTurn(_("You have no part in this that you could give back."))
    return parts


def _back_to_pool(
    task: Task, parts: list[Assignment], *, by: Person, now: datetime, channel: str, reason: str = ""
) -> None:
    for part in parts:
        settle_part(part, State.REMOVED, by=by, now=now, channel=channel, comment=reason)
    if task.team_id is None and not is_held(task):
        task.team = pool_of(task.ticket)
    bump(task, "team")


def _pool_data(task: Task) -> dict[str, Any]:
    team = {"id": task.team_id, **task.team.names} if task.team else None
    return {"team": team, "nobody": not is_held(task)}


def votes_instead(task: Task, now: datetime) -> Appointed:
    """Who leads the team that would take it, else an owner of the department; nobody who votes already."""
    pool, ticket = pool_of(task.ticket), task.ticket
    leads = Person.objects.active().filter(memberships__team=pool, memberships__is_lead=True)
    for person in [*(leads if pool else ()), *owners_of(ticket.department)]:
        try:
            return checked_receiver(task, person, now)
        except Invalid:
            continue
    raise CannotAct(_("Nobody could decide in your place. Hand it over to somebody."))


@transaction.atomic
def hand_over_task(
    task: Task,
    *,
    to: Person,
    by: Person,
    now: datetime,
    part: Assignment | None = None,
    note: str = "",
    seen: int | None = None,
    channel: str = "web",
) -> Task:
    """Gives a part to somebody else: the own, or as who leads it another's (`part`), or what lies in the pool.

    Who stands in for them gets it in their place. Raises `NotYourTurn`, `NotAllowed`, `Invalid` beside `to`,
    `Stale`, `Ended`.
    """
    found = held_open(task, seen)
    note = clean_text("note", note, limit=NOTE, required=False)
    given = _parts_to_give(found, by, part)
    receiver = checked_receiver(found, to, now)
    for one in given:
        move_part(found, one, receiver, by=by, now=now, channel=channel)
    if not given:
        give_part(
            found, receiver.person, _role(found), now=now, on_behalf_of=receiver.on_behalf_of, added_by=by
        )
    bump(found)
    tell(
        "task.handed-over",
        found,
        by=by,
        now=now,
        channel=channel,
        **{"from": given[0].who if given else found.team.names if found.team else ""},
        to_name=acting(receiver.person, receiver.on_behalf_of),
        person=named(receiver.person),
        note=note,
        to=[receiver.person.pk],
    )
    return found


def _parts_to_give(task: Task, by: Person, part: Assignment | None) -> list[Assignment]:
    """The parts that are handed over; none where it lies in the pool."""
    mine = waiting_parts(task, by)
    if part is None and mine:
        return mine
    if not (may_direct(by, task) or (part is not None and part.person_id == by.pk)):
        if part is None and may_claim(by, task):
            return []
        raise NotYourTurn(_("Only who has it, or who leads the team, hands it over."))
    theirs = [
        one
        for one in parts_of(task)
        if one.is_undecided and one.role in ACTING and (part is None or one.pk == part.pk)
    ]
    if not theirs and (part is not None or is_held(task)):
        raise CannotAct(_("This part is no longer open."))
    return theirs[:1]


def checked_receiver(task: Task, to: Person, now: datetime) -> Appointed:
    """Who gets it: the person or who stands in for them. Raises `Invalid` beside `to`."""
    if not to.is_active or to.is_machine:
        raise invalid("to", _("This person has left. Choose somebody else."))
    signs = task.kind == Task.Kind.APPROVAL
    never = (task.ticket.requester_id,) if signs else ()
    if to.pk in never:
        raise invalid("to", _("Nobody approves the own request. Choose somebody else."))
    receiver = standing_in(Appointed(to), now, never=never)
    has = task.assignments.filter(
        person=receiver.person, state__in=(State.WAITING, State.QUEUED), role__in=ACTING
    )
    if has.exists():
        sentence = format_lazy(_("{person} has a part in it already."), person=receiver.person.label)
        raise invalid("to", sentence)
    return receiver


def move_part(
    task: Task, part: Assignment, receiver: Appointed, *, by: Person, now: datetime, channel: str
) -> Assignment:
    """The part goes to somebody else, with those who were added beside it."""
    state = part.state
    settle_part(part, State.MOVED, by=by, now=now, channel=channel)
    fresh = give_part(
        task,
        receiver.person,
        part.role,
        now=now,
        state=state,
        place=part.place,
        weight=part.weight,
        beside=part.beside,
        position=part.position,
        on_behalf_of=receiver.on_behalf_of,
        why=part.why,
        added_by=by,
    )
    part.added.update(beside=fresh)
    return fresh
