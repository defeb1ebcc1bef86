"""The pace of a task: what its policy says about reminders and time limits, and when the clock acts next."""

from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from people.calendars import NoWorkingTime, add_working
from people.models import WorkingCalendar
from tickets.models import Task, Ticket
from tickets.performers import Performer

GRACE = 600  # seconds in which a decision can be taken back


class Span(BaseModel):
    """So many seconds after the clock began to count, in working time or not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int = Field(ge=1, le=366 * 86_400)
    working: bool = True


class Limit(BaseModel):
    """How long it may take (without `after`: until the task is due), what happens then, to whom it goes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int | None = Field(None, ge=1, le=366 * 86_400)
    working: bool = True
    then: Literal["remind", "escalate", "approve", "reject", "expire"] = "remind"
    to: tuple[Performer, ...] = ()


class Policy(BaseModel):
    """What the desk does with a task by itself.

    `same_person`: whether an approval is given by itself by who approved earlier on the ticket. `own_request`: what
    happens if the requester would have to approve. `grace` are the seconds in which a decision can be taken back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reminders: tuple[Span, ...] = Field((), max_length=10)
    limit: Limit | None = None
    grace: int = Field(GRACE, ge=0, le=366 * 86_400)
    same_person: Literal["ask", "approve"] = "ask"
    own_request: Literal["ask", "approve", "fallback"] = "ask"


def policy_of(task: Task) -> Policy:
    return Policy.model_validate(task.policy)


def wind(task: Task, *, now: datetime) -> None:
    """Lets the clock of a task count from now: all reminders and the time limit are still ahead. Not saved."""
    task.clock_from, task.reminded, task.limit_passed = now, 0, False
    limit = policy_of(task).limit
    if limit is not None and limit.after is not None:
        task.due_at = moment(task, limit.after, working=limit.working)
    aim(task)


def aim(task: Task) -> None:
    """Says when the clock has something to do next; never, where nothing is left or the task doesn't wait."""
    ahead = [limit_at(task), reminder_at(task)]
    waits = task.state == Task.State.OPEN
    task.next_at = min((at for at in ahead if at is not None), default=None) if waits else None


def reminder_at(task: Task) -> datetime | None:
    """When the next reminder is due; none after the time limit."""
    spans = sorted(policy_of(task).reminders, key=lambda span: span.after)
    if task.limit_passed or task.reminded >= len(spans):
        return None
    span = spans[task.reminded]
    return moment(task, span.after, working=span.working)


def limit_at(task: Task) -> datetime | None:
    """When the time limit runs out, if it has not yet."""
    limit = policy_of(task).limit
    return None if limit is None or task.limit_passed else task.due_at


def moment(task: Task, seconds: int, *, working: bool) -> datetime:
    """So many seconds after the clock began to count; in the ticket's working time, where there is one."""
    start: Any = task.clock_from
    calendar = calendar_of(task.ticket) if working else None
    try:
        return add_working(calendar, start, seconds / 60) if calendar else start + timedelta(seconds=seconds)
    except NoWorkingTime:  # nobody works by that calendar, and still it must not wait for ever
        return start + timedelta(seconds=seconds)


def calendar_of(ticket: Ticket) -> WorkingCalendar | None:
    """The working time that counts: of the ticket's service level, else of where the requester works."""
    if ticket.service_level_id is not None:
        return ticket.service_level.calendar
    site = ticket.requester.site
    return site.calendar if site else None
