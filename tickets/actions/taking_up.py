"""A ticket whose service has a process needs nobody to take it up."""

from datetime import datetime

from people.models import Person
from tickets.actions.move import move
from tickets.models import Ticket
from tickets.terms import agreed_for, lifecycle_of


def take_up(ticket: Ticket, *, now: datetime, channel: str = "process") -> Ticket:
    """Takes the ticket to where its service's process runs, if the lifecycle lets the desk do so; the ticket."""
    if not agreed_for(ticket).process:
        return ticket
    way = lifecycle_of(ticket).way_into_process(ticket.status)
    if way is None:
        return ticket
    return move(ticket, way, by=Person.objects.machine(), now=now, channel=channel)
