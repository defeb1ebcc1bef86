"""Whether tokens can go where the diagram says, and come to an end."""

from collections import deque
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from processes.bpmn import Drawing, Graph, Node
from processes.bpmn.drawing import EVENTS, PASS, SPLIT
from processes.complaints import Complaint

CHOOSING = ("exclusiveGateway", "inclusiveGateway", SPLIT)


def check(drawing: Drawing, straight: Drawing) -> Iterator[Complaint]:
    """`straight` is the same diagram with everything said; flows into nowhere are seen in the drawing itself."""
    for graph in _graphs(drawing):
        yield from _flows(graph)
    for graph in _graphs(straight):
        for node in graph.nodes.values():
            yield from _ends(graph, node)
            yield from _choices(graph, node)
            yield from _borders(graph, node)
            yield from _races(graph, node)
        yield from _starts(graph)
        yield from _unreachable(graph)
        yield from _circles(graph)


def _graphs(drawing: Drawing) -> Iterator[Graph]:
    for process in drawing.processes.values():
        yield process
        for _in, node in process.walk():
            if node.inner is not None:
                yield node.inner


def _flows(graph: Graph) -> Iterator[Complaint]:
    for flow in graph.flows:
        if flow.source not in graph.nodes or flow.target not in graph.nodes:
            yield Complaint("loose-flow", flow.id, _("This flow begins or ends nowhere."))


def _ends(graph: Graph, node: Node) -> Iterator[Complaint]:
    out, into = graph.out_of(node.id), graph.into(node.id)
    if node.kind == "endEvent" and out:
        yield Complaint("after-end", node.id, _("Nothing can follow an end event."))
    if node.kind in ("startEvent", "boundaryEvent") and into:
        yield Complaint("before-start", node.id, _("Nothing can lead to an event that begins a way."))
    if not out and node.is_gateway:
        yield Complaint("dead-end", node.id, _("No way leads out of this gateway."))
    elif not out and node.kind not in ("endEvent", PASS) and not node.by_event:
        text = _("The way ends here without an end event.")
        yield Complaint("open-end", node.id, text, "warning")


def _choices(graph: Graph, node: Node) -> Iterator[Complaint]:
    if node.kind not in CHOOSING or node.hidden:
        return
    out = graph.out_of(node.id)
    free = [flow for flow in out if not flow.condition and not flow.default]
    if len(out) > 1 and free:
        text = _("More than one way has no condition: say of each but the default one when it is taken.")
        yield Complaint("which-way", node.id, text)
    if any(flow.condition for flow in out) and not free and not any(flow.default for flow in out):
        text = _("If none of the conditions holds, the process stops here: mark one way as the default.")
        yield Complaint("no-default", node.id, text, "warning")


def _borders(graph: Graph, node: Node) -> Iterator[Complaint]:
    if node.kind != "boundaryEvent":
        return
    host = graph.nodes.get(node.attached_to)
    if host is None or not host.is_activity:
        yield Complaint("no-host", node.id, _("This event is attached to nothing that could run."))
    elif (
        node.event
        and node.event.kind in ("error", "escalation")
        and host.kind in ("scriptTask", "receiveTask")
    ):
        text = _("Nothing in this activity can throw that.")
        yield Complaint("never", node.id, text, "warning")


def _races(graph: Graph, node: Node) -> Iterator[Complaint]:
    """Behind an event-based gateway stand events and nothing else (BPMN 2.0.2, 10.6.6)."""
    if node.kind != "eventBasedGateway":
        return
    for flow in graph.out_of(node.id):
        target = graph.nodes[flow.target]
        if target.kind not in ("intermediateCatchEvent", "receiveTask"):
            yield Complaint(
                "event-gateway",
                target.id,
                _("Behind an event-based gateway there can only be catching events."),
            )
        elif len(graph.into(target.id)) > 1:
            text = _("An event behind an event-based gateway can't be reached another way.")
            yield Complaint("event-gateway", target.id, text)


def _starts(graph: Graph) -> Iterator[Complaint]:
    starts = [node for node in graph.nodes.values() if node.kind == "startEvent"]
    plain = [node for node in starts if node.event is None]
    if not plain and len(starts) > 1:
        for node in starts[1:]:
            text = _("Only the first of several start events is started from by hand.")
            yield Complaint("several-starts", node.id, text, "note")
    for node in plain[1:]:
        text = _("There is more than one plain start event: the process begins at all of them.")
        yield Complaint("several-starts", node.id, text, "warning")


def _unreachable(graph: Graph) -> Iterator[Complaint]:
    starts = [node.id for node in graph.nodes.values() if node.kind == "startEvent" or node.by_event]
    reached = _reached(graph, starts)
    for node in graph.nodes.values():
        if node.id not in reached and not node.hidden:
            yield Complaint("unreachable", node.id, _("No way leads here."))


def _reached(graph: Graph, starts: Iterable[str]) -> set[str]:
    found, ahead = set(starts), deque(starts)
    while ahead:
        here = ahead.popleft()
        after = [flow.target for flow in graph.out_of(here)] + [one.id for one in graph.boundaries(here)]
        for name in after:
            if name not in found:
                found.add(name)
                ahead.append(name)
    return found


def _circles(graph: Graph) -> Iterator[Complaint]:
    """A circle in which nothing is done and nothing waited for never ends."""
    idle = {
        node.id
        for node in graph.nodes.values()
        if (node.is_gateway or node.kind in (SPLIT, PASS, *EVENTS))
        and (node.event is None or node.kind == "intermediateThrowEvent")
    }
    ways = {name: [flow.target for flow in graph.out_of(name) if flow.target in idle] for name in idle}
    for name in _on_circles(ways):
        if not graph.nodes[name].hidden:
            text = _("The flow goes in a circle here in which nothing is done and nobody is asked.")
            yield Complaint("endless", name, text)


def _on_circles(ways: dict[str, list[str]]) -> list[str]:
    """What is left when everything is taken away that leads nowhere or comes from nowhere."""
    left = dict(ways)
    while True:
        targets = {to for outs in left.values() for to in outs}
        kept = {
            name: [to for to in outs if to in left]
            for name, outs in left.items()
            if name in targets and any(to in left for to in outs)
        }
        if len(kept) == len(left):
            return list(kept)
        left = kept
