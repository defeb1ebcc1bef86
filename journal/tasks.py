"""What the workers do for the journal. The timetable in the settings calls `sweep` and `prune`."""

from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from journal import relay
from journal.models import Delivery

KEEP_DAYS = 30
CHUNK = 1000


@shared_task(expires=30)
def deliver() -> None:
    """Rung by a deed: empties the outbox."""
    relay.drain()


@shared_task(expires=5)
def sweep() -> None:
    """Every few seconds: what a bell did not reach, what a killed worker dropped, what is due again."""
    relay.drain()


@shared_task
def prune(now: datetime | None = None) -> int:
    """Every few hours: forgets deliveries done or put aside `DELIVERIES_KEPT_DAYS` (30) days ago.

    The events stay. Removed in portions, so that no other writer waits long; returns how many went.
    """
    kept = getattr(settings, "DELIVERIES_KEPT_DAYS", KEEP_DAYS)
    old = Delivery.objects.settled_before((now or timezone.now()) - timedelta(days=kept))
    gone = 0
    while ids := list(old.values_list("id", flat=True)[:CHUNK]):
        gone += Delivery.objects.filter(id__in=ids).delete()[0]
    return gone
