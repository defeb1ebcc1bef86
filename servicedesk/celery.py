"""The Celery application. The database says what must happen; the broker only rings the bell."""

import os
import warnings
from typing import Any

import click
from celery import Celery, bootsteps
from celery.beat import EmbeddedService
from celery.platforms import SecurityWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
os.environ.setdefault(
    "CELERY_SKIP_CHECKS", "true"
)  # Django's checks import every page; they belong to the web
# A demo in a container runs as root; what Celery warns of, pickled messages, is not accepted anyway.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("servicedesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Clock(bootsteps.StartStopStep):
    """`worker --clock` keeps the timetable in a thread of the worker.

    Celery's own `--beat` forks a process, which takes memory and outlives a worker that was killed;
    the next one then keeps the timetable a second time.
    """

    conditional = True

    def __init__(self, worker: Any, clock: bool = False, **options: Any) -> None:
        self.enabled = clock
        super().__init__(worker, **options)

    def create(self, worker: Any) -> Any:
        return EmbeddedService(worker.app, thread=True)


app.steps["worker"].add(Clock)
app.user_options["worker"].add(
    click.Option(["--clock"], is_flag=True, help="Keep the timetable in this worker; one worker at most.")
)
