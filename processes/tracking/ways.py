"""What comes after what in a diagram: into sub-processes and calls, out of them again, and along links."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from processes.bpmn import Drawing, Graph, Node

CHOOSING = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")


@dataclass(frozen=True)
class Edge:
    """One way on; `flow` is "" where no flow is drawn: into a sub-process, out of it, along a link."""

    flow: str
    target: str


@dataclass(frozen=True)
class Ahead:
    """What may still come, in the order of the diagram; `sure` is what comes in any case, whichever way the gateways
    ahead are left. `flows` are the flows between, `sure_flows` those of them that are taken in any case."""

    order: tuple[str, ...] = ()
    sure: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    sure_flows: frozenset[str] = frozenset()


@dataclass
class Ways:
    """The shapes of a drawing by their ids, and what follows each. Flows that leave an activity's border (limits,
    errors) are no part of the usual way."""

    drawing: Drawing
    nodes: dict[str, Node] = field(default_factory=dict)
    _home: dict[str, Graph] = field(default_factory=dict)
    _around: dict[str, list[Node]] = field(default_factory=dict)  # what contains or calls a graph

    def __post_init__(self) -> None:
        for graph, node in self.drawing.walk():
            self.nodes[node.id] = node
            self._home[node.id] = graph
            if node.inner is not None and not node.by_event:
                self._around.setdefault(node.inner.id, []).append(node)
            if node.called in self.drawing.processes:
                self._around.setdefault(node.called, []).append(node)

    def holds_others(self, element: str) -> bool:
        """Whether the shape is a sub-process or a call, whose own shapes stand for it."""
        return bool(self._inside(self.nodes[element])) if element in self.nodes else False

    def chooses(self, element: str) -> bool:
        """Whether only some of the ways out of the shape are taken."""
        node = self.nodes[element]
        return node.kind in CHOOSING or any(one.condition for one in self._home[element].out_of(element))

    def after(self, element: str) -> list[Edge]:
        """The usual ways on from a shape."""
        node = self.nodes[element]
        inside = self._inside(node)
        if inside:
            return [Edge("", one) for one in inside]
        if node.event and node.event.kind == "link" and node.kind == "intermediateThrowEvent":
            return [Edge("", one) for one in self._landing(node)]
        return self._beyond(node, set())

    def drawn_out_of(self, element: str) -> list[Edge]:
        """The flows drawn out of a shape, from a border as well."""
        return [Edge(flow.id, flow.target) for flow in self._home[element].out_of(element)]

    def ahead(self, at: Iterable[str]) -> Ahead:
        """What may still come after these shapes, none of which is part of it unless the way leads back."""
        here = [one for one in dict.fromkeys(at) if one in self.nodes]
        order = self._in_order(here)
        bits = {element: 1 << place for place, element in enumerate(order)}
        must = self._what_must_come(order, bits)
        sure, sure_flows = 0, set()
        for one in here:
            sure |= must[one]
        reached = {edge.target for one in order for edge in self.after(one)}
        for one in order:
            if (one in here or sure & bits[one]) and not (self.chooses(one) and len(self.after(one)) > 1):
                sure_flows |= {edge.flow for edge in self.after(one)}
        ahead = [one for one in order if one in reached]
        flows = {edge.flow for one in order for edge in self.after(one)}
        return Ahead(
            tuple(ahead),
            frozenset(one for one in ahead if sure & bits[one]),
            frozenset(flows - {""}),
            frozenset(sure_flows - {""}),
        )

    def _inside(self, node: Node) -> list[str]:
        """Where a sub-process or a call begins."""
        graph = None if node.by_event else node.inner or self.drawing.processes.get(node.called)
        if graph is None:
            return []
        first = [
            one
            for one in graph.nodes.values()
            if not graph.into(one.id) and not one.attached_to and not one.by_event
        ]
        starts = [one.id for one in first if one.kind == "startEvent"]
        return starts or [one.id for one in first]

    def _landing(self, node: Node) -> list[str]:
        name = node.event.name if node.event else ""
        return [
            one.id
            for one in self._home[node.id].nodes.values()
            if one.kind == "intermediateCatchEvent"
            and one.event
            and (one.event.kind, one.event.name) == ("link", name)
        ]

    def _beyond(self, node: Node, seen: set[str]) -> list[Edge]:
        """The flows out of a shape; at the end of a sub-process or called process, those out of what holds it."""
        if node.id in seen:
            return []
        seen.add(node.id)
        graph = self._home[node.id]
        out = [Edge(flow.id, flow.target) for flow in graph.out_of(node.id) if flow.target in graph.nodes]
        if out or (node.kind == "endEvent" and node.event and node.event.kind == "error"):
            return out
        return [edge for one in self._around.get(graph.id, []) for edge in self._beyond(one, seen)]

    def _in_order(self, at: Collection[str]) -> list[str]:
        """Everything from here on, what comes first before what comes after it (loops are entered once)."""
        order: list[str] = []
        seen: set[str] = set()
        for first in at:
            if first in seen:
                continue
            seen.add(first)
            path = [(first, iter(self.after(first)))]
            while path:
                element, edges = path[-1]
                for edge in edges:
                    if edge.target not in seen:
                        seen.add(edge.target)
                        path.append((edge.target, iter(self.after(edge.target))))
                        break
                else:
                    order.append(element)
                    path.pop()
        return order[::-1]

    def _what_must_come(self, order: list[str], bits: dict[str, int]) -> dict[str, int]:
        """For each shape what is passed after it whichever way is taken, as sets of bits: the largest solution of
        "after a choice what all its ways have in common, after anything else what any of its ways has"."""
        everything = (1 << len(order)) - 1
        after = {one: [edge.target for edge in self.after(one)] for one in order}
        must = {one: everything if after[one] else 0 for one in order}
        changed = True
        while changed:
            changed = False
            for one in reversed(order):
                if not after[one]:
                    continue
                chooses, found = self.chooses(one), None
                for target in after[one]:
                    way = bits[target] | must[target]
                    found = way if found is None else found & way if chooses else found | way
                if found != must[one]:
                    must[one], changed = found or 0, True
        return must
