"""Tasks as programs see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from django.db.models import Prefetch
from ninja import Field, Schema

from people.models import Person
from people.schemas import PersonOut, PlaceOut, Sent
from tickets.actions import questions_of
from tickets.models import Assignment, Task
from tickets.policies import may_work
from tickets.querysets import TaskQuerySet
from tickets.schemas import QuestionOut
from ui.bilingual import pick

Role, State = Assignment.Role, Assignment.State


class TicketRef(Schema):
    reference: str
    subject: str


class TaskOut(Schema):
    """Something to do. `mine` is what you have to do with it now; `waits_for` are those who have to act, `team` who
    may take it. `revision` grows with every change; send it back to be refused when it is old."""

    id: int
    kind: str
    title: str
    state: str
    outcome: str
    ticket: TicketRef
    mine: list[str]
    waits_for: list[PersonOut]
    team: PlaceOut | None
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    revision: int

    @classmethod
    def of(cls, task: Task, person: Person) -> "TaskOut":
        return cls(**_known(task, person))


class PartOut(Schema):
    """One person's part. `for_whom` is whose it is by right, where somebody stands in."""

    person: PersonOut
    for_whom: PersonOut | None
    role: str
    state: str
    comment: str
    why: str
    by_itself: bool
    since: datetime
    seen_at: datetime | None
    acted_at: datetime | None


class TaskDetail(TaskOut):
    """A task with what it asks, everybody's part in it, and what was answered."""

    instructions: str
    rule: str
    asks: list[QuestionOut]
    parts: list[PartOut]
    answers: dict[str, Any]

    @classmethod
    def of(cls, task: Task, person: Person) -> "TaskDetail":
        inside = _is_inside(task, person)
        parts = [part for part in task.assignments.all() if inside or part.role != Role.CONSULTED]
        return cls(
            **_known(task, person),
            instructions=pick(task.instructions),
            rule=task.rule,
            asks=[QuestionOut.of(question) for question in questions_of(task)],
            parts=[_part(part) for part in parts],
            answers=task.answers if inside else {},
        )


class TaskPage(Schema):
    results: list[TaskOut]
    next: str | None


class DecisionIn(Sent):
    outcome: Literal["approve", "reject", "return"]
    comment: str = Field("", description="Needed to reject and to return.")
    flagged: list[str] = Field(
        [], description="Names of answers to put right, when it is returned.", max_length=200
    )
    seen: int | None = Field(None, description="The revision you decided on; an older one is refused.")


class FinishIn(Sent):
    answers: dict[str, Any] = {}
    seen: int | None = Field(None, description="The revision you worked on; an older one is refused.")


class HandOverIn(Sent):
    to: str = Field(description="User name of who gets it.")
    note: str = ""
    seen: int | None = None


def with_parts(tasks: TaskQuerySet) -> TaskQuerySet:
    """The tasks with all that is shown of them, in two queries."""
    parts = Assignment.objects.select_related("person", "on_behalf_of")
    return tasks.select_related("ticket__requester", "team").prefetch_related(Prefetch("assignments", parts))


def shown_to(person: Person, tasks: Iterable[Task]) -> list[TaskOut]:
    return [TaskOut.of(task, person) for task in tasks]


def _known(task: Task, person: Person) -> dict[str, Any]:
    waiting = [part for part in task.assignments.all() if part.state == State.WAITING]
    acting = [part for part in waiting if part.role in (Role.HANDLER, Role.SIGNER)]
    open_now = task.state == Task.State.OPEN
    return {
        "id": task.pk,
        "kind": task.kind,
        "title": task.label,
        "state": task.state,
        "outcome": task.outcome,
        "ticket": TicketRef(reference=task.ticket.reference, subject=task.ticket.subject),
        "mine": sorted({part.role for part in waiting if part.person_id == person.pk}) if open_now else [],
        "waits_for": [PersonOut.of(part.person) for part in acting] if open_now else [],
        "team": PlaceOut.of(task.team) if task.team else None,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "ended_at": task.ended_at,
        "revision": task.revision,
    }


def _is_inside(task: Task, person: Person) -> bool:
    """Whether opinions and answers are the person's business: who has a part in it, and who works on the ticket."""
    mine = any(
        part.person_id == person.pk or part.on_behalf_of_id == person.pk for part in task.assignments.all()
    )
    return mine or task.team_id in person.team_ids or may_work(person, task.ticket)


def _part(part: Assignment) -> PartOut:
    return PartOut(
        person=PersonOut.of(part.person),
        for_whom=PersonOut.of(part.on_behalf_of) if part.on_behalf_of else None,
        role=part.role,
        state=part.state,
        comment=part.comment,
        why=pick(part.why),
        by_itself=part.by_itself,
        since=part.since,
        seen_at=part.seen_at,
        acted_at=part.acted_at,
    )
