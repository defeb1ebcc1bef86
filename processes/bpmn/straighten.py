"""What people draw and everybody understands, made explicit, so that there is one way to run it.

A split without a gateway becomes a gateway, a link becomes a flow, the one way without a condition becomes the
default, a graph without a start event starts where nothing leads to. What has two meanings is left for the checks.
"""

from collections.abc import Iterator
from dataclasses import replace

from processes.bpmn.drawing import PASS, SPLIT, Drawing, Flow, Graph, Node

START = "start-of-"


def straighten(drawing: Drawing) -> Drawing:
    """The same diagram with everything said that it leaves unsaid. Ids of shapes stay."""
    return replace(drawing, processes={name: _graph(one) for name, one in drawing.processes.items()})


def _graph(graph: Graph) -> Graph:
    nodes = {name: _inner(node) for name, node in graph.nodes.items()}
    flows = [flow for flow in graph.flows if flow.source in nodes and flow.target in nodes]
    flows += _links(nodes)
    flows = [_with_default(flow, nodes, flows) for flow in flows]
    flows = [_without_condition(flow, nodes) for flow in flows]
    for node in list(nodes.values()):
        flows = _with_split(node, nodes, flows)
    flows = _with_start(graph.id, nodes, flows)
    return replace(graph, nodes=nodes, flows=tuple(flows))


def _inner(node: Node) -> Node:
    return node if node.inner is None else replace(node, inner=_graph(node.inner))


def _links(nodes: dict[str, Node]) -> Iterator[Flow]:
    """A flow from each throwing link to the catching one of its name."""
    catching = {
        node.event.name: name
        for name, node in nodes.items()
        if node.kind == "intermediateCatchEvent" and node.event and node.event.kind == "link"
    }
    for name, node in list(nodes.items()):
        if node.event is None or node.event.kind != "link":
            continue
        nodes[name] = replace(node, kind=PASS, event=None)
        if node.kind == "intermediateThrowEvent" and node.event.name in catching:
            yield Flow(f"{name}:link", name, catching[node.event.name])


def _with_default(flow: Flow, nodes: dict[str, Node], flows: list[Flow]) -> Flow:
    """The only way without a condition out of a choosing gateway is the one for everything else."""
    if (
        nodes[flow.source].kind not in ("exclusiveGateway", "inclusiveGateway")
        or flow.condition
        or flow.default
    ):
        return flow
    beside = [one for one in flows if one.source == flow.source and one is not flow]
    if beside and all(one.condition and not one.default for one in beside):
        return replace(flow, default=True)
    return flow


def _without_condition(flow: Flow, nodes: dict[str, Node]) -> Flow:
    """A parallel gateway takes every way, a default needs no condition of its own (BPMN 2.0.2, 13.4.1, 8.4.13)."""
    takes_all = nodes[flow.source].kind in ("parallelGateway", "eventBasedGateway")
    return replace(flow, condition="") if takes_all or flow.default else flow


def _with_split(node: Node, nodes: dict[str, Node], flows: list[Flow]) -> list[Flow]:
    """Several ways out of a task or event: all of them, or those whose condition holds (BPMN 2.0.2, 13.3.1)."""
    out = [flow for flow in flows if flow.source == node.id]
    chooses = any(flow.condition for flow in out)
    if node.is_gateway or (len(out) < 2 and not chooses):
        return flows
    split = Node(f"{node.id}:split", SPLIT if chooses else "parallelGateway", lane=node.lane, hidden=True)
    nodes[split.id] = split
    moved = [replace(flow, source=split.id) if flow.source == node.id else flow for flow in flows]
    return [*moved, Flow(f"{split.id}:in", node.id, split.id)]


def _with_start(name: str, nodes: dict[str, Node], flows: list[Flow]) -> list[Flow]:
    """Without a start event a graph starts at everything nothing leads to (BPMN 2.0.2, 10.5.2)."""
    if not nodes or any(node.kind == "startEvent" for node in nodes.values()):
        return flows
    reached = {flow.target for flow in flows}
    first = [
        node
        for node in nodes.values()
        if node.id not in reached and not node.attached_to and not node.by_event
    ]
    start = Node(f"{START}{name}", "startEvent", hidden=True)
    nodes[start.id] = start
    return _with_split(
        start, nodes, [*flows, *(Flow(f"{start.id}:{one.id}", start.id, one.id) for one in first)]
    )
