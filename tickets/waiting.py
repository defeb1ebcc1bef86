"""How many requests are before one, for who waits.

Told only of what waits in a team's queue: nobody has it, and nobody has begun (phase new). Before it is what
waits in the same team's queue with a higher priority, or with the same and opened earlier: the order in which
the team is asked to work. Only a number is told, never what the others are.
"""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tickets.models import Ticket
from tickets.phases import Phase


def is_waiting(ticket: Ticket) -> bool:
    """Whether it lies in a team's queue and nobody has taken it."""
    return ticket.phase == Phase.NEW and ticket.assignee_id is None and ticket.team_id is not None


def places_of(tickets: Iterable[Ticket]) -> dict[int, int]:
    """How many are before each of those that wait, by its id: one statement for all of them."""
    waiting = [ticket.pk for ticket in tickets if is_waiting(ticket)]
    if not waiting:
        return {}
    earlier = Q(opened_at__lt=OuterRef("opened_at")) | Q(
        opened_at=OuterRef("opened_at"), pk__lt=OuterRef("pk")
    )
    queue = Ticket.objects.open().filter(team=OuterRef("team"), phase=Phase.NEW, assignee=None)
    before = queue.filter(Q(priority__lt=OuterRef("priority")) | Q(earlier, priority=OuterRef("priority")))
    counted = before.order_by().values("team").annotate(many=Count("pk")).values("many")
    rows = Ticket.objects.filter(pk__in=waiting).annotate(place=Coalesce(Subquery(counted), 0))
    return dict(rows.values_list("pk", "place"))
