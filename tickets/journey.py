"""Where the time of a request went: one bar, the same for the requester and for those who work on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from journal.models import Event
from tickets.models import Ticket
from tickets.phases import ENDED, Phase

MOVES = ("ticket.opened", "ticket.moved")
LONGEST = 200  # moves; a ticket that went to and fro more often than that is drawn from there on


@dataclass(frozen=True)
class Share:
    """A part of the time that has gone by; `start` and `width` are per cent of the whole, for drawing."""

    phase: str
    label: Any
    spent: timedelta
    start: float
    width: float


def time_bar(ticket: Ticket, *, now: datetime) -> list[Share]:
    """How the time until now (or until the end) divides over the phases, in the order of first visits."""
    events = Event.objects.about(ticket).filter(verb__in=MOVES).order_by("-pk")[:LONGEST]
    stops = [(event.at, event.data.get("to_phase", "")) for event in reversed(events)]
    spent: dict[str, timedelta] = {}
    for place, (at, phase) in enumerate(stops):
        until = stops[place + 1][0] if place + 1 < len(stops) else now
        if phase in Phase.values and phase not in ENDED:
            spent[phase] = spent.get(phase, timedelta()) + max(until - at, timedelta())
    return _shares(spent)


def _shares(spent: dict[str, timedelta]) -> list[Share]:
    whole = sum(spent.values(), timedelta())
    if not whole:
        return []
    shares, start = [], 0.0
    for phase, time in spent.items():
        width = 100 * (time / whole)
        shares.append(Share(phase, Phase(phase).label, time, round(start, 2), round(width, 2)))
        start += width
    return shares
