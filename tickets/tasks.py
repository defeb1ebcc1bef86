"""What happens when the clock says so. Each task may run twice, or at the same time as itself."""

from celery import shared_task
from django.utils import timezone

from tickets import actions, leftovers


@shared_task
def watch_clocks() -> None:
    """Every minute: tells of promises that run out soon or have run out."""
    now = timezone.now()
    while actions.warn_of_breaches(now=now):
        pass
    while actions.tell_of_breaches(now=now):
        pass


@shared_task
def keep_time() -> None:
    """Every minute: reminds those who have tasks, and does what was said for when their time is over."""
    now = timezone.now()
    while actions.keep_time(now=now):
        pass


@shared_task
def close_settled() -> None:
    """Every hour: closes what was resolved and met with silence."""
    now = timezone.now()
    while actions.close_settled(now=now):
        pass


@shared_task
def sweep_uploads() -> None:
    """Every hour: removes files that were uploaded and never sent."""
    now = timezone.now()
    while actions.sweep_uploads(now=now):
        pass


@shared_task
def remove_leftovers() -> None:
    """Daily: removes files whose row was rolled back."""
    leftovers.remove_leftovers(now=timezone.now())
