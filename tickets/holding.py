"""Who has a ticket's open tasks, and since when: what a card, a stepper and a list say in one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q

from tickets.models import Assignment, Task
from ui.bilingual import choose

ACTING = (Assignment.Role.HANDLER, Assignment.Role.SIGNER)


@dataclass(frozen=True)
class Held:
    """Whose turn it is: the names (a team's where nobody has taken it), and since when the first of them has it.

    `requester` says that it was returned, or asked, and waits for who made the request.
    """

    names: tuple[str, ...]
    since: datetime
    requester: bool = False

    @property
    def first(self) -> str:
        return self.names[0] if self.names else ""

    @property
    def others(self) -> int:
        return max(0, len(self.names) - 1)


def held(tickets: Iterable[int]) -> dict[int, Held]:
    """Who has the open tasks of these tickets (ids), by ticket: one statement for all of them.

    Says nothing of tickets without an open task. Who asks must be allowed to read the tickets.
    """
    wanted = list(tickets)
    if not wanted:
        return {}
    part = FilteredRelation(
        "assignments",
        condition=Q(assignments__state=Assignment.State.WAITING, assignments__role__in=ACTING),
    )
    rows = (
        Task.objects.open()
        .filter(ticket__in=wanted, parent=None)
        .annotate(part=part)
        .order_by("pk", "part__place", "part__pk")
        .values_list(
            *("ticket", "state", "kind", "opened_at", "team__name", "team__name_zh"),
            *("part__person__name", "part__person__username", "part__since", "ticket__requester__name"),
        )
    )
    found: dict[int, Held] = {}
    for ticket, state, kind, opened, team, team_zh, name, username, since, requester in rows:
        back = state == Task.State.PAUSED or kind == Task.Kind.QUESTION
        if back:
            who, begun = requester, since or opened
        elif username:
            who, begun = name or username, since
        else:
            who, begun = choose(team or "", team_zh or ""), opened
        known = found.get(ticket)
        names = [*(known.names if known else ()), who]
        found[ticket] = Held(
            tuple(dict.fromkeys(one for one in names if one)),
            min(begun, known.since) if known else begun,
            back and (known is None or known.requester),
        )
    return found
