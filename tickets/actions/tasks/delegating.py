"""What waits for somebody goes to whoever stands in for them, and what is left comes back."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import Delegation, Person
from people.standing_in import stand_in
from tickets.actions._writing import locked
from tickets.actions.tasks._writing import UNDECIDED, Role, bump, take_part, tell
from tickets.models import Assignment, Task, Ticket
from tickets.models.task import acting
from tickets.wording import in_both

PASSING = (Role.HANDLER, Role.SIGNER, Role.CONSULTED)
STANDS_IN, BACK = _("somebody stands in"), _("the standing in is over")


def pass_on(person: Person, *, by: Person, now: datetime) -> int:
    """Gives every open part that is this person's by right, or that came to them for others, to whoever now acts
    for its owner; how many parts changed hands. Within the caller's transaction."""
    owners = _upstream(person, now)
    mine = Assignment.objects.filter(
        state__in=UNDECIDED, role__in=PASSING, task__state__in=(Task.State.OPEN, Task.State.PAUSED)
    )
    parts = mine.filter(on_behalf_of__in=owners) | mine.filter(person__in=owners, on_behalf_of=None)
    found = list(parts.order_by("task__ticket", "pk").values_list("pk", "task__ticket"))
    return sum(_pass(pk, ticket, by=by, now=now) for pk, ticket in found)


def _upstream(person: Person, now: datetime) -> set[int]:
    """The person and everybody for whom they act now, through others, too."""
    found, ahead = {person.pk}, {person.pk}
    while ahead:
        nearer = Delegation.objects.in_force(now).filter(substitute__in=ahead)
        ahead = set(nearer.values_list("person", flat=True)) - found
        found |= ahead
    return found


def _pass(pk: int, ticket_id: int, *, by: Person, now: datetime) -> bool:
    ticket = locked(Ticket(pk=ticket_id))
    part = Assignment.objects.select_related("task", "person", "on_behalf_of").get(pk=pk)
    part.task.ticket = ticket
    if not part.is_undecided:
        return False
    owner, was = part.owner, part.who
    never = (ticket.requester_id,) if part.task.kind == Task.Kind.APPROVAL else ()
    now_acts = stand_in(owner, now, never=never)
    if now_acts.pk == part.person_id:
        return False
    part.person, part.on_behalf_of = now_acts, None if now_acts.pk == owner.pk else owner
    part.since, part.seen_at = now, None
    part.save(update_fields=["person", "on_behalf_of", "since", "seen_at"])
    take_part(ticket, now_acts)
    _tell(part, was, by=by, now=now)
    return True


def _tell(part: Assignment, was: dict[str, str], *, by: Person, now: datetime) -> None:
    bump(part.task)
    data: dict[str, Any] = {
        "from": was,
        "to_name": acting(part.person, part.on_behalf_of),
        "why": in_both(STANDS_IN if part.on_behalf_of_id else BACK),
        "to": [part.person_id] if part.state == Assignment.State.WAITING else [],
    }
    tell("task.passed-on", part.task, by=by, now=now, channel="machine", **data)
