"""The drawn part of a diagram file (BPMN DI): every shape with its box, every flow with its waypoints."""

from copy import deepcopy
from typing import Any

from processes.bpmn import xml
from processes.bpmn.drawing import NESTED, Drawing, Graph
from processes.bpmn.keeping import Drawn, kept
from processes.bpmn.layout import BAND, ROW_GAP, Box, Plan, Point, laid_out
from processes.bpmn.xml import add, children, local

MARGIN = 160, 80
POOL_PADDING = 30


def draw_picture(root: Any, drawing: Drawing, old_root: Any, before: Drawing) -> None:
    """Adds the picture to a document that has none. The older one stays where every shape and flow is as it was;
    what was drawn by hand keeps its place as far as it can, what the desk laid out is laid out anew."""
    if old_root is not None and _is_whole(old_root, drawing) and _shape(before) == _shape(drawing):
        for one in old_root:
            if isinstance(one.tag, str) and local(one) == "BPMNDiagram":
                root.append(deepcopy(one))
        return
    _Picture(root, drawing, old_root, before).draw()


def _shape(drawing: Drawing) -> Any:
    """What a picture depends on: which shapes there are, and which flow leads where."""
    graphs = [*drawing.processes.values()]
    graphs += [node.inner for _in, node in drawing.walk() if node.inner is not None]
    return {
        graph.id: (
            {name: (node.kind, node.attached_to, node.lane) for name, node in graph.nodes.items()},
            {flow.id: (flow.source, flow.target) for flow in graph.flows},
        )
        for graph in graphs
    }


def _drawn(root: Any, name: str) -> dict[str, Any]:
    found = {}
    for one in root.iter() if root is not None else ():
        if isinstance(one.tag, str) and local(one) == name:
            found[one.get("bpmnElement", "")] = one
    return found


def _is_whole(root: Any, drawing: Drawing) -> bool:
    shapes, edges = _drawn(root, "BPMNShape"), _drawn(root, "BPMNEdge")
    nodes = {node.id for _in, node in drawing.walk()}
    flows = {flow.id for graph, _node in drawing.walk() for flow in graph.flows}
    return nodes <= shapes.keys() and flows <= edges.keys()


class _Picture:
    def __init__(self, root: Any, drawing: Drawing, old_root: Any, before: Drawing) -> None:
        self.root, self.drawing, self.before = root, drawing, before
        self.taken = {one.get("id") for one in root.iter() if isinstance(one.tag, str)}
        self.old_shapes, self.old_edges = _drawn(old_root, "BPMNShape"), _drawn(old_root, "BPMNEdge")

    def draw(self) -> None:
        drawn = [one for one in self.drawing.processes.values() if one.nodes] or [
            *self.drawing.processes.values()
        ]
        lanes = {one.id: any(node.lane for node in one.nodes.values()) for one in drawn}
        pools = self._pools(drawn, lanes)
        whole = pools[0] if pools else drawn[0].id if drawn else ""
        diagram = add(self.root, "BPMNDiagram", space=xml.DI, id=self._free("BPMNDiagram_1"))
        self.plane = add(diagram, "BPMNPlane", space=xml.DI, id=self._free("BPMNPlane_1"), bpmnElement=whole)
        x, y = MARGIN
        for graph in drawn:
            drawn_before = None if pools else self._kept(graph)
            if drawn_before is not None:
                self._shapes(graph, drawn_before)
                self._notes(graph, drawn_before)
                continue
            plan = laid_out(graph, in_lanes=lanes[graph.id])
            pool = pools[1].get(graph.id, "") if pools else ""
            if pool:
                self._pool(pool, graph, plan, x, y)
            at = Plan()
            at.take(plan, x + (BAND + POOL_PADDING if pool else 0), y + (POOL_PADDING if pool else 0))
            self._shapes(graph, at)
            self._notes(graph, at)
            y += plan.height + 2 * POOL_PADDING + ROW_GAP

    def _kept(self, graph: Graph) -> Plan | None:
        """What somebody drew by hand, with what is new fitted in."""
        before = self.before.processes.get(graph.id)
        if before is None:
            return None
        drawn = Drawn()
        for name, shape in self.old_shapes.items():
            box, label = _box_of(shape), _label_of(shape)
            drawn.shapes |= {name: box} if box else {}
            drawn.labels |= {name: label} if label else {}
        for name, edge in self.old_edges.items():
            drawn.ways[name] = [
                (round(float(one.get("x", "0"))), round(float(one.get("y", "0"))))
                for one in edge
                if isinstance(one.tag, str) and local(one) == "waypoint"
            ]
            label = _label_of(edge)
            drawn.labels |= {name: label} if label else {}
        return kept(drawn, before, graph)

    # ── pools and lanes ──────────────────────────────────────────────────────────────────────────

    def _pools(self, drawn: list[Graph], lanes: dict[str, bool]) -> tuple[str, dict[str, str]] | None:
        """The collaboration and the participant of each process, where pools are drawn or needed."""
        found = children(self.root, "collaboration")
        if not found and len(drawn) < 2 and not any(lanes.values()):
            return None
        if not found:
            at = next(i for i, one in enumerate(self.root) if xml.is_bpmn(one) and local(one) == "process")
            collaboration = add(self.root, "collaboration", id=self._free("Collaboration_1"))
            self.root.insert(at, collaboration)
        else:
            collaboration = found[0]
        pools = {
            one.get("processRef", ""): one.get("id", "") for one in children(collaboration, "participant")
        }
        for graph in drawn:
            if graph.id not in pools:
                pools[graph.id] = self._free(f"Participant_{graph.id}")
                add(collaboration, "participant", id=pools[graph.id], name=graph.name, processRef=graph.id)
        return collaboration.get("id", ""), pools

    def _pool(self, pool: str, graph: Graph, plan: Plan, x: int, y: int) -> None:
        width = plan.width + BAND + 2 * POOL_PADDING + 20
        self._box(pool, Box(x, y, width, plan.height + 2 * POOL_PADDING), isHorizontal="true")
        names = {lane.get("name") or lane.get("id"): lane.get("id", "") for lane in self._lanes(graph.id)}
        for name, band in plan.lanes.items():
            if name in names:
                box = Box(x + BAND, y + POOL_PADDING + band.y, width - BAND, band.height)
                self._box(names[name], box, isHorizontal="true")

    def _lanes(self, graph: str) -> list[Any]:
        processes = [one for one in children(self.root, "process") if one.get("id") == graph]
        sets = [one for process in processes for one in children(process, "laneSet")]
        return [lane for one in sets for lane in children(one, "lane")]

    # ── shapes and flows ─────────────────────────────────────────────────────────────────────────

    def _shapes(self, graph: Graph, plan: Plan) -> None:
        for _in, node in graph.walk():
            more = {}
            if node.kind in NESTED:
                more["isExpanded"] = "true"
            if node.kind == "exclusiveGateway":
                more["isMarkerVisible"] = "true"
            self._box(node.id, plan.shapes[node.id], plan.labels.get(node.id), **more)
        graphs = [graph, *(node.inner for _in, node in graph.walk() if node.inner is not None)]
        for one in graphs:
            for flow in one.flows:
                if flow.id in plan.ways:
                    self._way(flow.id, plan.ways[flow.id], plan.labels.get(flow.id))

    def _box(self, element: str, box: Box, label: Box | None = None, **more: str) -> None:
        before = self.old_shapes.get(element)
        identity = before.get("id", "") if before is not None else self._free(f"{element}_di")
        shape = add(self.plane, "BPMNShape", space=xml.DI, id=identity, bpmnElement=element, **more)
        _keep_colours(shape, before)
        _bounds(shape, box)
        if label is not None:
            _bounds(add(shape, "BPMNLabel", space=xml.DI), label)

    def _way(self, element: str, points: list[Point], label: Box | None = None) -> None:
        before = self.old_edges.get(element)
        identity = before.get("id", "") if before is not None else self._free(f"{element}_di")
        edge = add(self.plane, "BPMNEdge", space=xml.DI, id=identity, bpmnElement=element)
        _keep_colours(edge, before)
        for x, y in points:
            add(edge, "waypoint", space=xml.DD, x=str(x), y=str(y))
        if label is not None:
            _bounds(add(edge, "BPMNLabel", space=xml.DI), label)

    def _notes(self, graph: Graph, plan: Plan) -> None:
        """Notes keep their distance from what they are about."""
        processes = [one for one in children(self.root, "process") if one.get("id") == graph.id]
        held = [one for process in processes for one in process.iter() if xml.is_bpmn(one)]
        links = [one for one in held if local(one) == "association"]
        for note in (one for one in held if local(one) in ("textAnnotation", "group")):
            before = self.old_shapes.get(note.get("id", ""))
            box = _box_of(before)
            if box is None:
                continue
            for link in links:
                ends = [link.get("sourceRef", ""), link.get("targetRef", "")]
                about = next((one for one in ends if one in plan.shapes), "")
                was = _box_of(self.old_shapes.get(about))
                if note.get("id") in ends and about and was is not None:
                    now = plan.shapes[about]
                    box = box.moved(now.x - was.x, now.y - was.y)
                    self._way(link.get("id", ""), [now.middle, box.middle])
                    break
            self._box(note.get("id", ""), box)

    def _free(self, name: str) -> str:
        found, number = name, 1
        while found in self.taken:
            number += 1
            found = f"{name}_{number}"
        self.taken.add(found)
        return found


def _bounds(parent: Any, box: Box) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    bounds = add(parent, "Bounds", space=xml.DC)
    for key, value in sizes.items():
        bounds.set(key, str(value))


def _box_of(shape: Any) -> Box | None:
    for one in shape if shape is not None else ():
        if isinstance(one.tag, str) and local(one) == "Bounds":
            return Box(*(round(float(one.get(key, "0"))) for key in ("x", "y", "width", "height")))
    return None


def _label_of(shape: Any) -> Box | None:
    for one in shape:
        if isinstance(one.tag, str) and local(one) == "BPMNLabel":
            return _box_of(one)
    return None


def _keep_colours(made: Any, before: Any) -> None:
    for key, value in before.attrib.items() if before is not None else ():
        if xml.space_of(key):
            made.set(key, value)
