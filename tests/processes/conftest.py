"""Processes of the company, published from lines, and tickets they run for."""

from collections.abc import Callable
from typing import Any

import pytest

from processes.actions import publish_process
from processes.models import Definition, Run, Step, Version
from processes.store import forget
from tests.cast import Company
from tests.processes.diagrams import xml
from tickets.actions import move, open_ticket
from tickets.models import Task, Ticket


class Desk:
    """Publishes diagrams and lets them run, at the company's time."""

    def __init__(self, company: Company, now) -> None:
        self.company, self.now = company, now
        self.number = 0

    def publish(self, text: str, slug: str = "", **more: Any) -> Version:
        """The lines (or XML) as a published process; IT's."""
        self.number += 1
        content = text if text.lstrip().startswith("<") else xml(text)
        said = {"department": self.company.it, "by": self.company.machine, "now": self.now, **more}
        return publish_process(
            slug or f"process-{self.number}", {"en": f"Process {self.number}", "zh": ""}, content, **said
        )

    def publish_unchecked(self, text: str) -> Version:
        """A version as an older release may have published it: what is checked today was not looked at."""
        self.number += 1
        definition = Definition.objects.create(
            slug=f"process-{self.number}", name=f"Process {self.number}", department=self.company.it
        )
        version = Version.objects.create(
            definition=definition,
            number=1,
            xml=xml(text),
            digest=str(self.number),
            published_at=self.now,
            published_by=self.company.machine,
        )
        forget(version.pk)
        definition.current = version
        definition.save()
        return version

    def run_unchecked(self, text: str, answers: dict[str, Any] | None = None) -> Run:
        """A run of lines that could not be published today."""
        return Run.objects.get(ticket=self.ticket(self.publish_unchecked(text), answers=answers or {}))

    def ticket(self, version: Version | None = None, **more: Any) -> Ticket:
        """A request of Erin's at IT that is being worked on; its service names the process of the version."""
        terms = {"process": version.definition.slug} if version else {}
        said: dict[str, Any] = {
            "kind": "request",
            "lifecycle": "request",
            "subject": "A new laptop",
            "requester": self.company.erin,
            "by": self.company.erin,
            "now": self.now,
            "department": self.company.it,
            "team": self.company.it_service_desk,
            "terms": terms,
            **more,
        }
        ticket = open_ticket(**said)
        return move(ticket, "accept", by=self.company.machine, now=self.now)

    def run(self, text: str, answers: dict[str, Any] | None = None, **more: Any) -> Run:
        """A run of these lines, for a ticket with these answers."""
        version = self.publish(text, **{key: more.pop(key) for key in ("decisions",) if key in more})
        ticket = self.ticket(version, answers=answers or {}, **more)
        return Run.objects.filter(ticket=ticket).latest("pk")


@pytest.fixture
def desk(company: Company, now) -> Desk:
    return Desk(company, now)


@pytest.fixture
def trace() -> Callable[[Run], list[str]]:
    """What a run has come through, in its order: `element` done, `element:state` for everything else."""

    def told(run: Run) -> list[str]:
        steps = Step.objects.filter(run=run).order_by("pk")
        return [
            one.element if one.state == Step.State.DONE else f"{one.element}:{one.state}" for one in steps
        ]

    return told


def task_at(run: Run, element: str) -> Task:
    return Task.objects.get(step__run=run, step__element=element, step__state="waiting")


@pytest.fixture
def at(company):
    """The open task of a run at an element."""
    return task_at
