"""The outline as its page shows it: rows within rows, each with its sentence, its findings and its deeds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from people.models import Person
from processes.bpmn import Drawing, read
from processes.complaints import Complaint
from processes.judging import judged
from processes.models import Draft
from processes.outline import Item, Line, Outline, known_of, outline_of
from processes.outline.knowing import Known
from processes.outline.sentences import line_of, line_of_border, line_of_way
from processes.outline.words import KINDS, kind_of
from processes.uses import uses_of
from rules import Fact, Facts

ICONS = {
    "approval": "stamp",
    "work": "square-check-big",
    "question": "circle-help",
    "operation": "settings",
    "script": "sigma",
    "wait": "timer",
    "message": "mail",
    "tell": "send",
    "decision": "table-2",
    "call": "workflow",
    "sub": "list-tree",
    "start": "circle-play",
    "end": "circle-stop",
    "choice": "split",
    "some": "list-checks",
    "all": "git-fork",
    "race": "flag",
    "border": "timer",
    "goto": "undo-2",
    "way": "corner-down-right",
    "other": "circle-dot",
}
SPLITS = ("choice", "some", "all", "race")


@dataclass
class Row:
    """One row. `element` is the shape or flow that deeds name; `can` says which deeds there are."""

    line: Line
    kind: str
    element: str
    url: str
    can: frozenset[str]
    findings: list[Complaint] = field(default_factory=list)
    below: list["Row"] = field(default_factory=list)

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "circle-dot")

    @property
    def label(self) -> Any:
        return KINDS.get(self.kind, "")

    @property
    def worst(self) -> str:
        return self.findings[0].severity if self.findings else ""


@dataclass
class Shown:
    """Everything the page shows of a draft's outline."""

    outline: Outline
    processes: list[tuple[str, list[Row]]]
    findings: list[Complaint]
    elsewhere: list[Complaint]  # of no row

    @property
    def is_blocks(self) -> bool:
        return self.outline.is_blocks


def shown(draft: Draft, person: Person) -> Shown:
    """The outline of a draft as this person sees it; a diagram that can't be read has no rows but its findings."""
    drawing = read(draft.xml)
    outline = outline_of(drawing)
    found = judged(draft.definition.slug, draft.xml, draft.decisions, person)
    maker = _Maker(
        draft.definition.slug, outline, known_of(drawing, facts_of(draft.definition.slug, person)), found
    )
    processes = []
    for told in outline.processes:
        rows = maker.rows(told.items)
        for part in told.apart:
            rows += maker.rows(part)
        processes.append((told.graph.name or told.graph.id, rows))
    elsewhere = [one for one in found if one.element not in maker.placed]
    return Shown(outline, processes, found, elsewhere)


def read_only(slug: str, drawing: Drawing, person: Person) -> Shown:
    """The outline of a version of the process `slug`, to be read."""
    outline = outline_of(drawing)
    maker = _Maker(slug, outline, known_of(drawing, facts_of(slug, person)), [])
    processes = [
        (
            told.graph.name or told.graph.id,
            [row for part in (told.items, *told.apart) for row in maker.rows(part)],
        )
        for told in outline.processes
    ]
    return Shown(outline, processes, [], [])


def facts_of(slug: str, person: Person) -> Facts:
    """What the services that use the process ask, as far as the person may see them."""
    known: dict[str, Fact] = {}
    for use in uses_of([slug], person)[slug]:
        known = {**(use.facts or {}), **known}
    return Facts(known)


class _Maker:
    def __init__(self, slug: str, outline: Outline, known: Known, found: Iterable[Complaint]) -> None:
        self.slug, self.outline, self.known = slug, outline, known
        self.findings: dict[str, list[Complaint]] = {}
        for one in found:
            self.findings.setdefault(one.element, []).append(one)
        self.placed: set[str] = set()

    def rows(self, items: tuple[Item, ...]) -> list[Row]:
        return [self._row(item) for item in items]

    def _row(self, item: Item) -> Row:
        line = line_of(item, 0, self.outline, self.known)
        if item.kind == "goto":
            return Row(line, "goto", "", "", frozenset())
        kind = item.kind if item.kind in SPLITS else kind_of(item.node)
        row = self._made(line, kind, item.node.id, "outline_step", self._can(item), item.join)
        row.below += self.rows(item.inner)
        for number, way in enumerate(item.ways):
            told = line_of_way(way, item, number, 0, self.known)
            can = {"add"} | ({"remove"} if len(item.ways) > 1 else set())
            can |= {"back"} if item.kind == "choice" and not _ends(way.items) else set()
            below = self._made(told, "way", way.flow.id, "outline_flow", self._allowed(can))
            below.below = self.rows(way.items)
            row.below.append(below)
        for way in item.borders:
            if way.event is not None:
                told = line_of_border(way, 0, self.known)
                can = self._allowed({"remove", "add"} if way.flow.id else {"remove"})
                below = self._made(told, "border", way.event.id, "outline_step", can, way.flow.id)
                below.below = self.rows(way.items)
                row.below.append(below)
        return row

    def _can(self, item: Item) -> frozenset[str]:
        can = set() if item.kind == "end" else {"add"}
        if item.node.kind != "startEvent":
            can.add("remove")
            if item.kind != "end":
                can |= {"up", "down", "in", "out"}
        if item.kind in SPLITS:
            can.add("way")
        if item.kind == "step" and item.node.is_activity:
            can.add("border")
        return self._allowed(can)

    def _allowed(self, can: Iterable[str]) -> frozenset[str]:
        return frozenset(can) if self.outline.is_blocks else frozenset()

    def _made(
        self, line: Line, kind: str, element: str, address: str, can: frozenset[str], other: str = ""
    ) -> Row:
        url = reverse(f"processes:{address}", args=[self.slug, element])
        self.placed |= {element, other}
        findings = [*self.findings.get(element, ()), *(self.findings.get(other, ()) if other else ())]
        return Row(line, kind, element, url, can, findings)


def _ends(items: tuple[Item, ...]) -> bool:
    return bool(items) and items[-1].kind in ("end", "goto")
