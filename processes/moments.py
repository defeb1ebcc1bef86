"""When a timer of a diagram comes due."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from processes.bpmn import Timer
from processes.bpmn.timing import ENDLESS, AddWorking, Cycle, Span, cycle_of, moment_of, span_of
from processes.engine.failures import CannotGoOn
from processes.engine.scripting import Scripts


def due_at(
    timer: Timer,
    values: Mapping[str, Any],
    scripts: Scripts,
    *,
    now: datetime,
    working: AddWorking | None = None,
    working_days: AddWorking | None = None,
    round_no: int = 0,
) -> datetime | None:
    """The moment it comes due, reckoned from `now`; None for a cycle that is over after `round_no` rounds.

    What is no ISO time is a CEL value: a date, a moment, a length of time, or a text that says one. `working` reckons
    in working time where the timer asks for it, `working_days` in whole working days.
    Raises `CannotGoOn` where no time comes out.
    """

    def after(span: Span) -> datetime:
        if not timer.working:
            return span.after(now)
        return span.after(now, working, working_days=working_days)

    if timer.kind == "cycle":
        return _next_round(_read(timer, values, scripts), now, round_no, after)
    found = _read(timer, values, scripts)
    return after(found) if isinstance(found, Span) else found


def _next_round(
    cycle: Any, now: datetime, round_no: int, after: Callable[[Span], datetime]
) -> datetime | None:
    if not isinstance(cycle, Cycle):
        raise CannotGoOn(_("This is no repetition in time."))
    if cycle.times != ENDLESS and round_no >= cycle.times:
        return None
    if round_no == 0 and cycle.start is not None:
        return cycle.start
    return after(cycle.every)


def _read(timer: Timer, values: Mapping[str, Any], scripts: Scripts) -> Any:
    found = _said(timer.kind, timer.text)
    if found is None and timer.kind != "cycle" and timer.text:
        found = _worked_out(timer.kind, scripts.value(timer.text, values))
    if found is None:
        raise CannotGoOn(_("“{text}” gives no time.").format(text=timer.text))
    return found


def _said(kind: str, text: str) -> Any:
    return cycle_of(text) if kind == "cycle" else span_of(text) or moment_of(text)


def _worked_out(kind: str, value: Any) -> Any:
    if isinstance(value, str):
        return _said(kind, value)
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    if isinstance(value, date):
        return timezone.make_aware(datetime.combine(value, time()))
    if isinstance(value, timedelta):
        return Span(seconds=value.total_seconds())
    return None
