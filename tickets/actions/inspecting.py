"""An administrator looks into a department that keeps its tickets to itself: that is written down."""

from datetime import datetime, timedelta

from django.db import transaction

from journal.actions import record
from journal.models import Event
from people.models import Person
from tickets.models import Ticket
from tickets.policies import sees_only_as_admin

ONE_LOOK = timedelta(minutes=15)


def inspect(ticket: Ticket, *, by: Person, now: datetime, channel: str = "web") -> bool:
    """Records that somebody reads a confidential department's ticket with no right but administration.

    Called wherever a page or an endpoint fetches a ticket; tells whether it was such a look. The parts of
    one page, and what it fetches anew within a quarter of an hour, count as one look. Any other look costs
    nothing, not even a transaction.
    """
    if not (ticket.department.confidential and sees_only_as_admin(by, ticket)):
        return False
    looks = Event.objects.about(ticket).filter(verb="ticket.inspected", actor=by, at__gt=now - ONE_LOOK)
    if not looks.exists():
        with transaction.atomic():
            record("ticket.inspected", ticket, by=by, now=now, channel=channel)
    return True
