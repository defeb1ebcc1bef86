"""A signer brings in others: to decide before or after them, as one vote with their own."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import clean_text, invalid, named
from tickets.actions.tasks._writing import (
    CannotAct,
    NotYourTurn,
    Role,
    State,
    bump,
    give_part,
    held_open,
    settle_part,
    tell,
    waiting_parts,
)
from tickets.actions.tasks.counting import go_on, pass_turn
from tickets.actions.tasks.handling import NOTE, checked_receiver
from tickets.models import Assignment, Task
from tickets.task_policies import may_direct
from tickets.wording import in_both

Position = Assignment.Position
PLACES = {
    Position.BEFORE.value: _("asked to decide before {person}"),
    Position.AFTER.value: _("asked to decide after {person}"),
}


@transaction.atomic
def add_signer(
    task: Task,
    person: Person,
    *,
    place: str,
    by: Person,
    now: datetime,
    note: str = "",
    seen: int | None = None,
    channel: str = "web",
) -> Assignment:
    """Lets somebody decide `before` or `after` the person who adds them; together they are one vote, given when
    both have approved. Raises `NotYourTurn`, `Invalid`, `CannotAct` for somebody who was added themselves.
    """
    if place not in PLACES:
        raise invalid("place", _("Before you, or after you."))
    found = held_open(task, seen)
    mine = waiting_parts(found, by, (Role.SIGNER,))
    if not mine:
        raise NotYourTurn(_("Only who has to decide adds somebody."))
    if mine[0].position in PLACES:
        raise CannotAct(_("You were added yourself. Hand it over, or ask who added you."))
    note = clean_text("note", note, limit=NOTE, required=False)
    receiver = checked_receiver(found, person, now)
    owner = mine[0].beside or mine[0]
    added = give_part(
        found,
        receiver.person,
        Role.SIGNER,
        now=now,
        on_behalf_of=receiver.on_behalf_of,
        state=State.QUEUED,
        place=owner.place,
        beside=owner,
        position=place,
        added_by=by,
        why=in_both(note or format_lazy(PLACES[place], person=by.label)),
    )
    fresh = pass_turn(found, now=now)
    bump(found, "clock_from", "reminded", "limit_passed", "due_at", "next_at")
    tell(
        "task.signer-added",
        found,
        by=by,
        now=now,
        channel=channel,
        person=named(receiver.person),
        place=place,
        note=note,
        to=[part.person_id for part in fresh],
    )
    return Assignment.objects.get(pk=added.pk)


@transaction.atomic
def remove_signer(part: Assignment, *, by: Person, now: datetime, channel: str = "web") -> Task:
    """Takes a signer out again who has not decided yet: who added them may, and who leads the team.

    Raises `NotAllowed`, `CannotAct` once they have decided.
    """
    found = held_open(part.task)
    held_part = found.assignments.select_related("person").get(pk=part.pk)
    if not held_part.position or not (held_part.added_by_id == by.pk or may_direct(by, found)):
        raise NotAllowed(_("Only who added somebody takes them out again."))
    if not held_part.is_undecided:
        raise CannotAct(_("They have acted already."))
    settle_part(held_part, State.REMOVED, by=by, now=now, channel=channel)
    fresh = pass_turn(found, now=now)
    bump(found, "clock_from", "reminded", "limit_passed", "due_at", "next_at")
    tell(
        "task.signer-removed",
        found,
        by=by,
        now=now,
        channel=channel,
        person=named(held_part.person),
        to=[one.person_id for one in fresh],
    )
    go_on(found, by=by, now=now, channel=channel)
    return found
