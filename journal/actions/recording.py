"""Record what happened, and ask for what must happen after."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from journal import bell, reactions, verbs
from journal.models import Delivery, Event

DEEPEST = 16
_causes: ContextVar[tuple[Event, ...]] = ContextVar("journal_causes", default=())


class OutsideTransaction(RuntimeError):
    """An event must be written together with the deed it tells of."""


class TooDeep(RuntimeError):
    """Reactions cause each other without end."""


@dataclass(frozen=True)
class Effect:
    """One call of an effect: for whom (`subject` orders), under which key, with what."""

    subject: models.Model | str
    key: str
    payload: Any


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Any,
    now: datetime,
    data: dict[str, Any] | None = None,
    channel: str = "web",
    cause: Event | None = None,
) -> Event:
    """Writes the one event of a deed and lets everybody hear of it.

    Inline reactions run before this returns; their exceptions undo the deed. Later ones get a row in
    the outbox. `data` holds what sentence and readers need, JSON only; texts in two languages as
    `{"en": …, "zh": …}`. An event recorded by a reaction names what it reacted to as its cause.
    Raises `UnknownVerb`, and `OutsideTransaction` when the deed holds no transaction open.
    """
    verbs.get(verb)
    require_transaction(f"record({verb!r})")
    causes = _causes.get()
    if len(causes) >= DEEPEST:
        raise TooDeep(" → ".join(event.verb for event in causes))
    event = Event(
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=label_of(subject),
        actor=by,
        channel=channel,
        data=data or {},
        cause=cause or (causes[-1] if causes else None),
        at=now,
    )
    event.save(force_insert=True)
    event.remember_subject(subject)
    inline, later_ones = reactions.heard_by(verb)
    with because_of(event):
        for reaction in inline:
            reaction.function(event)
    _enqueue(
        Delivery(
            reaction=reaction.name,
            subject=event.subject_key,
            key=f"{reaction.name}:{event.pk}",
            event=event,
            due_at=now,
            created_at=now,
        )
        for reaction in later_ones
    )
    return event


def later(reaction: str, *, subject: models.Model | str, key: str, payload: Any, now: datetime) -> None:
    """Asks for one run of an effect after commit; asking again with the same key changes nothing."""
    later_each(reaction, [Effect(subject, key, payload)], now=now)


def later_each(reaction: str, effects: Iterable[Effect], *, now: datetime) -> None:
    """`later` for many, in one statement."""
    if reactions.effect_named(reaction) is None:
        raise LookupError(f"No app declares the effect {reaction!r} (in its reactions.py).")
    require_transaction(f"later({reaction!r})")
    rows = (
        Delivery(
            reaction=reaction,
            subject=one.subject if isinstance(one.subject, str) else key_of(one.subject),
            key=f"{reaction}:{one.key}",
            payload=one.payload,
            due_at=now,
            created_at=now,
        )
        for one in effects
    )
    _enqueue(rows, once=True)


@contextmanager
def because_of(event: Event) -> Iterator[None]:
    """Whatever is recorded inside names `event` as its cause."""
    token = _causes.set((*_causes.get(), event))
    try:
        yield
    finally:
        _causes.reset(token)


def require_transaction(what: str) -> None:
    """Raises unless a deed's own transaction is open; the one a test case wraps itself in doesn't count."""
    blocks = transaction.get_connection().atomic_blocks
    if not any(not getattr(block, "_from_testcase", False) for block in blocks):
        raise OutsideTransaction(f"{what} must be called inside transaction.atomic(), with the deed itself.")


def key_of(thing: models.Model) -> str:
    return f"{thing._meta.label_lower}:{thing.pk}"


def label_of(thing: models.Model) -> str:
    """What people call the thing: its `reference` (INC-42) where it has one, else how it prints."""
    return str(getattr(thing, "reference", None) or thing)[:160]


def _enqueue(deliveries: Iterable[Delivery], *, once: bool = False) -> None:
    rows = list(deliveries)
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=once)
        bell.ring_after_commit()
