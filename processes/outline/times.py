"""Lengths of time and moments in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.bpmn import Timer
from processes.bpmn.timing import Span, cycle_of, moment_of, span_of


def time(text: str, working: bool = False) -> str:
    """An ISO length of time in words; anything else as it is."""
    span = span_of(text)
    return _span(span, working) if span else text


def _span(span: Span, working: bool) -> str:
    years, months = divmod(span.months, 12)
    hours, rest = divmod(span.seconds, 3600)
    minutes = rest / 60
    weeks, days = divmod(span.days, 7) if span.days and span.days % 7 == 0 and not working else (0, span.days)
    parts = [
        ngettext("{count} year", "{count} years", years).format(count=years) if years else "",
        ngettext("{count} month", "{count} months", months).format(count=months) if months else "",
        ngettext("{count} week", "{count} weeks", weeks).format(count=weeks) if weeks else "",
        _days(days, working) if days else "",
        _hours(int(hours), working) if hours else "",
        ngettext("{count} minute", "{count} minutes", int(minutes)).format(count=f"{minutes:g}")
        if minutes
        else "",
    ]
    return " ".join(part for part in parts if part) or _("no time")


def _days(count: int, working: bool) -> str:
    if working:
        return ngettext("{count} working day", "{count} working days", count).format(count=count)
    return ngettext("{count} day", "{count} days", count).format(count=count)


def _hours(count: int, working: bool) -> str:
    if working:
        return ngettext("{count} working hour", "{count} working hours", count).format(count=count)
    return ngettext("{count} hour", "{count} hours", count).format(count=count)


def timer(said: Timer) -> str:
    """`for two days`, `until 24 December 2026`, `every hour`."""
    if said.kind == "cycle":
        cycle = cycle_of(said.text)
        if cycle is None:
            return said.text
        every = _span(cycle.every, said.working)
        if cycle.times < 0:
            return _("every {time}").format(time=every)
        return _("every {time}, {count} times").format(time=every, count=cycle.times)
    if span_of(said.text):
        return _("for {time}").format(time=time(said.text, said.working))
    if moment_of(said.text):
        return _("until {moment}").format(moment=said.text)
    return _("until the time “{name}”").format(name=said.text) if said.text else _("for no time yet")
