"""Those who wait may press; those who are pressed say that they have seen it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import clean_text
from tickets.actions.tasks._writing import CannotAct, Role, State, held_open, tell
from tickets.models import Task
from tickets.task_policies import may_urge

URGE_EVERY = timedelta(hours=4)
NOTE = 400


@transaction.atomic
def urge(task: Task, *, by: Person, now: datetime, note: str = "", channel: str = "portal") -> Task:
    """Asks those whose turn it is to hurry; once in four hours per task, whoever asks.

    Raises `NotAllowed`, `CannotAct` saying when it can be done again.
    """
    found = held_open(task)
    if not may_urge(by, found):
        raise NotAllowed(_("Only who asked for it, or who works on it, urges others."))
    again = urgeable_at(found)
    if again is not None and again > now:
        at = date_format(timezone.localtime(again), "SHORT_DATETIME_FORMAT")
        raise CannotAct(
            format_lazy(_("They were urged a short while ago. You can do so again at {at}."), at=at)
        )
    note = clean_text("note", note, limit=NOTE, required=False)
    found.urged, found.urged_at = found.urged + 1, now
    found.save(update_fields=["urged", "urged_at"])
    waiting = found.assignments.filter(state=State.WAITING).exclude(role=Role.COPIED)
    data = {"to": list(waiting.values_list("person", flat=True)), "note": note, "times": found.urged}
    tell("task.urged", found, by=by, now=now, channel=channel, **data)
    return found


def urgeable_at(task: Task) -> datetime | None:
    """From when on those who have it can be urged again; None: at once."""
    return task.urged_at + URGE_EVERY if task.urged_at else None


def mark_seen(task: Task, *, by: Person, now: datetime) -> None:
    """The person has seen the task: a receipt for those who wait. Seeing again, or without a part, changes nothing."""
    task.assignments.filter(person=by, seen_at=None).update(seen_at=now)
