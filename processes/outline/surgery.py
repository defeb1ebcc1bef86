"""Cutting a piece out of a drawing and putting one in: what every change by the outline is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from processes.bpmn import Drawing, Flow, Graph, Node
from processes.outline.tree import Item


@dataclass(frozen=True)
class Piece:
    """Nodes and the flows between them, entered at `entry` and left at `exit`, "" for one nothing comes after."""

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    entry: str
    exit: str


@dataclass(frozen=True)
class Place:
    """Where a piece goes: `flows` will lead to it and it to `target`. Without flows it comes after `source`."""

    graph: str
    flows: tuple[str, ...]
    target: str
    source: str = ""


def graphs(drawing: Drawing) -> Iterator[Graph]:
    for process in drawing.processes.values():
        yield process
        for _in, node in process.walk():
            if node.inner is not None:
                yield node.inner


def graph_of(drawing: Drawing, element: str) -> Graph | None:
    """The graph that holds a node or a flow."""
    for graph in graphs(drawing):
        if element in graph.nodes or any(flow.id == element for flow in graph.flows):
            return graph
    return None


def with_graph(drawing: Drawing, graph: Graph) -> Drawing:
    """The drawing with the graph of the same id replaced."""
    processes = {name: _within(one, graph) for name, one in drawing.processes.items()}
    return Drawing(processes, drawing.complaints)


def _within(graph: Graph, new: Graph) -> Graph:
    if graph.id == new.id:
        return new
    nodes = {
        name: replace(node, inner=_within(node.inner, new)) if node.inner is not None else node
        for name, node in graph.nodes.items()
    }
    return replace(graph, nodes=nodes)


def named(drawing: Drawing, graph: str) -> Graph:
    return next(one for one in graphs(drawing) if one.id == graph)


def changed(
    graph: Graph, nodes: Iterable[Node] = (), flows: Iterable[Flow] = (), without: Iterable[str] = ()
) -> Graph:
    """The graph with nodes and flows added or replaced by their ids, and others taken away with what leads there."""
    gone = set(without)
    kept = {name: node for name, node in graph.nodes.items() if name not in gone}
    kept |= {node.id: node for node in nodes}
    ways = {flow.id: flow for flow in graph.flows if flow.id not in gone}
    ways |= {flow.id: flow for flow in flows}
    held = [flow for flow in ways.values() if flow.source in kept and flow.target in kept]
    return replace(graph, nodes=kept, flows=tuple(held))


class Ids:
    """Names for new shapes that nothing in the drawing has."""

    def __init__(self, drawing: Drawing) -> None:
        self.taken = {one for graph in graphs(drawing) for one in (graph.id, *graph.nodes)}
        self.taken |= {flow.id for graph in graphs(drawing) for flow in graph.flows}

    def new(self, kind: str) -> str:
        number = 1
        while f"{kind}_{number}" in self.taken:
            number += 1
        self.taken.add(f"{kind}_{number}")
        return f"{kind}_{number}"


def content_of(graph: Graph, item: Item) -> set[str]:
    """The ids of the shapes that go with an item: its own, its join's, those on its ways and borders."""
    found = {item.node.id, item.join} - {""} if item.kind != "goto" else set()
    for way in (*item.ways, *item.borders):
        if way.event is not None:
            found.add(way.event.id)
        for one in way.items:
            found |= content_of(graph, one)
    return found | {one.id for name in list(found) for one in graph.boundaries(name)}


def cut(graph: Graph, item: Item) -> tuple[Graph, Piece]:
    """Takes an item out; what led to it leads to what came after it. The piece can be put in elsewhere."""
    held = content_of(graph, item)
    exit_ = exit_of(graph, item)
    out = graph.out_of(exit_) if exit_ else []
    target = out[0].target if out else ""
    piece = Piece(
        tuple(graph.nodes[name] for name in graph.nodes if name in held),
        tuple(flow for flow in graph.flows if flow.source in held and flow.target in held),
        item.node.id,
        exit_,
    )
    moved = []
    for flow in graph.flows:
        if flow.target in held and flow.source not in held and target:
            moved.append(replace(flow, target=target))
    for flow in graph.flows:  # what leaves it by its borders or ways goes along, and ends loose
        if flow.source in held and flow.target not in held and flow.source != exit_:
            piece = replace(piece, flows=(*piece.flows, flow))
    return changed(graph, flows=moved, without=held), piece


def exit_of(graph: Graph, item: Item) -> str:
    """The node an item is left at; "" where nothing comes after it, or it is left at several."""
    if item.kind in ("end", "goto"):
        return ""
    if item.kind == "step":
        return item.node.id if len(graph.out_of(item.node.id)) <= 1 else ""
    return item.join


def put(graph: Graph, piece: Piece, place: Place, ids: Ids) -> Graph:
    """The graph with a piece at a place."""
    flows = [replace(flow, target=piece.entry) for flow in graph.flows if flow.id in place.flows]
    if not place.flows and place.source:
        flows.append(Flow(ids.new("flow"), place.source, piece.entry))
    grown = changed(graph, nodes=piece.nodes, flows=flows)
    on = [Flow(ids.new("flow"), piece.exit, place.target)] if place.target and piece.exit else []
    return changed(grown, flows=[*piece.flows, *on])


def tidied(before: Graph, after: Graph) -> Graph:
    """Without gateways that have lost their ways and now only lead from one shape to the next."""
    found = after
    for name, node in after.nodes.items():
        into, out = found.into(name), found.out_of(name)
        was = before.nodes.get(name)
        lost = was is not None and max(len(before.into(name)), len(before.out_of(name))) > 1
        if node.is_gateway and lost and len(into) == len(out) == 1 and into[0].source != name:
            joined = replace(into[0], target=out[0].target)
            found = changed(found, flows=[joined], without=[name])
    return found
