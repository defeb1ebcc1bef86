"""What a process may ask about: the answers of its ticket and the ticket itself, fresh each time, never kept."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from rules import Fact
from tickets.models import Kind, Ticket

Reader = Callable[[Ticket, Collection[str]], dict[str, Any]]
_readers: list[Reader] = []


def reads_answers(reader: Reader) -> Reader:
    """Registers what gives the typed facts of a ticket's answers.

    It gets the ticket and the words that occur in the diagram: a fact nobody mentions need not be worked out.
    """
    _readers.append(reader)
    return reader


OF_THE_TICKET: dict[str, Callable[[Ticket], Any]] = {
    "person": lambda ticket: ticket.requester,
    "ticket_number": lambda ticket: ticket.reference,
    "ticket_subject": lambda ticket: ticket.subject,
    "ticket_kind": lambda ticket: ticket.kind,
    "ticket_status": lambda ticket: ticket.status,
    "ticket_priority": lambda ticket: ticket.priority,
    "ticket_impact": lambda ticket: ticket.impact,
    "ticket_urgency": lambda ticket: ticket.urgency,
    "ticket_service": lambda ticket: ticket.service,
}

# What people call them, and their types.
KINDS: dict[str, Fact] = {
    "ticket_number": Fact("text", label=_("the ticket's number")),
    "ticket_subject": Fact("text", label=_("the ticket's subject")),
    "ticket_kind": Fact("choice", label=_("the kind of ticket"), choices=dict(Kind.choices)),
    "ticket_status": Fact("text", label=_("the ticket's status")),
    "ticket_priority": Fact("number", label=_("the ticket's priority (1 is the highest)")),
    "ticket_impact": Fact("number", label=_("the ticket's impact (1 is the highest)")),
    "ticket_urgency": Fact("number", label=_("the ticket's urgency (1 is the highest)")),
    "ticket_service": Fact("text", label=_("the ticket's service")),
}


def facts_for(ticket: Ticket, words: Collection[str]) -> dict[str, Any]:
    """The facts of the ticket that a diagram with these words may ask for."""
    found = {name: read(ticket) for name, read in OF_THE_TICKET.items() if name in words}
    found |= {name: value for name, value in ticket.answers.items() if name in words}
    for reader in _readers:
        found |= reader(ticket, words)
    return found
