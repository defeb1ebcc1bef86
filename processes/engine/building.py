"""From a straightened diagram to the specifications its tokens walk through."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs import StartTask, WorkflowSpec

from processes.bpmn import Drawing, Event, Flow, Graph, Node
from processes.bpmn.drawing import OPERATIONS, PASS, PEOPLE, SPLIT
from processes.bpmn.straighten import straighten
from processes.complaints import BadDiagram, Complaint
from processes.engine.gateways import ConditionalSplit, Exclusive, Inclusive, Parallel, know_the_ways
from processes.engine.specs import (
    Boundary,
    Catch,
    Guard,
    Many,
    Nested,
    Rules,
    Script,
    Shape,
    Terminate,
    Throw,
    Work,
)
from rules import Facts
from rules.tables import BadCell, Checked, Table, checked

NOTHING = Event("none")

# At each change of state the library gathers what it knows of the whole run for its log, unless its own level says no.
for _logger in ("spiff.task", "spiff.workflow"):
    logging.getLogger(_logger).setLevel(logging.WARNING)


# Names of specifications: the library takes one called "End" for the end of everything, so no id stands alone.
BEGIN, AT, EACH, GUARD, CALL = "begin", "at:", "each:", "guard:", "call:"


class Begin(Shape, StartTask):
    """The root of a scope's tree."""


class Scope(BpmnProcessSpec):
    """A process or sub-process, without the ends the library adds."""

    def __init__(self, name: str) -> None:
        WorkflowSpec.__init__(self, name=name)
        self.task_specs.clear()
        self.start = Begin(self, BEGIN)
        self.end = None
        self.io_specification = None
        self.description = name
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []


@dataclass(frozen=True)
class Compiled:
    """A process made ready to run; the same object serves any number of runs at once."""

    name: str
    spec: Scope
    inner: Mapping[str, Scope]
    facts: Facts
    nodes: Mapping[str, Node] = field(default_factory=dict)


def compiled(
    drawing: Drawing,
    process: str = "",
    facts: Facts | None = None,
    decisions: Mapping[str, Table] | None = None,
) -> Compiled:
    """The specifications of a process of the diagram (the main one without a name).

    `facts` are the types of what conditions read; a name that isn't among them may be anything. `decisions` are the
    tables its business rule tasks ask. Raises `BadDiagram` for what can't be built;
    run `processes.checks` first, which says it of every element at once.
    """
    straight = straighten(drawing)
    graph = straight.processes.get(process) if process else straight.main
    if graph is None:
        raise BadDiagram([Complaint("no-process", process, _("There is no such process in this diagram."))])
    builder = _Builder(straight, _ready(decisions or {}, facts or Facts()))
    spec = builder.scope(graph)
    nodes = {node.id: node for _in, node in straight.walk()}
    return Compiled(graph.id, spec, builder.inner, facts or Facts(), nodes)


def _ready(decisions: Mapping[str, Table], facts: Facts) -> dict[str, Checked]:
    try:
        return {name: checked(table, facts) for name, table in decisions.items()}
    except BadCell as bad:
        raise BadDiagram([Complaint("decision", "", str(bad))]) from None


class _Builder:
    def __init__(self, drawing: Drawing, decisions: Mapping[str, Checked]) -> None:
        self.drawing = drawing
        self.decisions = decisions
        self.inner: dict[str, Scope] = {}

    def scope(self, graph: Graph) -> Scope:
        scope = Scope(graph.id)
        entries: dict[str, Shape] = {}  # where a token that comes to a node enters
        exits: dict[str, Shape] = {}  # what its flows go out of
        rivals = {flow.target for flow in graph.flows if graph.nodes[flow.source].kind == "eventBasedGateway"}
        for node in graph.nodes.values():
            if node.kind == "boundaryEvent" or node.by_event:
                continue
            exits[node.id] = self._repeated(scope, node, node.id in rivals)
            entries[node.id] = self._guarded(scope, graph, node, exits)
        for flow in graph.flows:
            if flow.source in exits and flow.target in entries:
                exits[flow.source].leads(flow, entries[flow.target])
        for start in starts_of(graph):
            scope.start.connect(entries[start.id])
            scope.start.ways.append((_to_start(start), entries[start.id].name))
        know_the_ways(one for one in scope.task_specs.values() if isinstance(one, Shape))
        return scope

    def _guarded(self, scope: Scope, graph: Graph, node: Node, exits: dict[str, Shape]) -> Shape:
        attached = graph.boundaries(node.id)
        if not attached:
            return exits[node.id]
        members = [exits[node.id].name, *(f"{AT}{one.id}" for one in attached)]
        guard = Guard(scope, f"{GUARD}{node.id}", members)
        for one in attached:
            exits[one.id] = Boundary(scope, f"{AT}{one.id}", one, one.event or NOTHING, guard.name)
        return guard

    def _repeated(self, scope: Scope, node: Node, rival: bool) -> Shape:
        if node.loop is None:
            return self._shape(scope, node, f"{AT}{node.id}", rival)
        each = self._shape(scope, node, f"{EACH}{node.id}", rival)
        return Many(scope, f"{AT}{node.id}", node, node.loop, each.name)

    def _shape(self, scope: Scope, node: Node, name: str, rival: bool) -> Shape:
        event = node.event or NOTHING
        if node.kind in ("intermediateCatchEvent", "receiveTask") and event.kind != "none":
            return Catch(scope, name, node, event, rival)
        if node.kind in ("intermediateThrowEvent", "endEvent") and event.kind == "terminate":
            return Terminate(scope, name, node=node)
        if node.kind in ("intermediateThrowEvent", "endEvent") and event.kind != "none":
            return Throw(scope, name, node, event)
        if node.inner is not None or node.kind == "callActivity":
            return Nested(scope, name, node, self._scope_of(node))
        if node.kind == "businessRuleTask":
            return Rules(scope, name, node, self.decisions.get(node.called))
        make = SHAPES.get(node.kind)
        if make is None:
            text = _("“{what}” can't be run here.").format(what=node.kind)
            raise BadDiagram([Complaint("not-supported", node.id, text)])
        return make(scope, name, node=node)

    def _scope_of(self, node: Node) -> str:
        """The name of what is inside a sub-process or behind a call."""
        if node.inner is not None:
            self.inner[f"{AT}{node.id}"] = self.scope(node.inner)
            return f"{AT}{node.id}"
        name = f"{CALL}{node.called}"
        called = self.drawing.processes.get(node.called)
        if called is None:
            raise BadDiagram(
                [
                    Complaint(
                        "unknown-process",
                        node.id,
                        _("There is no process “{name}” to call.").format(name=node.called),
                    )
                ]
            )
        if name not in self.inner:
            self.inner[name] = Scope(called.id)  # first a place for calls in a circle
            self.inner[name] = self.scope(called)
        return name


SHAPES: dict[str, Callable[..., Shape]] = {
    **dict.fromkeys((*PEOPLE, *OPERATIONS), Work),
    "scriptTask": Script,
    "exclusiveGateway": Exclusive,
    "inclusiveGateway": Inclusive,
    "parallelGateway": Parallel,
    SPLIT: ConditionalSplit,
    "eventBasedGateway": Shape,
    **dict.fromkeys(
        (PASS, "startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent"), Shape
    ),
}


def starts_of(graph: Graph) -> list[Node]:
    """The events a graph starts at when nothing special started it: the plain one, else the only other."""
    found = [node for node in graph.nodes.values() if node.kind == "startEvent"]
    plain = [node for node in found if node.event is None]
    return plain or found[:1]


def _to_start(node: Node) -> Any:
    return Flow(f"start:{node.id}", "", node.id)
