"""How much a column of a team's board may hold, and the drop that respects it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from journal.actions import record
from journal.refusals import NotAllowed, Refused
from people.models import Person, Team
from tickets.actions._writing import invalid
from tickets.arrangements import Slot
from tickets.models import BoardLimit, Ticket
from tickets.policies import may_limit_board
from tickets.querysets import TicketQuerySet

MOST = 999


class ColumnFull(Refused):
    """The column holds as many cards as its team wants to work on at once.

    `may_confirm` says whether this person may go over the limit after being asked.
    """

    code = "column-full"

    def __init__(self, message: object, *, may_confirm: bool) -> None:
        super().__init__(message, may_confirm=may_confirm)
        self.may_confirm = may_confirm


@transaction.atomic
def limit_column(
    team: Team, column: str, limit: int | None, *, label: object, by: Person, now: datetime
) -> BoardLimit | None:
    """Sets how many cards the column may hold; None lifts the limit. Raises `NotAllowed`, `Invalid`."""
    if not may_limit_board(by, team):
        raise NotAllowed(_("Only who leads the team can set its limits."))
    if limit is not None and not 1 <= limit <= MOST:
        raise invalid("limit", format_lazy(_("A limit is between 1 and {most}."), most=MOST))
    known = BoardLimit.objects.select_for_update().filter(team=team, column=column).first()
    if (known.limit if known else None) == limit:
        return known
    if limit is None:
        known.delete()
        known = None
    else:
        known, _made = BoardLimit.objects.update_or_create(
            team=team, column=column, defaults={"limit": limit}
        )
    record("board.limited", team, by=by, now=now, data={"column": str(label), "limit": limit})
    return known


@transaction.atomic
def within_limit(
    ticket: Ticket,
    column: str,
    held: TicketQuerySet,
    deed: Callable[[], Ticket],
    *,
    label: object,
    by: Person,
    confirmed: bool = False,
) -> Ticket:
    """Does the deed that puts the ticket into the column, unless its team's limit is reached.

    `held` are the tickets that lie in the column. Drops into one limited column happen one after the other,
    so that two at once can't both take the last place. Raises `ColumnFull`; whoever leads the team may
    confirm to go over it.
    """
    limit = BoardLimit.objects.select_for_update().filter(team=ticket.team_id, column=column).first()
    if limit is not None and _is_full(limit, ticket, held):
        _refuse_full(limit, label, by=by, confirmed=confirmed)
    return deed()


def full_for(ticket: Ticket, slots: Iterable[Slot], *, by: Person) -> dict[str, object]:
    """Of these columns those that hold as many cards as their team wants, each with the sentence that says so.

    None for whoever may go over the limit: that one is asked when the card is dropped.
    """
    limits = BoardLimit.objects.filter(team=ticket.team_id).select_related("team")
    known = {limit.column: limit for limit in limits}
    if not known or may_limit_board(by, ticket.team):
        return {}
    found = {}
    for slot in slots:
        limit = known.get(slot.key)
        if limit is not None and _is_full(limit, ticket, Ticket.objects.filter(slot.holds, is_open=True)):
            found[slot.key] = _sentence(limit, slot.label)
    return found


def _is_full(limit: BoardLimit, ticket: Ticket, held: TicketQuerySet) -> bool:
    inside = held.filter(team=ticket.team_id).exclude(pk=ticket.pk).order_by()[: limit.limit].count()
    return inside >= limit.limit


def _refuse_full(limit: BoardLimit, label: object, *, by: Person, confirmed: bool) -> None:
    may = may_limit_board(by, limit.team)
    if may and confirmed:
        return
    raise ColumnFull(_sentence(limit, label), may_confirm=may)


def _sentence(limit: BoardLimit, label: object) -> str:
    sentence = ngettext(
        "“{column}” of {team} holds its one card already. Finish it first.",
        "“{column}” of {team} holds its {limit} cards already. Finish one of them first.",
        limit.limit,
    )
    return sentence.format(column=label, team=limit.team.label, limit=limit.limit)
