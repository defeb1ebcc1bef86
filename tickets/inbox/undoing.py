"""The way back from a decision, offered beside the words that it was made."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from people.models import Person
from people.undo import TOO_LATE, TooLate, offer, way_back
from tickets import actions
from tickets.bulk import each
from tickets.models import Task

WAY = "tickets.decision"


def undo_of(request: HttpRequest, tasks: list[Task], *, now: datetime) -> str:
    """The address that takes back what was just decided on these tasks; "" where that isn't possible."""
    fresh = Task.objects.filter(pk__in=[task.pk for task in tasks])
    possible = [task.pk for task in fresh if actions.can_take_back(task, request.user, now=now)]
    return offer(request, WAY, possible) if possible and len(possible) == len(tasks) else ""


@way_back(WAY)
def take_back(ids: list[int], *, by: Person, now: datetime) -> Any:
    """Each decision by itself; raises the refusal where it is only one."""
    tasks = list(Task.objects.visible_to(by).filter(pk__in=ids))
    if not tasks:
        raise TooLate(TOO_LATE)
    if len(tasks) == 1:
        actions.take_back(tasks[0], by=by, now=now)
        return _("Your decision is taken back. It waits for you again.")
    return _("Undone: %(outcome)s") % {
        "outcome": each(tasks, lambda task: actions.take_back(task, by=by, now=now)).sentence
    }
