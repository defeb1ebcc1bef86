"""What happens when the clock says so. May run twice, or at the same time as itself."""

from celery import shared_task
from django.utils import timezone

from processes import actions


@shared_task(ignore_result=True)
def fire_timers() -> None:
    """Every few seconds: lets runs go on whose timers are due."""
    now, seen = timezone.now(), set()
    while fired := actions.fire_due(now=now, but=seen):
        seen.update(fired)
