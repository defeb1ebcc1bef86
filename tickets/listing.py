"""The queue: the one listing over the tickets a person works with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets import cells
from tickets.filters import TicketFilter
from tickets.lifecycles import specs_of
from tickets.models import Ticket
from ui.listing import BulkAction, Column, Listing

# Texts that no row shows.
LONG = ("description", "answers", "sheet", "resolution")


class TicketListing(Listing):
    name = "tickets"
    title = _("Tickets")
    filterset = TicketFilter
    default_sort = "-updated"
    template = "tickets/queue.html"
    live = "tickets"
    search_label = _("Search tickets")
    empty_icon = "inbox"
    empty_title = _("No ticket matches")
    empty_text = _("Take a filter away, or choose another view on the left.")
    columns: ClassVar[list[Column]] = [
        Column("reference", _("No."), draw=cells.reference, sort="id", fixed=True),
        Column(
            "subject",
            _("Subject"),
            draw=cells.subject,
            lead=True,
            export="subject",
        ),
        Column(
            "status",
            _("Status"),
            draw=cells.status,
            export=lambda ticket: ticket.status_label,
        ),
        Column(
            "priority",
            _("Priority"),
            draw=cells.priority,
            sort="priority",
            export="get_priority_display",
        ),
        Column("due", _("Deadline"), draw=cells.due, sort="due_at", export="due_at"),
        Column("assignee", _("Assignee"), draw=cells.assignee, export="assignee.label"),
        Column("team", _("Team"), default=False, phone=False),
        Column("requester", _("Requester"), attr="requester.label", default=False),
        Column("department", _("Department"), default=False, phone=False),
        Column("kind", _("Kind"), attr="get_kind_display", default=False, phone=False),
        Column("service", _("Service"), attr="service_label", default=False, phone=False),
        Column(
            "opened",
            _("Age"),
            draw=cells.opened,
            sort="opened_at",
            export="opened_at",
            export_label=_("Opened"),
        ),
        Column(
            "updated",
            _("Updated"),
            draw=cells.updated,
            sort="updated_at",
            default=False,
            export="updated_at",
        ),
    ]
    bulk: ClassVar[list[BulkAction]] = [
        BulkAction("assign", _("Assign"), "tickets:bulk_assign", icon="user-check", asks=True, key="a"),
        BulkAction("priority", _("Priority"), "tickets:bulk_priority", icon="flag", asks=True, key="p"),
        BulkAction("move", _("Move"), "tickets:bulk_move", icon="arrow-right", asks=True, key="m"),
        BulkAction("comment", _("Comment"), "tickets:bulk_comment", icon="message-square", asks=True),
        BulkAction("watch", _("Watch"), "tickets:bulk_watch", icon="eye", key="w"),
    ]

    def __init__(self, request: Any, queryset: Any, **context: Any) -> None:
        self.now: datetime = context.setdefault("now", timezone.now())
        super().__init__(request, queryset.with_people().defer(*LONG), **context)

    def row_url(self, row: Ticket) -> str:
        return row.desk_url

    def peek_url(self, row: Ticket) -> str:
        return f"{row.desk_url}peek/"

    def row_label(self, row: Ticket) -> str:
        return row.reference

    def row_tone(self, row: Ticket) -> str:
        return "danger" if row.due_at and row.due_at < self.now else ""

    def prepare(self, rows: list[Ticket]) -> list[Ticket]:
        """Reads the lifecycles of the page at once: a row's status asks for its words."""
        warm(rows)
        return rows


def warm(tickets: Iterable[Ticket]) -> None:
    """Has every lifecycle of these tickets read in one query."""
    specs_of({ticket.lifecycle_version_id for ticket in tickets})
