"""Work is finished, with the answers it asks for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.actions.answers import Given, read_asked, storable
from tickets.actions.tasks._writing import (
    CannotAct,
    NotYourTurn,
    Role,
    State,
    give_part,
    held_open,
    settle_part,
    waiting_parts,
)
from tickets.actions.tasks.counting import end
from tickets.actions.tasks.returning import resume
from tickets.lifecycles import Question
from tickets.models import Assignment, Task
from tickets.task_policies import may_claim


@transaction.atomic
def finish_task(
    task: Task,
    *,
    by: Person,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
    seen: int | None = None,
    channel: str = "web",
) -> Task:
    """Ends work or a question, done by whoever has it, helps with it, or takes it from the team's pool by this.

    What it asks for is answered in `answers`; an approval that waited for it goes on. Raises `Invalid` with each
    fault beside its question, `NotYourTurn`, `Stale`, `CannotAct` for an approval, `Ended`.
    """
    found = held_open(task, seen)
    if found.kind == Task.Kind.APPROVAL:
        raise CannotAct(_("An approval is approved, rejected or returned."))
    part = _part_of(found, by, now)
    given = read_asked(questions_of(found), answers or {})
    _keep(found, given)
    settle_part(part, State.DONE, by=by, now=now, channel=channel)
    end(found, Task.Outcome.DONE, by=by, now=now, channel=channel, who=part.who)
    if found.parent_id is not None:
        resume(found, by=by, now=now, channel=channel)
    return found


def questions_of(task: Task) -> list[Question]:
    """What whoever finishes the task is asked."""
    return [Question.model_validate(one) for one in task.asks]


def _part_of(task: Task, by: Person, now: datetime) -> Assignment:
    mine = waiting_parts(task, by, (Role.HANDLER, Role.HELPER))
    if mine:
        return mine[0]
    if may_claim(by, task):
        return give_part(task, by, Role.HANDLER, now=now)
    raise NotYourTurn(_("This isn't yours to finish. Whoever has it can hand it over to you."))


def _keep(task: Task, given: Given) -> None:
    task.answers = {name: storable(value) for name, value in given.values.items()}
    task.sheet = given.sheet
