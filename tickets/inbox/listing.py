"""The list of one tab of the inbox."""

from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.inbox import cells
from tickets.inbox.filters import InboxFilter
from tickets.inbox.rows import acts, dressed, read_along, since
from tickets.inbox.tabs import Tab, tasks_in
from tickets.models import Assignment, Task
from ui.listing import BulkAction, Column, Listing

COLUMNS = {
    "what": Column("what", _("What is asked"), draw=cells.what, lead=True, export="label"),
    "reference": Column(
        "reference", _("No."), draw=cells.reference, phone=False, export="ticket.reference", default=False
    ),
    "requester": Column("requester", _("By"), draw=cells.requester, export="ticket.requester.label"),
    "service": Column("service", _("Service"), attr="ticket.service_label", phone=False, default=False),
    "cost": Column("cost", _("Cost"), draw=cells.cost, align="end"),
    "holders": Column("holders", _("With"), draw=cells.holders, export=cells.holders_in_words),
    "outcome": Column("outcome", _("Outcome"), draw=cells.outcome, export=cells.outcome_in_words),
    "since": Column("since", _("Since"), draw=cells.since, sort="since", export="since"),
    "due": Column("due", _("Due"), draw=cells.due, sort="due_at", export="due_at"),
    "deeds": Column("deeds", _("Actions"), draw=cells.deeds, fixed=True, exported=False),
}
SETS = {
    "todo": ("what", "reference", "requester", "service", "cost", "since", "due", "deeds"),
    "done": ("what", "reference", "requester", "service", "cost", "outcome", "since"),
    "started": ("what", "reference", "service", "holders", "outcome", "since", "due", "deeds"),
    "copied": ("what", "reference", "requester", "service", "cost", "holders", "outcome", "since"),
    "delegated": ("what", "reference", "requester", "service", "holders", "outcome", "since", "due"),
}


class InboxListing(Listing):
    """One tab. `tasks` are already those the person may see."""

    name = "inbox"
    title = _("Inbox")
    filterset = InboxFilter
    template = "tickets/inbox/inbox.html"
    live = "tickets"
    search_label = _("Search the inbox")
    columns: ClassVar[list[Column]] = list(COLUMNS.values())
    bulk: ClassVar[list[BulkAction]] = [
        BulkAction("approve", _("Approve"), "tickets:inbox-bulk-approve", icon="check", asks=True, key="a"),
        BulkAction(
            "reject", _("Reject"), "tickets:inbox-bulk-reject", icon="x", asks=True, key="r", tone="danger"
        ),
        BulkAction("claim", _("Take"), "tickets:inbox-bulk-claim", icon="user-check", key="t"),
        BulkAction(
            "hand-over", _("Hand over"), "tickets:inbox-bulk-hand-over", icon="arrow-right-left", asks=True
        ),
    ]

    def __init__(self, request: Any, tab: Tab, **context: Any) -> None:
        self.tab, self.person = tab, request.user
        self.now: datetime = context.setdefault("now", timezone.now())
        self.name = f"inbox-{tab.name}"
        self.columns = [COLUMNS[name] for name in SETS[tab.name]]
        self.default_sort = tab.sort
        self.empty_icon, self.empty_title, self.empty_text = tab.icon, tab.empty, tab.hint
        tasks = since(read_along(tasks_in(tab, request.user)), request.user)
        super().__init__(request, tasks, tab=tab, **context)

    def bulk_actions(self) -> list[BulkAction]:
        """Something can be done only about what waits."""
        return self.bulk if self.tab.name == "todo" else []

    def row_url(self, row: Task) -> str:
        return reverse("tickets:task", args=[row.pk])

    def peek_url(self, row: Task) -> str:
        return reverse("tickets:task-peek", args=[row.pk])

    def row_label(self, row: Task) -> str:
        return f"{row.label} ({row.ticket.reference})"

    def row_tone(self, row: Task) -> str:
        return "danger" if row.is_open and row.due_at and row.due_at < self.now else ""

    def prepare(self, rows: list[Task]) -> list[Task]:
        return dressed(rows, self.person)

    def may_decide(self, row: Task) -> bool:
        return row.kind == Task.Kind.APPROVAL and acts(row, Assignment.Role.SIGNER)
