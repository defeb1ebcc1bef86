"""An approval is returned: to the requester, who is asked for what is missing, or to an earlier step."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.actions._writing import invalid
from tickets.actions.tasks._writing import (
    Role,
    State,
    bump,
    parts_of,
    persons,
    settle_part,
    tell,
)
from tickets.actions.tasks.counting import close, go_on, pass_turn
from tickets.actions.tasks.opening import open_up
from tickets.models import Assignment, Task
from tickets.pace import aim, wind
from tickets.performing import Appointed
from tickets.wording import in_both
from ui.bilingual import pick_lazy

REPLY = {
    "name": "reply",
    "kind": "longtext",
    "label": {"en": "Your answer", "zh": "您的回复"},
}
ASKED = _("it is your request")
MISSING = _("Please complete: {title}")


def return_task(
    task: Task,
    parts: list[Assignment],
    *,
    by: Person,
    now: datetime,
    comment: str,
    flagged: Iterable[str],
    back_to: str,
    channel: str,
) -> None:
    """The return itself, of a task that is held already: the approval waits for the requester, or it ends."""
    flagged = _known(task, flagged)
    for part in parts:
        settle_part(part, State.RETURNED, by=by, now=now, comment=comment, channel=channel)
    data: dict[str, Any] = {"who": parts[0].who, "comment": comment, "flagged": flagged, "to": back_to}
    if back_to:
        close(task, Task.State.DONE, Task.Outcome.RETURNED, by=by, now=now)
        tell("task.returned", task, by=by, now=now, channel=channel, **data)
        return
    task.state = Task.State.PAUSED
    aim(task)
    bump(task, "state", "next_at")
    question = _ask(task, comment, flagged, by=by, now=now, channel=channel)
    asked = [part.person_id for part in question.assignments.all()]
    tell("task.returned", task, by=by, now=now, channel=channel, question=question.pk, asked=asked, **data)


def _known(task: Task, flagged: Iterable[str]) -> list[str]:
    """The names of answers, each once; raises `Invalid` for one the request doesn't have."""
    names = list(dict.fromkeys(flagged))
    has = {*task.ticket.answers, *(line["name"] for line in task.ticket.sheet)}
    unknown = [name for name in names if name not in has]
    if unknown:
        raise invalid("flagged", _("The request has no such answer. Look again at what it asks for."))
    return names


def _ask(task: Task, comment: str, flagged: list[str], *, by: Person, now: datetime, channel: str) -> Task:
    """The question to whoever asked for it: to put the flagged answers right, or to answer in words."""
    ticket = task.ticket
    asked = next((one for one in (ticket.requester, ticket.opened_by) if one.is_active), None)
    both = in_both(comment)
    return open_up(
        ticket,
        kind=Task.Kind.QUESTION,
        title=in_both(format_lazy(MISSING, title=pick_lazy(task.title))),
        instructions=both,
        performers=[Appointed(asked, why=in_both(ASKED))] if asked else [],
        asks=[{**REPLY, "required": not flagged}],
        fields=dict.fromkeys(flagged, "edit"),
        parent=task,
        by=by,
        now=now,
        channel=channel,
    )


def resume(question: Task, *, by: Person, now: datetime, channel: str) -> None:
    """The answer is there: the approval comes back to whoever returned it, or is decided anew by all."""
    task = Task.objects.get(pk=question.parent_id)
    task.ticket = question.ticket
    if task.state != Task.State.PAUSED:
        return
    anew = task.after_return == Task.AfterReturn.ONWARD
    again = (State.RETURNED, State.APPROVED) if anew else (State.RETURNED,)
    for part in parts_of(task):
        if part.role == Role.SIGNER and part.state in again:
            part.state, part.acted_at, part.acted_by, part.by_itself = State.QUEUED, None, None, False
            part.save()
    task.state = Task.State.OPEN
    wind(task, now=now)
    pass_turn(task, now=now)
    bump(task, "state", "clock_from", "reminded", "limit_passed", "due_at", "next_at")
    waiting = [part for part in parts_of(task) if part.state == State.WAITING and part.role == Role.SIGNER]
    tell(
        "task.resumed",
        task,
        by=by,
        now=now,
        channel=channel,
        answers=question.answers,
        people=persons(waiting),
        to=[part.person_id for part in waiting],
    )
    go_on(task, by=by, now=now)
