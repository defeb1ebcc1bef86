"""What was promised, ticking: when a clock starts, stands, ends, and when it is due.

A clock counts working minutes. The response clock ends with the first public reply by somebody who works
on the ticket, or when work begins; the resolution clock ends when the ticket is resolved and goes on where
it stopped when it is reopened. Both stand in the phases the service level names.
"""

from collections.abc import Iterable
from datetime import datetime

from journal.actions import record
from journal.models import Event
from people.calendars import add_working, working_minutes
from people.models import Person, WorkingCalendar
from tickets.models import Clock, ServiceLevel, Ticket
from tickets.phases import OPEN, Phase
from tickets.wording import in_both

A_MOMENT = 0.001  # of a minute; what adding up spans of time may be wrong by
WARN_AT = 0.8  # of the target: what is left is the time somebody can still do something about it
RESPONSE, RESOLUTION = Clock.Kind.RESPONSE, Clock.Kind.RESOLUTION
TICKING = ["spent", "target", "running_since", "due_at", "warn_at", "warned_at", "stopped_at", "breached_at"]


def target_of(level: ServiceLevel, priority: int, kind: str) -> int | None:
    """Working minutes promised for a priority; None where nothing is."""
    targets = level.targets.get(str(int(priority)), level.targets.get("default", {}))
    return targets.get(kind)


def new_clocks(ticket: Ticket, *, now: datetime) -> list[Clock]:
    """The clocks of a ticket that is being opened, running where they should; not saved yet."""
    level = ticket.service_level
    if level is None:
        return []
    clocks = [
        Clock(ticket=ticket, kind=kind, target=target_of(level, ticket.priority, kind))
        for kind in Clock.Kind.values
    ]
    for clock in clocks:
        tick(clock, ticket, level, now=now)
    show(ticket, clocks)
    return clocks


def follow(ticket: Ticket, *, now: datetime, answered: bool = False) -> list[Clock]:
    """Lets the clocks do what the ticket's phase, priority and service level now ask for, and saves them.

    `answered` says that somebody who works on it has just replied in public. Sets the ticket's deadlines
    without saving the ticket. Gives back the clocks found to be missed on the way.
    """
    if ticket.service_level_id is None:
        return []
    level = ServiceLevel.objects.select_related("calendar").get(pk=ticket.service_level_id)
    clocks, changed = list(ticket.clocks.all()), []
    for clock in clocks:
        before = [getattr(clock, name) for name in TICKING]
        if answered and clock.kind == RESPONSE:
            stop(clock, level.calendar, now=now)
        retarget(clock, target_of(level, ticket.priority, clock.kind), level.calendar, now=now)
        tick(clock, ticket, level, now=now)
        if before != [getattr(clock, name) for name in TICKING]:
            changed.append((clock, before[-1]))
    if changed:
        Clock.objects.bulk_update([clock for clock, _was in changed], TICKING)
    show(ticket, clocks)
    return [clock for clock, was in changed if clock.breached_at and not was]


def tell_missed(
    ticket: Ticket, missed: Iterable[Clock], *, now: datetime, cause: Event | None = None
) -> None:
    """Records that these promises were missed. The desk itself says so, whoever found it out."""
    for clock in missed:
        data = {
            "clock": in_both(Clock.Kind(clock.kind).label),
            "kind": clock.kind,
            "due": _iso(clock.breached_at),
        }
        record("ticket.breached", ticket, by=Person.objects.machine(), now=now, data=data, cause=cause)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def show(ticket: Ticket, clocks: Iterable[Clock]) -> None:
    """Writes next deadline and promised time on the ticket; while a clock stands, its promise stays."""
    due = {clock.kind: clock.due_at for clock in clocks if clock.due_at}
    ticket.due_at = min(due.values(), default=None)
    ticket.promised_at = due.get(RESOLUTION, ticket.promised_at)


def tick(clock: Clock, ticket: Ticket, level: ServiceLevel, *, now: datetime) -> None:
    """Starts, holds or ends the clock, whichever the ticket's phase asks for."""
    if _is_over(clock, ticket):
        stop(clock, level.calendar, now=now)
        return
    if clock.kind == RESOLUTION:
        clock.stopped_at = None  # reopened: it goes on with what is left
    if ticket.phase in level.pauses_in:
        hold(clock, level.calendar, now=now)
    else:
        run(clock, level.calendar, now=now)


def _is_over(clock: Clock, ticket: Ticket) -> bool:
    if clock.kind == RESOLUTION:
        return ticket.phase not in OPEN
    return clock.stopped_at is not None or ticket.phase not in (Phase.NEW, Phase.WAITING)


def run(clock: Clock, calendar: WorkingCalendar, *, now: datetime) -> None:
    """Counts from now on, if it doesn't already."""
    if clock.running_since is None and clock.stopped_at is None and clock.target is not None:
        clock.running_since = now
        _aim(clock, calendar, clock.target, since=now)


def hold(clock: Clock, calendar: WorkingCalendar, *, now: datetime) -> None:
    """Stands still; what was used up until now is kept."""
    if clock.running_since is None:
        return
    clock.spent += working_minutes(calendar, clock.running_since, max(now, clock.running_since))
    if clock.breached_at is None and clock.due_at is not None and clock.due_at < now:
        clock.breached_at = clock.due_at
    clock.running_since = clock.due_at = clock.warn_at = None


def stop(clock: Clock, calendar: WorkingCalendar, *, now: datetime) -> None:
    """Ends, kept or missed; ending twice changes nothing."""
    hold(clock, calendar, now=now)
    if clock.stopped_at is not None:
        return
    clock.stopped_at = now
    # A promise that was shortened may be used up without ever having been due.
    if clock.breached_at is None and clock.target is not None and clock.spent > clock.target + A_MOMENT:
        clock.breached_at = now


def retarget(clock: Clock, target: int | None, calendar: WorkingCalendar, *, now: datetime) -> None:
    """Another promise for the same clock, without losing what was used up. What has ended stays judged."""
    if clock.stopped_at is not None or clock.target == target:
        return
    hold(clock, calendar, now=now)
    clock.target, clock.warned_at = target, None
    if target is None or clock.spent < target:
        clock.breached_at = None


def _aim(clock: Clock, calendar: WorkingCalendar, target: int, *, since: datetime) -> None:
    left = target - clock.spent
    clock.due_at = add_working(calendar, since, left) if left > 0 else since
    to_warning = target * WARN_AT - clock.spent
    if clock.warned_at is None and to_warning > 0:
        clock.warn_at = add_working(calendar, since, to_warning)


def spent_until(clock: Clock, calendar: WorkingCalendar, *, now: datetime) -> float:
    """Working minutes used up by then."""
    if clock.running_since is None:
        return clock.spent
    return clock.spent + working_minutes(calendar, clock.running_since, max(now, clock.running_since))


def has_kept(clock: Clock, *, now: datetime) -> bool:
    """Whether the promise is (still) kept."""
    return clock.breached_at is None and not (clock.due_at and clock.due_at < now)
