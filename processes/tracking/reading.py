"""A run and all that its track is made of, read in a handful of statements."""

from datetime import datetime

from django.db.models import Prefetch

from people.models import Person
from processes.models import Run
from processes.store import drawing_of
from processes.tracking import Reader, Track, track_of
from tickets.models import Assignment, Ticket
from tickets.policies import may_work

MOST_STEPS = 2000  # of one run; of a longer one the newest


def newest_run(ticket: Ticket) -> Run | None:
    """The run under way, else the one that ended last. Whoever may read the ticket may read it."""
    runs = Run.objects.filter(ticket=ticket).select_related("version__definition")
    return runs.defer("state", "version__xml").order_by("-pk").first()


def track(run: Run, ticket: Ticket, person: Person, *, now: datetime, works: bool | None = None) -> Track:
    """Where a run of the ticket is, as the person may know it: three statements, and one for a version not read yet.

    `works` says whether they work on the ticket, where the caller knows.
    """
    works = may_work(person, ticket) if works is None else works
    return read_track(run, ticket, Reader(person, works), now=now)


def read_track(run: Run, ticket: Ticket, reader: Reader, *, now: datetime) -> Track:
    """The track for a reader whose rights the caller has looked at."""
    parts = Assignment.objects.select_related("person", "on_behalf_of").order_by("place", "pk")
    steps = list(
        run.steps.select_related("task__team", "left_by")
        .prefetch_related(Prefetch("task__assignments", queryset=parts))
        .order_by("-pk")[:MOST_STEPS]
    )[::-1]
    timers = dict(run.timers.values_list("key", "due_at"))
    level = ticket.service_level
    return track_of(
        run,
        drawing_of(run.version_id),
        steps,
        reader=reader,
        requester=ticket.requester,
        timers=timers,
        now=now,
        calendar=level.calendar if level else None,
    )
