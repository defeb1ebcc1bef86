"""What tasks come from, beside people who give them out: told by whoever opens them as part of something larger."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet


@dataclass(frozen=True)
class Origins:
    """`named` gives (short name, what people call it) for what these tasks come from; `among` those of some."""

    named: Callable[[QuerySet], list[tuple[str, str]]]
    among: Callable[[QuerySet, list[str]], QuerySet]


_tellers: list[Origins] = []


def tells_origins(origins: Origins) -> None:
    """Registers what tells from what tasks come."""
    _tellers.append(origins)


def origins_of(tasks: QuerySet) -> list[tuple[str, str]]:
    """What these tasks come from, by its names."""
    found = [one for origins in _tellers for one in origins.named(tasks)]
    return sorted(found, key=lambda one: one[1])


def coming_from(tasks: QuerySet, names: list[str]) -> QuerySet:
    """Those of the tasks that come from one of these."""
    for origins in _tellers:
        tasks = origins.among(tasks, names)
    return tasks
