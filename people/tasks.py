"""What happens when the clock says so. Each task may run twice, or at the same time as itself."""

from celery import shared_task
from django.utils import timezone

from people import actions, once


@shared_task
def forget_keys() -> None:
    """Daily: forgets which requests were sent with a key, once nobody may rely on it any more."""
    while once.forget_keys(now=timezone.now()):
        pass


@shared_task
def keep_delegations() -> None:
    """Every minute: lets substitutes begin and end at their time."""
    now = timezone.now()
    while actions.keep_delegations(now=now):
        pass
