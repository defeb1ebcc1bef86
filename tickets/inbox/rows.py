"""Tasks as one person reads them: with their own part, who else has one, and what it costs."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from people.models import Person
from tickets.costs import costs_of
from tickets.lifecycles import specs_of
from tickets.models import Assignment, Task
from tickets.querysets import TaskQuerySet

Role, State = Assignment.Role, Assignment.State
HELD = (State.WAITING, State.QUEUED)
SHOWN = ("ticket__requester", "ticket__department", "ticket__terms", "team", "opened_by")
LONG = ("ticket__description", "ticket__resolution", "instructions", "answers", "sheet")


def since(tasks: TaskQuerySet, person: Person) -> TaskQuerySet:
    """The tasks with `.since`: since when it is the person's, else since when it is open."""
    mine = Assignment.objects.filter(task=OuterRef("pk"), person=person).order_by("-since", "-pk")
    return tasks.annotate(since=Coalesce(Subquery(mine.values("since")[:1]), F("opened_at")))


def read_along(tasks: TaskQuerySet) -> TaskQuerySet:
    """With everything a row names."""
    return tasks.select_related(*SHOWN).defer(*LONG)


def dressed(tasks: Iterable[Task], person: Person, *, costs: bool = True) -> list[Task]:
    """Each task with `.parts` (all of them), `.mine` (the person's own; None for none), `.holders` (whose turn it
    is), `.cost` (in words) and `.free` (whether the person may take it)."""
    found = list(tasks)
    parts: dict[int, list[Assignment]] = defaultdict(list)
    for part in (
        Assignment.objects.filter(task__in=[task.pk for task in found])
        .select_related("person", "on_behalf_of", "acted_by", "added_by")
        .order_by("place", "pk")
        if found
        else ()
    ):
        parts[part.task_id].append(part)
    priced = costs_of([task.ticket for task in found], person) if costs else {}
    specs_of({task.ticket.lifecycle_version_id for task in found})
    for task in found:
        task.parts = parts[task.pk]
        for part in task.parts:
            part.task = task
        task.mine = part_of(task.parts, person)
        task.holders = [
            part for part in task.parts if part.state == State.WAITING and part.role != Role.COPIED
        ]
        task.cost = priced.get(task.ticket_id, "")
        held = any(part.state in HELD and part.role != Role.COPIED for part in task.parts)
        task.free = task.state == Task.State.OPEN and not held and task.team_id in person.team_ids
    return found


def part_of(parts: Iterable[Assignment], person: Person) -> Assignment | None:
    """The part that counts of those the person has: the one to act on before any other, else the latest."""
    own = [part for part in parts if part.person_id == person.pk]
    return max(own, key=_weight, default=None)


def _weight(part: Assignment) -> tuple[bool, bool, datetime, int]:
    return (part.state == State.WAITING, part.role != Role.COPIED, part.since, part.pk)


def acts(task: Task, *roles: str) -> bool:
    """Whether it is the person's turn, in one of these roles."""
    mine: Any = task.mine
    return (
        task.state == Task.State.OPEN
        and mine is not None
        and mine.state == State.WAITING
        and mine.role in roles
    )
