"""What Django leaves to a clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Daily: forgets sessions that are over."""
    call_command("clearsessions", verbosity=0)
