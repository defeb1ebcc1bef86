"""Which tasks come from which process, for those who look through their inbox."""

from django.db.models import QuerySet

from processes.models import Definition
from tickets.inbox.origins import Origins, tells_origins

MOST = 100


def processes_of(tasks: QuerySet) -> list[tuple[str, str]]:
    """The processes that opened these tasks: people who have to act in one may know what it is called."""
    found = Definition.objects.filter(versions__runs__steps__task__in=tasks.order_by().values("pk"))
    return [(one.slug, one.label) for one in found.distinct().order_by("slug")[:MOST]]


def of_processes(tasks: QuerySet, slugs: list[str]) -> QuerySet:
    return tasks.filter(step__run__version__definition__slug__in=slugs)


tells_origins(Origins(processes_of, of_processes))
