"""Trying a drawing: what would happen, in order, and who would get what. Nothing is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from people.models import Department, Person
from processes.bpmn import Drawing, Node
from processes.complaints import BadDiagram
from processes.designer.pieces import PIECES
from processes.engine import Runaway
from processes.outline import facts_of
from processes.settings import BadSetting, is_operation, is_work, names_of, operation_of, work_of
from processes.store import Decisions
from processes.trying import Walk, walk
from rules import Facts, names_in
from tickets.models import Task, Ticket
from tickets.performing import Appointed, appointed
from ui.bilingual import pick

REFUSED = (Task.Outcome.REJECTED, Task.Outcome.EXPIRED)


@dataclass(frozen=True)
class Passed:
    """One element the trial came through. `people` are who would get it, `nobody` that it would be stuck without
    the department's queue."""

    element: str
    name: str
    kind: str
    people: list[Appointed] = field(default_factory=list)
    nobody: bool = False
    outcome: str = ""
    operation: str = ""
    fault: str = ""


@dataclass
class Trial:
    passed: list[Passed] = field(default_factory=list)
    waits: list[Passed] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def path(self) -> dict[str, list[str]]:
        """For the canvas: ids of what it came through, and of what still waits."""
        return {
            "passed": [one.element for one in self.passed],
            "ways": self.ways,
            "waits": [one.element for one in self.waits],
        }


def try_out(
    drawing: Drawing,
    decisions: Decisions,
    *,
    person: Person,
    department: Department | None,
    given: Mapping[str, Any],
    found_out: Mapping[str, Mapping[str, Any]],
    facts: Facts,
    now: datetime,
) -> Trial:
    """What happens when `person` sends a request with the answers `given`; `found_out` is what each step's people
    answer, an approval's decision as `outcome`. What can't be walked is told as `fault`."""
    nodes = {node.id: node for _graph, node in drawing.walk()}
    found_out = {
        element: {**answers, **({f"{element}_outcome": answers["outcome"]} if "outcome" in answers else {})}
        for element, answers in found_out.items()
        if element in nodes
    }
    stops = [one for one, answers in found_out.items() if _declines(nodes[one], answers)]
    data = {"person": person, **given}
    try:
        found = walk(
            drawing,
            data,
            now=now,
            facts=facts_of(drawing, facts),
            answers=found_out,
            decisions=decisions,
            stops=stops,
        )
    except (BadDiagram, Runaway) as fault:
        return Trial(fault=str(fault))
    ticket = Ticket(requester=person, opened_by=person, department=department or person.department)
    people = {name: value for name, value in data.items() if isinstance(value, Person)}
    return _told(found, nodes, ticket, {**data, **found.facts, **people}, found_out, now)


def label_of(node: Node) -> str:
    """What a shape is called; what kind of shape it is, where it has no name."""
    kinds = {piece.get("type", ""): piece["label"] for piece in reversed(PIECES) if "event" not in piece}
    kind = f"bpmn:{node.kind[0].upper()}{node.kind[1:]}"
    return pick(names_of(node)) or str(kinds.get(kind, node.id))


def used_names(drawing: Drawing) -> list[str]:
    """The answers the drawing asks for and doesn't find out itself."""
    sources = [flow.condition for graph, _node in drawing.walk() for flow in graph.flows if flow.condition]
    own = {"outcome", "person"}
    named: list[str] = []
    for _graph, node in drawing.walk():
        sources += [node.loop.until, node.loop.collection] if node.loop else []
        own |= {node.loop.item} if node.loop else set()
        for extra in node.extras:
            own |= {extra.values.get("name", "")} if extra.kind == "ask" else set()
            by, value = extra.values.get("by"), extra.values.get("value", "")
            named += [value] if by in ("answer", "cost-centre-owner") and value else []
            sources += [value] if by == "expression" else []
            sources += [extra.values.get("expression", "")] if extra.kind == "input" else []
    named += [name for source in sources if source for name in sorted(names_in(source))]
    return [name for name in dict.fromkeys(named) if name not in own]


def _declines(node: Node, answers: Mapping[str, Any]) -> bool:
    if answers.get("outcome") not in REFUSED or not is_work(node):
        return False
    try:
        return work_of(node).rejected == "decline"
    except BadSetting:
        return False


def _told(
    found: Walk,
    nodes: Mapping[str, Node],
    ticket: Ticket,
    facts: Mapping[str, Any],
    found_out: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> Trial:
    steps = list(_steps(found.passed, nodes, ticket, facts, found_out, now))
    open_ = [one["element"] for one in (*found.waiting, *found.failed)]
    faults = {one["element"]: one["message"] for one in found.failed}
    waits = [Passed(one, label_of(nodes[one]), nodes[one].kind, fault=faults.get(one, "")) for one in open_]
    ends = [label_of(nodes[one]) for one in found.ends]
    return Trial(steps, waits, found.ways, ends)


def _steps(
    passed: Iterable[str],
    nodes: Mapping[str, Node],
    ticket: Ticket,
    facts: Mapping[str, Any],
    found_out: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> Iterable[Passed]:
    for name in passed:
        node = nodes[name]
        label = label_of(node)
        if is_operation(node):
            yield Passed(name, label, node.kind, operation=operation_of(node).operation)
        elif is_work(node):
            yield _work(node, label, ticket, facts, found_out.get(name, {}), now)
        else:
            yield Passed(name, label, node.kind)


def _work(
    node: Node,
    label: str,
    ticket: Ticket,
    facts: Mapping[str, Any],
    answers: Mapping[str, Any],
    now: datetime,
) -> Passed:
    try:
        work = work_of(node)
    except BadSetting as bad:
        return Passed(node.id, label, node.kind, fault=str(bad))
    own = work.own_request if work.does == "approval" else "ask"
    people = appointed(
        ticket, work.performers, facts=facts, now=now, fallbacks=work.fallbacks, own_request=own
    )
    outcome = str(answers.get("outcome", "")) if work.does == "approval" else ""
    nobody = not people and not node.lane
    return Passed(node.id, label, work.does, people, nobody, outcome)
