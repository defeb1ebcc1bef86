"""What a person does about deliveries that failed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal import bell, policies
from journal.actions.recording import record
from journal.models import Delivery
from journal.refusals import NotAllowed

State = Delivery.State


def replay(ids: Collection[int], *, by: Any, now: datetime) -> int:
    """Puts deliveries that failed, wait for another try or were put aside back into the outbox, as if never
    tried; returns how many.

    They run again soon, after those of the same line that have become due meanwhile or before them,
    whichever the workers find first: their own turn is over.
    """
    with transaction.atomic():
        mended = _locked(ids, Q(state__in=[State.FAILED, State.DISMISSED]) | _waiting(now), by)
        Delivery.objects.filter(pk__in=[one.pk for one in mended]).update(
            state=State.PENDING, attempts=0, due_at=now, error="", claim="", claimed_until=None
        )
        _tell("delivery.replayed", mended, by=by, now=now)
        if mended:
            bell.ring_after_commit()
    return len(mended)


def dismiss(ids: Collection[int], *, by: Any, now: datetime) -> int:
    """Puts aside deliveries that failed or wait for another try: they will not happen, and nobody is asked
    again; returns how many."""
    with transaction.atomic():
        mended = _locked(ids, Q(state=State.FAILED) | _waiting(now), by)
        Delivery.objects.filter(pk__in=[one.pk for one in mended]).update(state=State.DISMISSED, done_at=now)
        _tell("delivery.dismissed", mended, by=by, now=now)
    return len(mended)


def _waiting(now: datetime) -> Q:
    """Tried in vain and not being tried just now."""
    idle = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return Q(state=State.PENDING, attempts__gt=0) & idle


def _locked(ids: Collection[int], mendable: Q, by: Any) -> list[Delivery]:
    """The deliveries that still can be mended so; raises `NotAllowed`."""
    if not policies.may_mend_deliveries(by):
        raise NotAllowed(_("Only administrators of the whole desk may mend deliveries."))
    found = Delivery.objects.select_for_update().filter(mendable, pk__in=ids)
    return list(found.prefetch_related("event").order_by("pk"))


def _tell(verb: str, deliveries: list[Delivery], *, by: Any, now: datetime) -> None:
    for one in deliveries:
        data = {"reaction": one.reaction, "target": one.target, "error": one.error[:400]}
        record(verb, one, by=by, now=now, data=data)
