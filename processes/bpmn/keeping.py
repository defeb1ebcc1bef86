"""A picture somebody drew by hand, after the process has changed: what was there keeps its place, what is new fits in.

New shapes stand after what leads to them, and what is in their way moves to the right.
"""

from dataclasses import dataclass, field

from processes.bpmn.drawing import Graph, Node
from processes.bpmn.layout import EVENT, GAP, GATEWAY, ROW_GAP, TASK, Box, Plan, Point, laid_out

NEAR = 2  # pixels; what is nearer stands at the same place


@dataclass
class Drawn:
    """What a picture shows: boxes and names of shapes by id, waypoints and names of flows."""

    shapes: dict[str, Box] = field(default_factory=dict)
    ways: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)


def kept(drawn: Drawn, before: Graph, after: Graph) -> Plan | None:
    """The picture of the changed graph; None where it is better laid out anew: it was laid out by the desk, or
    something within a sub-process has come or gone, so that the sub-process has another size."""
    inner = [node for node in after.nodes.values() if node.inner is not None]
    if any(not _same(node, before.nodes.get(node.id)) for node in inner):
        return None
    if not before.nodes or any(name not in drawn.shapes for name in before.nodes) or _is_ours(drawn, before):
        return None
    return _Keeping(drawn, before, after).plan


def _same(node: Node, was: Node | None) -> bool:
    """Whether a sub-process holds the same shapes and flows."""
    if was is None or was.inner is None or node.inner is None:
        return False
    shapes = [{one.id for _in, one in each.inner.walk()} for each in (node, was) if each.inner is not None]
    flows = [
        {(one.id, one.source, one.target) for one in each.inner.flows} for each in (node, was) if each.inner
    ]
    return shapes[0] == shapes[1] and flows[0] == flows[1]


def _is_ours(drawn: Drawn, graph: Graph) -> bool:
    """Whether the shapes stand as they are laid out without a hand."""
    plan = laid_out(graph)
    moved = {
        (drawn.shapes[name].x - box.x, drawn.shapes[name].y - box.y)
        for name, box in plan.shapes.items()
        if name in drawn.shapes
    }
    xs, ys = {x for x, _y in moved}, {y for _x, y in moved}
    return max(xs) - min(xs) <= NEAR and max(ys) - min(ys) <= NEAR


class _Keeping:
    def __init__(self, drawn: Drawn, before: Graph, after: Graph) -> None:
        self.drawn, self.before, self.after = drawn, before, after
        self.plan = Plan()
        held = {node.id for _in, node in after.walk()}
        self.plan.shapes = {name: box for name, box in drawn.shapes.items() if name in held}
        self.moved = dict.fromkeys(self.plan.shapes, 0)
        fresh = [node for node in after.nodes.values() if node.id not in self.plan.shapes]
        while fresh:
            node = next((one for one in fresh if self._source(one)), fresh[0])
            fresh.remove(node)
            self._put(node)
        self._flows(after)
        for node in after.nodes.values():
            if node.inner is not None:
                for graph in [node.inner, *(one.inner for _in, one in node.inner.walk() if one.inner)]:
                    self._flows(graph)
        self.plan.labels |= {
            name: box.moved(self.moved[name], 0) for name, box in drawn.labels.items() if name in self.moved
        }

    def _source(self, node: Node) -> str:
        """What leads to a new shape and has its place already."""
        names = [flow.source for flow in self.after.into(node.id)] + [node.attached_to]
        return next((name for name in names if name in self.plan.shapes), "")

    def _put(self, node: Node) -> None:
        width, height = GATEWAY if node.is_gateway else TASK if node.is_activity else EVENT
        source = self._source(node)
        if node.attached_to and node.attached_to == source:
            host = self.plan.shapes[source]
            at = len([one for one in self.after.boundaries(source) if one.id in self.plan.shapes])
            self._stand(node, Box(host.right - 40 - 44 * at, host.bottom - 18, *EVENT))
            return
        if not source:
            low = max((box.bottom for box in self.plan.shapes.values()), default=0)
            left = min((box.x for box in self.plan.shapes.values()), default=0)
            self._stand(node, Box(left, low + ROW_GAP, width, height))
            return
        start = self.plan.shapes[source]
        x, y = start.right + GAP, start.middle[1] - height // 2
        if self.after.nodes[source].attached_to:
            y = start.bottom + ROW_GAP
        self._make_room(node, x, width)
        box = Box(x, y, width, height)
        while any(_touch(box, other) for other in self.plan.shapes.values()):
            box = box.moved(0, ROW_GAP)
        self._stand(node, box)

    def _stand(self, node: Node, box: Box) -> None:
        self.plan.shapes[node.id] = box
        self.moved[node.id] = 0

    def _make_room(self, node: Node, x: int, width: int) -> None:
        """Moves what comes after to the right, with everything beside and behind it, where it stands in the way."""
        after = [
            self.plan.shapes[one.target]
            for one in self.after.out_of(node.id)
            if one.target in self.plan.shapes
        ]
        ahead = [box.x for box in after if box.x >= x - GAP]
        if not ahead or min(ahead) >= x + width + GAP:
            return
        edge, by = min(ahead), x + width + GAP - min(ahead)
        behind = {name for name, box in self.plan.shapes.items() if box.x >= edge}
        for name, one in self.after.nodes.items():
            if name not in self.plan.shapes or (one.attached_to or name) not in behind:
                continue
            within = [each.id for _in, each in one.inner.walk()] if one.inner is not None else []
            for each in (name, *within):
                self.plan.shapes[each] = self.plan.shapes[each].moved(by, 0)
                self.moved[each] += by

    # ── flows ────────────────────────────────────────────────────────────────────────────────────

    def _flows(self, graph: Graph) -> None:
        was = {flow.id: flow for each in (self.before, *self._nested()) for flow in each.flows}
        for flow in graph.flows:
            if flow.source not in self.plan.shapes or flow.target not in self.plan.shapes:
                continue
            by = {self.moved[flow.source], self.moved[flow.target]}
            older = was.get(flow.id)
            same = older is not None and (older.source, older.target) == (flow.source, flow.target)
            if same and len(by) == 1 and flow.id in self.drawn.ways:
                shift = by.pop()
                self.plan.ways[flow.id] = [(x + shift, y) for x, y in self.drawn.ways[flow.id]]
                if flow.id in self.drawn.labels:
                    self.plan.labels[flow.id] = self.drawn.labels[flow.id].moved(shift, 0)
            else:
                self.plan.ways[flow.id] = _between(
                    self.plan.shapes[flow.source], self.plan.shapes[flow.target]
                )

    def _nested(self) -> list[Graph]:
        return [node.inner for _in, node in self.before.walk() if node.inner is not None]


def _touch(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _between(here: Box, there: Box) -> list[Point]:
    """A way at right angles from one shape to another."""
    (x, y), (to_x, to_y) = here.middle, there.middle
    if there.x >= here.right:
        if abs(y - to_y) <= NEAR:
            return [(here.right, y), (there.x, to_y)]
        turn = (here.right + there.x) // 2
        return [(here.right, y), (turn, y), (turn, to_y), (there.x, to_y)]
    if there.y >= here.bottom:
        over = [(x, here.bottom), (x, to_y), (there.right, to_y)]
        turn = (here.bottom + there.y) // 2
        return over if x > there.right else [(x, here.bottom), (x, turn), (to_x, turn), (to_x, there.y)]
    return _below(here, there)


def _below(here: Box, there: Box) -> list[Point]:
    """A way that leaves a shape below and comes to the other from below."""
    (x, _y), (to_x, _to_y) = here.middle, there.middle
    low = max(here.bottom, there.bottom) + ROW_GAP
    return [(x, here.bottom), (x, low), (to_x, low), (to_x, there.bottom)]
