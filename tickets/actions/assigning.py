"""Who has it: a ticket goes to a team, to a person, or back into the queue."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.models import Event
from journal.refusals import NotAllowed, Refused
from people.models import Person, Team
from tickets.actions._writing import Ended, bump, locked, named, refuse_stale
from tickets.models import Ticket
from tickets.phases import ENDED
from tickets.policies import may_be_assigned, may_work


class CannotAssign(Refused):
    """The person doesn't do this kind of work."""

    code = "cannot-assign"


@transaction.atomic
def assign(
    ticket: Ticket,
    *,
    to: Person | Team | None,
    by: Person,
    now: datetime,
    team: Team | None = None,
    seen: int | str | None = None,
    channel: str = "web",
) -> Ticket:
    """Gives the ticket to a person (of `team`, if named), to a team, or with None back into the queue.

    A new team keeps the assignee only if the person belongs to it. Assigning what is assigned so already
    changes nothing. Raises `NotAllowed`, `CannotAssign`, `Ended`, `Stale`.
    """
    held = locked(ticket)
    if not may_work(by, held):
        raise NotAllowed(_("Only people who work on this ticket can assign it."))
    refuse_stale(held, seen)
    if held.phase in ENDED:
        raise Ended(_("It is closed; there is nothing left to assign."))
    if to is None:
        release(held, by=by, now=now, channel=channel)
    elif isinstance(to, Team):
        hand_over(held, team=to, by=by, now=now, channel=channel)
    else:
        hand_over(held, team=team, assignee=to, by=by, now=now, channel=channel)
    return held


def hand_over(
    ticket: Ticket,
    *,
    by: Person,
    now: datetime,
    channel: str,
    team: Team | None = None,
    assignee: Person | None = None,
    cause: Event | None = None,
) -> None:
    """The assigning itself, of a ticket that is locked already."""
    was = {"team": ticket.team_id, "assignee": ticket.assignee_id}
    former = ticket.assignee
    if team is not None:
        ticket.team = team
    if assignee is not None:
        ticket.assignee = assignee
    refuse_stranger(ticket, assignee)
    if assignee is None and former is not None and not _stays(ticket, former):
        ticket.assignee = None
    if was == {"team": ticket.team_id, "assignee": ticket.assignee_id}:
        return
    bump(ticket, "team", "assignee", now=now)
    data = {**assigned_data(ticket), "was": named(former), "revision": ticket.revision}
    record("ticket.assigned", ticket, by=by, now=now, channel=channel, data=data, cause=cause)


def refuse_stranger(ticket: Ticket, assignee: Person | None) -> None:
    """Raises `CannotAssign` for somebody who neither works for the department nor in the team."""
    if assignee is None or may_be_assigned(assignee, ticket):
        return
    place = ticket.team or ticket.department
    sentence = _("{person} doesn't work for {place}. Choose somebody who does, or another team first.")
    raise CannotAssign(format_lazy(sentence, person=assignee.label, place=place))


def _stays(ticket: Ticket, assignee: Person) -> bool:
    return ticket.team_id in assignee.team_ids


def assigned_data(ticket: Ticket) -> dict[str, Any]:
    """Who has it now, as the journal keeps it; `to` reads as the person, else as the team."""
    team = {"id": ticket.team_id, **ticket.team.names} if ticket.team else None
    return {
        "to": ticket.assignee.label if ticket.assignee else team,
        "assignee": named(ticket.assignee),
        "team": team,
    }


def release(ticket: Ticket, *, by: Person, now: datetime, channel: str) -> None:
    """Puts a ticket that is locked already back into the queue of its team."""
    former = ticket.assignee
    if former is None:
        return
    ticket.assignee = None
    bump(ticket, "assignee", now=now)
    data = {"was": former.label, "assignee": None, "former": named(former), "revision": ticket.revision}
    record("ticket.released", ticket, by=by, now=now, channel=channel, data=data)
