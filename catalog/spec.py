"""A whole service as one value: what is frozen at publishing, and all that the runtime reads.

The same shape is the file format of a service: `catalog.package` reads it from YAML, with short forms.
People, teams and places are named by slug, so that a service can move to another installation.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, field_validator

from catalog.conditions import PERSON
from catalog.naming import name_from
from catalog.questions import AnyQuestion, Question
from catalog.questions.base import Part
from catalog.showing import order_of_showing, sections, watched
from catalog.texts import Bilingual, Text, nothing
from rules import Fact, Facts

FORMAT = 1
MOST_AT_ONCE = 1000


class Route(Part):
    """Who gets the ticket when this holds."""

    when: str
    team: str


class PriorityRule(Part):
    """How hard it hits and how soon it must be done, when this holds."""

    when: str
    impact: int = Field(3, ge=1, le=3)
    urgency: int = Field(3, ge=1, le=3)


class Audience(Part):
    """Who may see and order: people of any of these departments (and below), sites or roles; and `rule` holds.

    Nothing chosen means everybody.
    """

    departments: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    rule: str = ""

    @property
    def everybody(self) -> bool:
        return not (self.departments or self.sites or self.roles)


class Step(Part):
    """One step of what happens next."""

    title: Text = Field(default_factory=nothing)
    text: Text = Field(default_factory=nothing)


class Price(Part):
    amount: Decimal = Field(max_digits=12, decimal_places=2)
    currency: str = "EUR"
    note: Text = Field(default_factory=nothing)


class Topic(Part):
    """A tag over all departments."""

    slug: str
    label: Text = Field(default_factory=nothing)


class Handed(Part):
    """An answer a bundle hands down: what was answered here (`answer_of`), or always the same `value`."""

    question: str = ""
    answer_of: str = ""
    value: str = ""


class BundlePart(Part):
    """Another service that is ordered along with this one."""

    service: str = ""
    quantity: int = Field(1, ge=1, le=MOST_AT_ONCE)
    answers: tuple[Handed, ...] = ()


class Mask(Part):
    """For whom (`who`: capacities of `tickets.masks`) these questions, and all of these sections, are hidden,
    readable or editable in the statuses `at` (none: any). Of several that fit, the last decides.

    Neither list has an order: whoever saves them, they are the same.
    """

    questions: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    may: Literal["hidden", "read", "edit"] = "hidden"

    @field_validator("who", "at")
    @classmethod
    def _without_order(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(names))


class Without(Part):
    """What of its lifecycle the service does without: these transitions, and all that lead into these statuses."""

    steps: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


# Settings that came after the first release: as long as they say nothing a service is the same as without them,
# so that an update of the desk gives no service a new version.
LATER: dict[str, Any] = {
    "quantity_max": 1,
    "parts": [],
    "skips_parts": False,
    "without": {"steps": [], "statuses": []},
    "masks": [],
    "has_register": False,
    "process": "",
}


class ServiceSpec(Part):
    format: Literal[1] = FORMAT
    slug: str
    department: str
    title: Text
    summary: Text = Field(default_factory=nothing)
    description: Text = Field(default_factory=nothing)
    for_whom: Text = Field(default_factory=nothing)
    icon: str = "concierge-bell"
    tags: tuple[Topic, ...] = ()
    keywords: tuple[str, ...] = ()
    kind: Literal["incident", "request", "problem", "change", "release"] = "request"
    lifecycle: str = ""
    without: Without = Field(default_factory=Without)
    process: str = ""  # what runs inside the lifecycle's status that leaves it to the service
    masks: tuple[Mask, ...] = ()
    has_register: bool = False
    team: str = ""
    routes: tuple[Route, ...] = ()
    service_level: str = ""
    impact: int = Field(3, ge=1, le=3)
    urgency: int = Field(3, ge=1, le=3)
    priorities: tuple[PriorityRule, ...] = ()
    audience: Audience = Field(default_factory=Audience)
    on_behalf: bool = True
    subject: Text = Field(default_factory=nothing)
    price: Price | None = None
    quantity_max: int = Field(1, ge=1, le=MOST_AT_ONCE)
    parts: tuple[BundlePart, ...] = ()
    skips_parts: bool = False
    steps: tuple[Step, ...] = ()
    articles: tuple[str, ...] = ()
    questions: tuple[AnyQuestion, ...] = ()

    @property
    def asked(self) -> list[Question]:
        """The questions that take an answer."""
        return [question for question in self.questions if question.asks]

    @cached_property
    def facts(self) -> Facts:
        """What rules about an order may read: whom it is for, and the answers."""
        known: dict[str, Fact] = {"person": PERSON}
        for question in self.asked:
            known.update(question.facts())
        return Facts(known)

    @cached_property
    def showing(self) -> list[int]:
        """The places of the questions in the order in which their rules can be decided."""
        return order_of_showing(self.questions, self.facts)[0]

    @cached_property
    def sections(self) -> list[int | None]:
        """For each question the place of the section it stands under."""
        return sections(self.questions)

    @cached_property
    def section_names(self) -> dict[str, int]:
        """The places of the sections by the names masks call them: made of their English headings."""
        found: dict[str, int] = {}
        for place, question in enumerate(self.questions):
            if question.kind == "section":
                name = name_from(question.label) or "section"
                found[name if name not in found else f"{name}_{place}"] = place
        return found

    def masked_by(self, mask: Mask) -> list[str]:
        """The questions a mask is about, those of its sections written out."""
        places = {self.section_names.get(name) for name in mask.sections} - {None}
        inside = (
            one.name for one, above in zip(self.questions, self.sections, strict=True) if above in places
        )
        return [*dict.fromkeys([*mask.questions, *(name for name in inside if name)])]

    def terms(self) -> dict[str, Any]:
        """What the tickets of this service are opened under, as `tickets.terms` reads it."""
        masks = [
            {"questions": self.masked_by(mask), "who": mask.who, "at": mask.at, "may": mask.may}
            for mask in self.masks
        ]
        return {
            "masks": masks,
            "without_steps": self.without.steps,
            "without_statuses": self.without.statuses,
            "process": self.process,
        }

    @cached_property
    def watched(self) -> frozenset[str]:
        """The questions whose answers change the form."""
        return watched(self.questions, self.facts)

    def texts(self) -> Iterator[tuple[str, Bilingual]]:
        """Every text people read, with the name of its place."""
        for name in ("title", "summary", "description", "for_whom", "subject"):
            yield name, getattr(self, name)
        if self.price:
            yield "price.note", self.price.note
        for number, step in enumerate(self.steps):
            yield f"steps.{number}.title", step.title
            yield f"steps.{number}.text", step.text
        for number, question in enumerate(self.questions):
            for name, text in question.texts.items():
                yield f"questions.{number}.{name}", text

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, defaults written out: what is frozen doesn't change when a default does."""
        return self.model_dump(mode="json")

    def digest(self) -> str:
        """The same for the same service, whenever and wherever it was compiled."""
        said = {
            name: value for name, value in self.as_json().items() if name not in LATER or value != LATER[name]
        }
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
