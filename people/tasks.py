"""What happens when the clock says so. Each task may run twice, or at the same time as itself."""

from celery import shared_task
from django.utils import timezone

from people import once


@shared_task
def forget_keys() -> None:
    """Daily: forgets which requests were sent with a key, once nobody may rely on it any more."""
    while once.forget_keys(now=timezone.now()):
        pass
