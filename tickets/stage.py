"""Where a request stands, for the person who asked: what is done, who has it now, what comes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from journal.models import Event
from tickets.lifecycles import Spec
from tickets.models import Ticket
from tickets.terms import lifecycle_of
from ui.bilingual import pick

DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Step:
    """One station of the journey. `at` is when it was reached; what is still ahead has none."""

    label: str
    state: str
    phase: str
    at: datetime | None = None


@dataclass(frozen=True)
class Stage:
    """The journey so far and ahead. `hint` says what happens next, `has_it` with whom it lies."""

    steps: list[Step]
    has_it: str | Promise
    since: datetime
    hint: str

    @property
    def now(self) -> Step:
        return next(step for step in self.steps if step.state == NOW)

    @property
    def done(self) -> list[Step]:
        return [step for step in self.steps if step.state == DONE]

    @property
    def next(self) -> list[Step]:
        return [step for step in self.steps if step.state == NEXT]


def stage(ticket: Ticket) -> Stage:
    """The journey of the ticket, from the journal and its lifecycle: one query.

    A status that was left and reached again stands once, where it was reached last.
    """
    spec = lifecycle_of(ticket)
    now = spec.statuses[ticket.status]
    return Stage(
        steps=[
            *_passed(ticket, spec),
            Step(_said(now.label), NOW, now.phase, ticket.status_since),
            *_ahead(ticket, spec),
        ],
        has_it=who_has(ticket),
        since=ticket.status_since,
        hint=_said(now.hint) if now.hint else "",
    )


def who_has(ticket: Ticket) -> str:
    """The assignee, else the team, else the department."""
    return str(ticket.assignee or ticket.team or ticket.department)


def _passed(ticket: Ticket, spec: Spec) -> list[Step]:
    reached = {}
    events = Event.objects.about(ticket).filter(verb__in=["ticket.opened", "ticket.moved"]).order_by("id")
    for event in events:
        data = event.data
        status = data["to_status"]
        reached.pop(status, None)
        label = data["to"] if event.verb == "ticket.moved" else data["status"]
        reached[status] = Step(pick(label), DONE, data["to_phase"], event.at)
    reached.pop(ticket.status, None)
    return list(reached.values())


def _ahead(ticket: Ticket, spec: Spec) -> list[Step]:
    statuses = [spec.statuses[name] for name in spec.expected_from(ticket.status)]
    return [Step(_said(status.label), NEXT, status.phase) for status in statuses]


def _said(text: Any) -> str:
    return pick(text.model_dump())
