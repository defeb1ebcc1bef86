"""What a lifecycle is: named statuses inside phases and named transitions between them, drawn by people."""

from functools import cached_property
from typing import Annotated, Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from tickets.models.ticket import Kind
from tickets.phases import ENDED, Phase, may_follow

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]

Who = Literal["requester", "agent", "assignee", "lead", "system", "process", "admin"]
WHO: dict[str, str | Promise] = {
    "requester": _("the requester"),
    "agent": _("the people who work on it"),
    "assignee": _("the assignee"),
    "lead": _("the team lead"),
    "system": _("the desk itself"),
    "process": _("a process"),
    "admin": _("an administrator"),
}


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Part):
    """A text in both languages. Whether both are there is a question for `check`, not for reading."""

    en: Sentence = ""
    zh: Sentence = ""


class Choice(Part):
    value: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    label: Text


class Question(Part):
    """Something a transition asks for before it is done."""

    name: Name
    kind: Literal["text", "longtext", "choice", "person", "team", "yesno", "date", "number"] = "text"
    label: Text
    required: bool = True
    choices: tuple[Choice, ...] = ()


# What the gate itself understands; a lifecycle may name these without describing them.
WELL_KNOWN = {
    "resolution": {
        "kind": "longtext",
        "label": {"en": "How was it solved?", "zh": "是如何解决的？"},
    },
    "reason": {"kind": "longtext", "label": {"en": "Why?", "zh": "原因是什么？"}},
    "message": {
        "kind": "longtext",
        "label": {"en": "What do you want to say to the requester?", "zh": "您想对申请人说什么？"},
    },
    "assignee": {"kind": "person", "label": {"en": "Who takes it?", "zh": "由谁处理？"}},
    "team": {"kind": "team", "label": {"en": "Which team takes it?", "zh": "由哪个团队处理？"}},
}


def _written_out(value: Any) -> Any:
    """A well-known question from its name, so that files stay short: `ask: [resolution]`."""
    if isinstance(value, str):
        return {"name": value, **WELL_KNOWN.get(value, {})}
    if isinstance(value, dict) and value.get("name") in WELL_KNOWN:
        return {**WELL_KNOWN[value["name"]], **value}
    return value


def _by_name(value: Any) -> Any:
    """A list of named parts as a dictionary: databases keep the order of lists, not of keys."""
    if isinstance(value, list) and all(isinstance(one, dict) and "name" in one for one in value):
        return {one["name"]: {key: part for key, part in one.items() if key != "name"} for one in value}
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


SERVICE_PROCESS = "$service.process"


class Status(Part):
    """A named place inside a phase. `hint` tells the requester what happens next.

    `runs` names a process by slug, or leaves it to the ticket's service (`SERVICE_PROCESS`). It runs as long as the
    ticket stays in statuses that run the same. Among these, the one that `awaits` something is where the process
    takes the ticket while it waits for nothing else: an approval, or the requester's answer.
    """

    phase: Phase
    label: Text
    hint: Text | None = None
    runs: str = ""
    awaits: Literal["", "approval", "requester"] = ""


class Transition(Part):
    """A named way from some statuses to one: who may take it, when, and what is asked.

    `source` is a list of statuses, or "*": every status from which the phases allow it. `on` names what
    takes the transition by itself: the requester's reply, or silence after `settles_after_days`.
    """

    label: Text
    source: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = Field(alias="from")
    to: str
    who: Annotated[tuple[Who, ...], BeforeValidator(_as_list)]
    when: str = ""
    ask: tuple[Annotated[Question, BeforeValidator(_written_out)], ...] = ()
    note: Text | None = None
    tone: Literal["", "primary", "success", "warning", "danger"] = ""
    on: Literal["", "requester-reply", "silence"] = ""


class Spec(Part):
    """A whole lifecycle. Whether it may run is said by `tickets.lifecycles.check`."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    kind: Kind
    label: Text
    initial: str
    settles_after_days: Annotated[int, Field(ge=1, le=365)] | None = None
    statuses: Annotated[dict[Name, Status], BeforeValidator(_by_name)] = Field(min_length=1, max_length=60)
    transitions: Annotated[dict[Name, Transition], BeforeValidator(_by_name)] = Field(max_length=200)

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The statuses each transition starts from, with "*" written out."""
        return {name: self._sources_of(step) for name, step in self.transitions.items()}

    def _sources_of(self, step: Transition) -> tuple[str, ...]:
        if step.source != ("*",):
            return step.source
        target = self.statuses.get(step.to)
        if target is None:
            return ()
        return tuple(
            name
            for name, status in self.statuses.items()
            if name != step.to and may_follow(status.phase, target.phase)
        )

    def leaving(self, status: str) -> dict[str, Transition]:
        """The transitions that start from the status, in the order they were written."""
        return {name: step for name, step in self.transitions.items() if status in self.sources[name]}

    def automatic(self, status: str, on: str) -> str | None:
        """The transition which that happening takes from the status, if there is one."""
        return next((name for name, step in self.leaving(status).items() if step.on == on), None)

    def expected_from(self, status: str) -> list[str]:
        """The statuses a ticket usually passes from here to its end: along the primary steps, else the
        successful ones."""
        ahead: list[str] = []
        while (step := self._usual_step(status, {status, *ahead})) is not None:
            status = step.to
            ahead.append(status)
        return ahead

    def _usual_step(self, status: str, passed: set[str]) -> Transition | None:
        ways = [step for step in self.leaving(status).values() if step.to not in passed]
        return next((step for tone in ("primary", "success") for step in ways if step.tone == tone), None)

    def way_into_process(self, status: str) -> str | None:
        """The transition that the desk itself may take, unasked, from here to a status that runs the service's
        process; None where there is none, or it runs here already."""
        if self.statuses[status].runs == SERVICE_PROCESS:
            return None
        ways = (
            name
            for name, step in self.leaving(status).items()
            if self.statuses[step.to].runs == SERVICE_PROCESS
            and "system" in step.who
            and not step.on
            and not any(question.required for question in step.ask)
        )
        return next(ways, None)

    def awaiting(self, status: str, what: str) -> str | None:
        """Where a ticket of this status waits for that while its process goes on."""
        runs = self.statuses[status].runs
        places = (
            name for name, one in self.statuses.items() if runs and one.runs == runs and one.awaits == what
        )
        return next(places, None)

    def is_ended(self, status: str) -> bool:
        return self.statuses[status].phase in ENDED
