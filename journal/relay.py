"""The outbox's worker: claims deliveries, runs them, and keeps at it until they are done or given up.

What holds: every committed delivery runs at least once; those of one reaction and subject run one
after the other in the order of their ids; no two workers hold one delivery at the same time as long as
an effect ends within its lease. A delivery that keeps failing delays those behind it for some hours
(see `delay`), then it is parked as failed for a person to look at, and the line moves on.
"""

import logging
import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from journal import actions, reactions
from journal.models import Delivery

log = logging.getLogger("journal.relay")

BATCH = 20
LEASE = timedelta(seconds=60)
ATTEMPTS = 12
FIRST_DELAY, LONGEST_DELAY = 5, 7200  # seconds
ERROR_LENGTH = 4000

Clock = Callable[[], datetime]


def drain(clock: Clock = timezone.now) -> int:
    """Runs everything that is due, and what becomes ready through it; returns how many it ran."""
    ran = 0
    while batch := claim(clock()):
        ran += len(batch)
        _run_batch(batch, clock)
    return ran


def claim(now: datetime, *, limit: int = BATCH) -> list[Delivery]:
    """Takes up to `limit` deliveries for this worker alone, until their lease ends.

    One UPDATE decides who gets a row: of two workers who saw the same row free, the second one's
    condition no longer holds. The attempt is counted now, so that one which kills its worker is
    given up in the end, too.
    """
    while ids := list(Delivery.objects.ready(now).values_list("id", flat=True)[:limit]):
        token = str(uuid.uuid4())
        taken = (
            Delivery.objects.unclaimed(now)
            .filter(id__in=ids)
            .update(claim=token, claimed_until=now + LEASE, attempts=models.F("attempts") + 1)
        )
        if taken:
            mine = Delivery.objects.filter(claim=token, state=Delivery.State.PENDING)
            return list(mine.select_related("event__actor").order_by("due_at", "id"))
    return []


def _run_batch(batch: list[Delivery], clock: Clock) -> None:
    waiting = {delivery.pk: delivery for delivery in batch}
    try:
        for delivery in batch:
            if _keep(delivery, waiting, clock()):
                _run(delivery, clock)
            waiting.pop(delivery.pk, None)
    finally:
        if waiting:  # the worker is told to stop: those not begun need not wait for the lease to end
            begun = next(iter(waiting))
            _held(batch[0]).filter(pk__in=set(waiting) - {begun}).update(
                claim="", claimed_until=None, attempts=models.F("attempts") - 1
            )


def _keep(delivery: Delivery, waiting: dict[int, Delivery], now: datetime) -> bool:
    """Whether the delivery is still ours; prolongs the lease of all that wait when half of it is over."""
    if delivery.claimed_until and delivery.claimed_until - now > LEASE / 2:
        return True
    _held(delivery).filter(pk__in=waiting).update(claimed_until=now + LEASE)
    ours = set(_held(delivery).filter(pk__in=waiting).values_list("pk", flat=True))
    for pk in list(waiting):
        if pk in ours:
            waiting[pk].claimed_until = now + LEASE
        elif pk != delivery.pk:
            del waiting[pk]
    return delivery.pk in ours


def _run(delivery: Delivery, clock: Clock) -> None:
    try:
        if delivery.attempts > ATTEMPTS:
            raise reactions.GiveUp("Each attempt ended with the death of its worker.")
        perform(delivery)
    except Exception as error:
        _failed(delivery, error, clock())
    else:
        _done(delivery, clock())


def perform(delivery: Delivery) -> None:
    """Calls the reaction or effect the delivery names."""
    if delivery.event is not None:
        reaction = reactions.reaction_named(delivery.reaction)
        if reaction is None:
            raise LookupError(f"No app declares the reaction {delivery.reaction}.")
        with actions.because_of(delivery.event):
            reaction.function(delivery.event)
        return
    effect = reactions.effect_named(delivery.reaction)
    if effect is None:
        raise LookupError(f"No app declares the effect {delivery.reaction}.")
    effect(delivery.payload, delivery.key)


def delay(attempts: int, *, chance: Callable[[], float] = random.random) -> timedelta:
    """How long to wait after that many attempts: three times longer each time, at most two hours, ± a fifth.

    The twelve attempts together span about nine hours: a peer may be down for a night.
    """
    seconds = min(FIRST_DELAY * 3 ** (attempts - 1), LONGEST_DELAY)
    return timedelta(seconds=seconds * (0.8 + 0.4 * chance()))


def _done(delivery: Delivery, now: datetime) -> None:
    marked = (
        _held(delivery)
        .filter(pk=delivery.pk)
        .update(state=Delivery.State.DONE, done_at=now, claim="", claimed_until=None, error="")
    )
    if not marked:
        log.warning("%s took longer than its lease; it may run twice.", delivery)


def _failed(delivery: Delivery, error: Exception, now: datetime) -> None:
    over = delivery.attempts >= ATTEMPTS or isinstance(error, reactions.GiveUp)
    log.log(
        logging.ERROR if over else logging.WARNING,
        "%s failed at attempt %s%s",
        delivery,
        delivery.attempts,
        " and is given up" if over else "",
        exc_info=error,
    )
    _held(delivery).filter(pk=delivery.pk).update(
        state=Delivery.State.FAILED if over else Delivery.State.PENDING,
        due_at=now if over else now + delay(delivery.attempts),
        error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH],
        claim="",
        claimed_until=None,
    )


def _held(delivery: Delivery) -> models.QuerySet[Delivery]:
    """What this worker still holds of the batch."""
    return Delivery.objects.filter(claim=delivery.claim, state=Delivery.State.PENDING)
