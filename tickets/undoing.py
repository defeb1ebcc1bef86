"""The way back from what was just done to tickets: to who had them, to where they stood, to how urgent they were.

Offered only where there is one: a step back that this person may take and that asks nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from people.models import Person, Team
from people.undo import TOO_LATE, TooLate, offer, way_back
from tickets import actions
from tickets.actions.views import save_view
from tickets.bulk import each
from tickets.models import SavedView, Ticket
from tickets.moves import moves_of

WAY = "tickets"
Done = Iterable[tuple[Ticket, Ticket]]  # each as it was before and as it is now


def undo_of(request: HttpRequest, done: Done, *, now: datetime) -> str:
    """The address that undoes it for all of these tickets; "" where one of them has no way back."""
    pairs = [(was, became) for was, became in done if was.revision != became.revision]
    steps = _steps(pairs, request.user, now=now)
    return offer(request, WAY, steps) if steps and all(steps) else ""


def _steps(pairs: list[tuple[Ticket, Ticket]], by: Person, *, now: datetime) -> list[dict[str, Any] | None]:
    moved = [became for was, became in pairs if was.status != became.status]
    offered = moves_of(moved, by, now=now) if moved else {}
    return [_step(was, became, offered.get(became.pk, ())) for was, became in pairs]


def _step(was: Ticket, became: Ticket, moves: Iterable[Any]) -> dict[str, Any] | None:
    known = {"ticket": became.pk, "seen": became.revision}
    held = (was.team_id, was.assignee_id) != (became.team_id, became.assignee_id)
    judged = (was.impact, was.urgency, was.priority) != (became.impact, became.urgency, became.priority)
    if was.status != became.status:
        if held:
            return None  # more than one deed
        back = next((one for one in moves if one.to == was.status and not (one.refused or one.ask)), None)
        return {**known, "do": "move", "step": back.name} if back else None
    if held:
        if was.team_id is None and became.team_id is not None:
            return None
        return {**known, "do": "assign", "team": was.team_id, "assignee": was.assignee_id}
    if judged:
        return {
            **known,
            "do": "judge",
            "impact": was.impact,
            "urgency": was.urgency,
            "priority": was.priority,
        }
    return None


@way_back(WAY)
def go_back(steps: list[dict[str, Any]], *, by: Person, now: datetime) -> str:
    """Each ticket by itself, as far as nothing happened to it since; raises the refusal where it is only one."""
    found = Ticket.objects.visible_to(by).in_bulk([step["ticket"] for step in steps])
    by_ticket = {step["ticket"]: step for step in steps}
    tickets = [found[pk] for pk in by_ticket if pk in found]

    def deed(ticket: Ticket) -> None:
        step = by_ticket[ticket.pk]
        DEEDS[step["do"]](ticket, step, by=by, now=now)

    if not tickets:
        raise TooLate(TOO_LATE)
    if len(tickets) == 1:
        deed(tickets[0])
        return _("%(ticket)s is as it was.") % {"ticket": tickets[0].reference}
    return _("Undone: %(outcome)s") % {"outcome": each(tickets, deed).sentence}


def _move(ticket: Ticket, step: dict[str, Any], **deed: Any) -> None:
    actions.move(ticket, step["step"], seen=step["seen"], **deed)


def _assign(ticket: Ticket, step: dict[str, Any], **deed: Any) -> None:
    team = Team.objects.filter(pk=step["team"]).first() if step["team"] else None
    assignee = Person.objects.active().filter(pk=step["assignee"]).first() if step["assignee"] else None
    seen = step["seen"]
    if assignee is not None:
        actions.assign(ticket, to=assignee, team=team, seen=seen, **deed)
        return
    if team is not None and team.pk != ticket.team_id:
        ticket = actions.assign(ticket, to=team, seen=seen, **deed)
        seen = ticket.revision
    actions.assign(ticket, to=None, seen=seen, **deed)


def _judge(ticket: Ticket, step: dict[str, Any], **deed: Any) -> None:
    was = {name: step[name] for name in ("impact", "urgency", "priority")}
    actions.change_priority(ticket, **was, reason=_("Undone"), seen=step["seen"], **deed)


DEEDS = {"move": _move, "assign": _assign, "judge": _judge}


def words_for(was: Ticket, became: Ticket) -> str:
    """What was done to one ticket, for the line that offers the way back."""
    named = {"ticket": became.reference}
    if was.status != became.status:
        return _("%(ticket)s is now in “%(status)s”.") % {**named, "status": became.status_label}
    if became.assignee_id and was.assignee_id != became.assignee_id:
        return _("%(ticket)s is with %(name)s now.") % {**named, "name": became.assignee.label}
    if was.team_id != became.team_id:
        return _("%(ticket)s is with %(name)s now.") % {**named, "name": became.team.label}
    if was.assignee_id != became.assignee_id:
        return _("%(ticket)s waits for somebody to take it.") % named
    return _("%(ticket)s has another priority now.") % named


VIEW = "tickets.view"


def undo_of_view(request: HttpRequest, view: SavedView) -> str:
    """The address that brings a view back which is about to be dropped."""
    return offer(request, VIEW, {name: getattr(view, name) for name in KEPT_OF_VIEW})


KEPT_OF_VIEW = ("name", "query", "columns", "position", "owner_id", "team_id")


@way_back(VIEW)
def bring_view_back(kept: dict[str, Any], *, by: Person, now: datetime) -> str:
    view = SavedView(**kept)
    view = save_view(view, name=view.name, team=view.team, by=by, now=now)
    return _("The view “%(name)s” is kept.") % {"name": view.name}
