"""Timers of a run: when they come due in the working time of the ticket's calendar, and their rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from people.calendars import NoWorkingTime, add_working, add_working_days
from people.models import WorkingCalendar
from processes.engine import CannotGoOn, Waiting
from processes.engine.scripting import Scripts
from processes.models import Run, Step, Timer
from processes.moments import due_at
from processes.ready import Ready
from tickets import pace
from tickets.models import Ticket

# How long to wait before another try of what failed: in the end somebody has to look.
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


def calendar_of(ticket: Ticket) -> WorkingCalendar | None:
    """The working time that counts for the ticket, else the company's first calendar."""
    return pace.calendar_of(ticket) or WorkingCalendar.objects.order_by("pk").first()


def moment_of(
    waiting: Waiting,
    ticket: Ticket,
    ready: Ready,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    round_no: int = 0,
) -> datetime | None:
    """When the timer comes due; None for a cycle that is over. Raises `CannotGoOn`."""
    timer = waiting.event.timer if waiting.event else None
    if timer is None:
        raise CannotGoOn("")
    calendar = calendar_of(ticket) if timer.working else None
    try:
        return due_at(
            timer,
            facts,
            Scripts(ready.compiled.facts),
            now=now,
            working=partial(add_working, calendar) if calendar else None,
            working_days=partial(add_working_days, calendar) if calendar else None,
            round_no=round_no,
        )
    except NoWorkingTime as refused:
        raise CannotGoOn(str(refused)) from None


class Timers:
    """The timers of one run that are set or dropped while its row is held."""

    def __init__(self, row: Run, *, fresh: bool = False) -> None:
        self.row = row
        self.fresh = fresh
        self.set: dict[tuple[str, str], Timer] = {}
        self.gone: set[tuple[str, str]] = set()

    def at(self, key: str, moment: datetime, *, kind: str = Timer.Kind.FIRE, round_no: int = 0) -> None:
        """A moment at which the run goes on at this step, in place of an earlier one."""
        self.gone.add((key, kind))
        self.set[key, kind] = Timer(run=self.row, key=key, kind=kind, due_at=moment, round=round_no)

    def drop(self, key: str, kinds: Iterable[str] = (Timer.Kind.FIRE, Timer.Kind.RETRY)) -> None:
        for kind in kinds:
            self.gone.add((key, kind))
            self.set.pop((key, kind), None)

    def save(self) -> None:
        keys = {key for key, _kind in self.gone}
        if keys and not self.fresh:
            rows = Timer.objects.filter(run=self.row, key__in=keys).values_list("pk", "key", "kind")
            old = [pk for pk, key, kind in rows if (key, kind) in self.gone]
            if old:
                Timer.objects.filter(pk__in=old).delete()
        if self.set:
            Timer.objects.bulk_create(self.set.values())
        self.set, self.gone = {}, set()


def wind(held: Any, waiting: Waiting, since: datetime | None = None) -> None:
    """Sets the timer of a step that waits for one, since now or some moment before."""
    begun = since or held.now
    try:
        moment = moment_of(waiting, held.ticket, held.ready, held.engine.sees(waiting.key), now=begun)
    except CannotGoOn as fault:
        held.engine.fail(waiting.key, str(fault))
        held.note()
        return
    if moment is not None:
        held.timers.at(waiting.key, moment)


def fire(held: Any, timer: Timer) -> None:
    """The moment has come. A cycle on a border that goes on beside is wound up for its next round."""
    step = held.log.open.get(timer.key)
    if step is None or step.state != Step.State.WAITING:
        held.timers.drop(timer.key)
        return
    held.timers.drop(timer.key, [Timer.Kind.FIRE])
    step.tries += step.kind == "boundaryEvent"
    held.log.change(step)
    held.engine.fire(timer.key)
    held.note()
    again = next((one for one in held.engine.waiting if one.key == timer.key), None)
    if again is None or again.event is None or again.event.timer is None or again.event.timer.kind != "cycle":
        return
    facts, number = held.engine.sees(timer.key), timer.round + 1
    moment = moment_of(again, held.ticket, held.ready, facts, now=timer.due_at, round_no=number)
    if moment is not None:
        held.timers.at(timer.key, moment, round_no=number)
