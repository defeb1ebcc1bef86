"""By the clock: promises that run out are told of, what is settled is closed."""

from datetime import datetime, timedelta

from django.db import transaction

from journal.actions import record
from people.models import Person
from tickets import clocks
from tickets.actions._writing import locked
from tickets.actions.move import pass_through
from tickets.lifecycles import Spec, specs_of
from tickets.models import Clock, LifecycleVersion, Terms, Ticket
from tickets.phases import Phase
from tickets.terms import Agreed, lifecycle_of
from tickets.wording import in_both

BATCH = 200


def tell_of_breaches(*, now: datetime, at_most: int = BATCH) -> int:
    """Records each promise that has run out by now, once, each in a transaction of its own; how many."""
    late = Clock.objects.filter(due_at__lte=now, breached_at=None).order_by("due_at")
    return sum(_breach(pk, now=now) for pk in list(late.values_list("pk", flat=True)[:at_most]))


@transaction.atomic
def _breach(pk: int, *, now: datetime) -> bool:
    clock = _held(pk)
    if clock is None or clock.breached_at is not None or clock.due_at is None or clock.due_at > now:
        return False
    clock.breached_at, clock.warn_at = clock.due_at, None
    clock.save(update_fields=["breached_at", "warn_at"])
    clocks.tell_missed(clock.ticket, [clock], now=now)
    return True


def warn_of_breaches(*, now: datetime, at_most: int = BATCH) -> int:
    """Records each promise that will run out soon, once; how many."""
    soon = Clock.objects.filter(warn_at__lte=now).order_by("warn_at")
    return sum(_warn(pk, now=now) for pk in list(soon.values_list("pk", flat=True)[:at_most]))


@transaction.atomic
def _warn(pk: int, *, now: datetime) -> bool:
    clock = _held(pk)
    if clock is None or clock.warn_at is None or clock.warn_at > now:
        return False
    clock.warn_at, clock.warned_at = None, now
    clock.save(update_fields=["warn_at", "warned_at"])
    if clock.due_at is None or clock.due_at <= now:  # too late to warn; the breach is told instead
        return False
    data = {
        "clock": in_both(Clock.Kind(clock.kind).label),
        "kind": clock.kind,
        "due": clock.due_at.isoformat(),
    }
    by = Person.objects.machine()
    record("ticket.due-soon", clock.ticket, by=by, now=now, channel="system", data=data)
    return True


def _held(pk: int) -> Clock | None:
    """The clock, its ticket locked first: every deed on a ticket takes them in that order."""
    ticket_id = Clock.objects.filter(pk=pk).values_list("ticket", flat=True).first()
    if ticket_id is None:
        return None
    ticket = locked(Ticket(pk=ticket_id))
    clock = Clock.objects.filter(pk=pk).first()
    if clock is not None:
        clock.ticket = ticket
    return clock


def close_settled(*, now: datetime, at_most: int = BATCH) -> int:
    """Takes resolved tickets, about which nobody has said anything for as long as their lifecycle waits,
    through the step it keeps for silence; how many."""
    return sum(_settle(pk, now=now) for pk in _silent(now=now, at_most=at_most))


def _silent(*, now: datetime, at_most: int) -> list[int]:
    specs = specs_of(set(LifecycleVersion.objects.values_list("pk", flat=True)))
    found: list[int] = []
    for version, spec in specs.items():
        statuses = _settling(spec)
        if statuses and len(found) < at_most:
            before = now - timedelta(days=spec.settles_after_days or 0)
            silent = Ticket.objects.filter(
                phase=Phase.RESOLVED,
                resolved_at__lte=before,
                updated_at__lte=before,
                lifecycle_version=version,
                status__in=statuses,
            ).exclude(terms__in=_talkative(spec))
            found += silent.order_by("resolved_at").values_list("pk", flat=True)[: at_most - len(found)]
    return found


def _settling(spec: Spec) -> list[str]:
    """The statuses that silence leads out of."""
    return [name for name in spec.statuses if spec.automatic(name, "silence")]


def _talkative(spec: Spec) -> list[int]:
    """The terms under which silence takes nothing: services that do without that step."""
    steps = {name for name, step in spec.transitions.items() if step.on == "silence"}
    found = []
    for terms in Terms.objects.order_by("pk"):
        agreed = Agreed.model_validate(terms.content)
        ends = {name for name in steps if spec.transitions[name].to in agreed.without_statuses}
        if ends or steps & set(agreed.without_steps):
            found.append(terms.pk)
    return found


@transaction.atomic
def _settle(pk: int, *, now: datetime) -> bool:
    ticket = locked(Ticket(pk=pk))
    spec = lifecycle_of(ticket)
    step = spec.automatic(ticket.status, "silence")
    if step is None or now - ticket.updated_at < timedelta(days=spec.settles_after_days or 0):
        return False
    machine, roles = Person.objects.machine(), frozenset({"system"})
    pass_through(ticket, step, roles=roles, by=machine, now=now, channel="system", answers={})
    return True
