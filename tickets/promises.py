"""Why is my due date this? The arithmetic of a ticket's clocks, told in sentences."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tickets.clocks import has_kept, spent_until
from tickets.models import Clock, Ticket


def explain(ticket: Ticket, *, now: datetime) -> list[str]:
    """Sentences that say what was promised, by which calendar it counts, what is used up and what follows."""
    level = ticket.service_level
    if level is None:
        return [_("No service level applies to this, so nothing is promised.")]
    sentences = [
        _("The service level is “{level}”, the priority {priority}.").format(
            level=level, priority=ticket.get_priority_display()
        ),
        _("Time counts by the calendar “{calendar}”.").format(calendar=level.calendar),
    ]
    for clock in ticket.clocks.order_by("kind"):
        sentences += _clock(clock, ticket, level.calendar, now=now)
    return sentences


def _clock(clock: Clock, ticket: Ticket, calendar: Any, *, now: datetime) -> list[str]:
    name = clock.get_kind_display()
    if clock.target is None:
        return [_("{promise}: nothing is promised for this priority.").format(promise=name)]
    spent = spent_until(clock, calendar, now=now)
    known = {"promise": name, "target": duration(clock.target), "spent": duration(spent)}
    said = _("{promise}: promised within {target} of working time, of which {spent} are used up.")
    return [said.format(**known), _standing(clock, ticket, now=now)]


def _standing(clock: Clock, ticket: Ticket, *, now: datetime) -> str:
    kept = has_kept(clock, now=now)
    if clock.stopped_at is not None:
        said = _("Ended {when}: kept") if kept else _("Ended {when}: missed")
        return said.format(when=moment(clock.stopped_at))
    if clock.due_at is None:
        said = _("It stands while the ticket is in the phase “{phase}”.")
        return said.format(phase=ticket.get_phase_display())
    said = _("Due {when}") if kept else _("Was due {when}: missed")
    return said.format(when=moment(clock.due_at))


def moment(at: datetime) -> str:
    """An instant as the reader writes it, on the reader's clock."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def duration(minutes: float) -> str:
    """Working time in hours and minutes: 1 h 30 min."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    if not rest:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)
