"""A task is no longer needed: whoever gave it out takes it back, or its ticket has ended."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import clean_text
from tickets.actions.tasks._writing import UNDECIDED, held, persons, tell
from tickets.actions.tasks.counting import close
from tickets.models import Task, Ticket
from tickets.task_policies import may_withdraw

WHY = 1000


@transaction.atomic
def cancel_task(task: Task, *, by: Person, now: datetime, why: str, channel: str = "web") -> Task:
    """Takes the task back; nobody has anything to do with it any more. One that has ended stays as it is.

    Raises `NotAllowed` for those who didn't give it out, `Invalid` without a reason.
    """
    found = held(task)
    if not may_withdraw(by, found):
        raise NotAllowed(_("Only who gave it out, or who leads the team, takes it back."))
    why = clean_text("why", why, limit=WHY)
    if found.is_open:
        cancel(found, by=by, now=now, why=why, channel=channel)
    return found


def cancel(task: Task, *, by: Person, now: datetime, why: object, channel: str) -> None:
    """The taking back itself, of a task that is held already and still open."""
    had = list(task.assignments.filter(state__in=UNDECIDED).select_related("person"))
    close(task, Task.State.CANCELLED, "", by=by, now=now)
    tell(
        "task.cancelled",
        task,
        by=by,
        now=now,
        channel=channel,
        why=why,
        people=persons(had),
        to=[part.person_id for part in had],
    )


def cancel_all(ticket: Ticket, *, by: Person, now: datetime, why: object, channel: str = "machine") -> int:
    """Takes back every task of a ticket that is still open; how many. A question ends with what asked it."""
    open_tasks = Task.objects.open().filter(ticket=ticket)
    count = 0
    for task in open_tasks.filter(parent=None).order_by("pk"):
        task.ticket = ticket
        cancel(task, by=by, now=now, why=why, channel=channel)
        count += 1
    return count
