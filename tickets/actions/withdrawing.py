"""The requester no longer wants it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.actions.move import IllegalMove, move
from tickets.models import Ticket
from tickets.phases import Phase
from tickets.terms import lifecycle_of


def withdraw(ticket: Ticket, *, by: Person, now: datetime, reason: str = "", channel: str = "web") -> Ticket:
    """Cancels the ticket by the step its lifecycle keeps for the requester; `reason` if that asks for it.

    Raises `IllegalMove` where there is no such step (any more), and what `move` raises.
    """
    name = withdrawal(ticket)
    if name is None:
        raise IllegalMove(
            _("It can't be withdrawn any more. Reply instead; those who work on it will see it.")
        )
    asks = lifecycle_of(ticket).transitions[name].ask
    answers = {"reason": reason} if any(question.name == "reason" for question in asks) else {}
    return move(ticket, name, by=by, now=now, seen=ticket.status, channel=channel, **answers)


def withdrawal(ticket: Ticket) -> str | None:
    """The step by which a requester cancels the ticket from where it stands; None where there is none."""
    spec = lifecycle_of(ticket)
    return next(
        (
            name
            for name, step in spec.leaving(ticket.status).items()
            if spec.statuses[step.to].phase == Phase.CANCELLED and "requester" in step.who
        ),
        None,
    )
