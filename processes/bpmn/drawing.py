"""A diagram in memory: graphs of nodes and flows. Immutable, and free of XML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from processes.complaints import Complaint

# What a person, or a deed outside, has to finish before the flow goes on.
PEOPLE = ("task", "userTask", "manualTask")
OPERATIONS = ("serviceTask", "sendTask")
ACTIVITIES = (
    *PEOPLE,
    *OPERATIONS,
    *("scriptTask", "receiveTask", "businessRuleTask", "callActivity", "subProcess", "transaction"),
    "adHocSubProcess",
)
GATEWAYS = (
    "exclusiveGateway",
    "inclusiveGateway",
    "parallelGateway",
    "eventBasedGateway",
    "complexGateway",
)
EVENTS = (
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
)
NESTED = ("subProcess", "transaction", "adHocSubProcess")
# Two kinds no tool draws: what `straighten` puts in where a diagram says it without a shape.
SPLIT, PASS = "conditionalSplit", "pass"


@dataclass(frozen=True)
class Timer:
    """When: `date` (a moment), `duration` (from now) or `cycle` (again and again), as it was written.

    `working` says that a duration counts in working time.
    """

    kind: Literal["date", "duration", "cycle"]
    text: str
    working: bool = False


@dataclass(frozen=True)
class Event:
    """What an event waits for or throws.

    `kind` is BPMN's: timer, message, signal, error, escalation, terminate, link, cancel, compensate,
    conditional. `name` is what throwers and catchers are matched by: the name of a message or signal, the code of
    an error or escalation ("" catches all), the name of a link.
    """

    kind: str
    name: str = ""
    timer: Timer | None = None


@dataclass(frozen=True)
class Loop:
    """How often an activity runs: `standard` again while `until` does not hold; `parallel` and `sequential` for each.

    `collection` or `cardinality` (CEL) says for what or how many; `item` and `results` are the names the
    instance finds its element under and leaves its result under.
    """

    kind: Literal["standard", "parallel", "sequential"]
    cardinality: str = ""
    collection: str = ""
    item: str = ""
    until: str = ""
    first: bool = False  # a standard loop that asks before the first round
    most: int | None = None


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `condition` is CEL, "" for none."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    default: bool = False


@dataclass(frozen=True)
class Extra:
    """One of our own elements inside a shape, such as `<desk:performer by="manager"/>`."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Node:
    """A shape of the flow. `kind` is the name of its BPMN element."""

    id: str
    kind: str
    name: str = ""
    lane: str = ""
    event: Event | None = None
    attached_to: str = ""  # a boundary event: the activity it sits on
    interrupts: bool = True  # a boundary event, or the start of an event sub-process
    by_event: bool = False  # a sub-process that an event starts
    loop: Loop | None = None
    inner: "Graph | None" = None
    called: str = ""  # the process a call activity calls, the decision a rule task asks
    script: str = ""
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)  # our own attributes
    extras: tuple[Extra, ...] = ()  # our own elements, in their order
    hidden: bool = False  # not drawn by anybody

    @property
    def is_activity(self) -> bool:
        return self.kind in ACTIVITIES

    @property
    def is_gateway(self) -> bool:
        return self.kind in GATEWAYS


@dataclass(frozen=True)
class Graph:
    """The content of a process or sub-process."""

    id: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    name: str = ""
    executable: bool = True

    @cached_property
    def _ways(self) -> tuple[Mapping[str, list[Flow]], Mapping[str, list[Flow]]]:
        """The flows by what they lead to, and by what they come from."""
        into: dict[str, list[Flow]] = {}
        out: dict[str, list[Flow]] = {}
        for flow in self.flows:
            into.setdefault(flow.target, []).append(flow)
            out.setdefault(flow.source, []).append(flow)
        return into, out

    def into(self, node: str) -> list[Flow]:
        return self._ways[0].get(node, [])

    def out_of(self, node: str) -> list[Flow]:
        return self._ways[1].get(node, [])

    def boundaries(self, node: str) -> list[Node]:
        return [one for one in self.nodes.values() if one.attached_to == node]

    def walk(self) -> "Iterator[tuple[Graph, Node]]":
        """Every node, sub-processes' included, with the graph it lies in."""
        for node in self.nodes.values():
            yield self, node
            if node.inner is not None:
                yield from node.inner.walk()


@dataclass(frozen=True)
class Drawing:
    """One file: its processes, and what was noticed while it was read."""

    processes: Mapping[str, Graph]
    complaints: tuple[Complaint, ...] = ()

    @property
    def main(self) -> Graph | None:
        """The process that runs when none is named: the first that something calls by nobody."""
        called = {node.called for graph in self.processes.values() for _in, node in graph.walk()}
        filled = [one for one in self.processes.values() if one.nodes]
        outer = [one for one in filled if one.id not in called] or filled
        marked = [one for one in outer if one.executable] or outer
        return marked[0] if marked else None

    def walk(self) -> Iterator[tuple[Graph, Node]]:
        for process in self.processes.values():
            yield from process.walk()
