"""What a condition may ask about a ticket, and how each fact is found; only those asked for cost a query."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Count

from rules import Facts

FACTS = Facts(
    kind="text",
    status="text",
    phase="text",
    priority="number",
    impact="number",
    urgency="number",
    service="text",
    channel="text",
    has_team="yesno",
    has_assignee="yesno",
    has_resolution="yesno",
    open_children="number",
    open_tasks="number",
    open_approvals="number",
    items="number",
)

PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "kind": lambda ticket: ticket.kind,
    "status": lambda ticket: ticket.status,
    "phase": lambda ticket: ticket.phase,
    "priority": lambda ticket: ticket.priority,
    "impact": lambda ticket: ticket.impact,
    "urgency": lambda ticket: ticket.urgency,
    "service": lambda ticket: ticket.service,
    "channel": lambda ticket: ticket.channel,
    "has_team": lambda ticket: ticket.team_id is not None,
    "has_assignee": lambda ticket: ticket.assignee_id is not None,
    "has_resolution": lambda ticket: bool(ticket.resolution),
}


def _open_children(ids: list[int]) -> dict[int, int]:
    from tickets.models import Link

    rows = Link.objects.filter(type=Link.Type.PARENT, source__in=ids, target__is_open=True)
    return dict(rows.values_list("source").annotate(Count("pk")))


def _open_tasks(ids: list[int], **which: Any) -> dict[int, int]:
    from tickets.models import Task

    rows = Task.objects.open().filter(ticket__in=ids, parent=None, **which)
    return dict(rows.order_by().values_list("ticket").annotate(Count("pk")))


def _open_approvals(ids: list[int]) -> dict[int, int]:
    return _open_tasks(ids, kind="approval")


def _items(ids: list[int]) -> dict[int, int]:
    from tickets.models import TicketItem

    return dict(TicketItem.objects.filter(ticket__in=ids).values_list("ticket").annotate(Count("pk")))


COUNTED: Mapping[str, Callable[[list[int]], dict[int, int]]] = {
    "open_children": _open_children,
    "open_tasks": _open_tasks,
    "open_approvals": _open_approvals,
    "items": _items,
}


def facts_of(tickets: Iterable[Any], names: Iterable[str]) -> dict[int, dict[str, Any]]:
    """The named facts of each ticket by its id; one query for each fact that must be counted."""
    tickets, names = list(tickets), set(names)
    found = {ticket.pk: {name: PLAIN[name](ticket) for name in names & PLAIN.keys()} for ticket in tickets}
    for name in names & COUNTED.keys():
        counts = COUNTED[name](list(found))
        for pk, values in found.items():
            values[name] = counts.get(pk, 0)
    return found
