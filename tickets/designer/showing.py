"""What the pages show of a lifecycle: by phase, in words, with its drawing and what stands against it."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tickets.designer import conditions
from tickets.lifecycles import WHO, Fault, Spec, Status, Transition, check
from tickets.lifecycles.comparing import CAUSES
from tickets.lifecycles.layout import drawing_of
from tickets.phases import Phase
from ui.bilingual import pick


@dataclass(frozen=True)
class Found:
    """A fault with the way to where it is mended."""

    fault: Fault
    about: str
    url: str

    @property
    def sentence(self) -> str:
        return str(self.fault.sentence)


@dataclass(frozen=True)
class Way:
    """A transition in words."""

    name: str
    step: Transition
    to: str
    url: str
    faults: list[Found]

    @property
    def label(self) -> str:
        return pick(self.step.label.model_dump()) or self.name

    @property
    def who(self) -> str:
        return ", ".join(str(WHO[one]) for one in self.step.who)

    @property
    def when(self) -> str:
        return conditions.in_words(self.step.when) if self.step.when else ""

    @property
    def asks(self) -> str:
        return ", ".join(f"“{pick(one.label.model_dump()) or one.name}”" for one in self.step.ask)

    @property
    def cause(self) -> Any:
        return CAUSES[self.step.on] if self.step.on else ""

    @property
    def note(self) -> str:
        return pick(self.step.note.model_dump()) if self.step.note else ""


@dataclass(frozen=True)
class Place:
    """A status with what leads out of it."""

    name: str
    status: Status
    is_first: bool
    url: str
    faults: list[Found]
    ways: list[Way]

    @property
    def label(self) -> str:
        return pick(self.status.label.model_dump()) or self.name

    @property
    def hint(self) -> str:
        return pick(self.status.hint.model_dump()) if self.status.hint else ""


@dataclass
class Shown:
    """Everything a page shows of one lifecycle; `faults` only where it is a draft."""

    spec: Spec
    drawing: Any
    phases: list[tuple[Phase, list[Place]]]
    faults: list[Found]
    wrong_statuses: set[str] = field(default_factory=set)
    wrong_transitions: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        return pick(self.spec.label.model_dump())


def shown(spec: Spec, *, slug: str, heights: dict[str, int] | None = None, is_draft: bool = False) -> Shown:
    """The lifecycle as its pages show it; a draft's parts lead to their forms."""
    faults = [found(fault, spec, slug) for fault in check(spec)] if is_draft else []

    def about(kind: str, name: str) -> list[Found]:
        start = f"{kind}.{name}"
        return [one for one in faults if one.fault.place == start or one.fault.place.startswith(f"{start}.")]

    ways = {
        name: Way(
            name,
            step,
            pick(spec.statuses[step.to].label.model_dump()) if step.to in spec.statuses else step.to,
            url_of(slug, "transition", name) if is_draft else "",
            about("transitions", name),
        )
        for name, step in spec.transitions.items()
    }
    places = [
        Place(
            name,
            status,
            spec.initial == name,
            url_of(slug, "status", name) if is_draft else "",
            about("statuses", name),
            [ways[step] for step in spec.leaving(name)],
        )
        for name, status in spec.statuses.items()
    ]
    phases = [(phase, [one for one in places if one.status.phase == phase]) for phase in Phase]
    wrong = {name for name, way in ways.items() if way.faults}
    return Shown(
        spec,
        drawing_of(spec, heights, wrong),
        [(phase, each) for phase, each in phases if each],
        faults,
        {one.name for one in places if one.faults},
        wrong,
    )


def url_of(slug: str, kind: str, name: str) -> str:
    return reverse(f"tickets:lifecycle_{kind}", args=[slug, name])


def found(fault: Fault, spec: Spec, slug: str) -> Found:
    """The fault with the words for its place and the way there."""
    kind, _dot, rest = fault.place.partition(".")
    name = rest.partition(".")[0]
    if kind == "statuses" and name in spec.statuses:
        return Found(
            fault, pick(spec.statuses[name].label.model_dump()) or name, url_of(slug, "status", name)
        )
    if kind == "transitions" and name in spec.transitions:
        label = pick(spec.transitions[name].label.model_dump()) or name
        return Found(fault, label, url_of(slug, "transition", name))
    if kind == "statuses":
        return Found(fault, "", reverse("tickets:lifecycle_status_new", args=[slug]))
    return Found(fault, "", reverse("tickets:lifecycle_about", args=[slug]))
