"""Which process runs for a ticket: what its lifecycle names, or leaves to its service."""

from tickets.lifecycles.spec import SERVICE_PROCESS
from tickets.models import Ticket
from tickets.terms import agreed_for, lifecycle_of


def process_of(ticket: Ticket, status: str) -> str:
    """The slug of the process that runs while the ticket is in this status; "" for none."""
    known = lifecycle_of(ticket).statuses.get(status)
    runs = known.runs if known else ""
    return agreed_for(ticket).process if runs == SERVICE_PROCESS else runs
