"""From a `Drawing` to BPMN 2.0 XML with its shapes, so that it opens wherever BPMN is drawn.

`write(drawing)` writes all of a drawing: what `read` makes of the text is the drawing again. Over an older text of
the same diagram everything is kept that a drawing knows nothing of: documentation, notes, other tools' attributes.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from processes.bpmn import xml
from processes.bpmn.drawing import Drawing, Event, Flow, Graph, Loop, Node
from processes.bpmn.picture import draw_picture
from processes.bpmn.reading import DEFINITIONS, FLOW_NODES, TIMES, read
from processes.bpmn.xml import add, children, local

DEFINITION = {kind: name for name, kind in DEFINITIONS.items()}
TIME = {kind: name for name, kind in TIMES.items()}
REFERENCES = ("message", "signal", "error", "escalation")
# Where other engines note which decision a task asks; ours is an attribute of our own.
ELSEWHERE = "urn:servicedesk:elsewhere"


def write(drawing: Drawing, over: str = "") -> str:
    """The diagram as BPMN 2.0 XML, laid out. `over` is the text it had before it was changed.

    Where only words and settings became different all shapes stay where they were. Complaints aren't written.
    """
    old = _Old(over)
    root = _Writer(drawing, old).root()
    draw_picture(root, drawing, old.root if old.root is not None else None, old.drawing)
    return xml.text_of(root)


@dataclass
class _Old:
    """What is known of the diagram before it was changed."""

    text: str
    root: Any = None
    drawing: Drawing = field(default_factory=lambda: Drawing({}))
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    elements: dict[str, Any] = field(default_factory=dict)
    lanes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.text:
            return
        self.root, self.drawing = xml.parse(self.text), read(self.text)
        for graph in _graphs(self.drawing):
            self.nodes |= graph.nodes
            self.lanes[graph.id] = {name: node.lane for name, node in graph.nodes.items()}
            self.flows |= {flow.id: flow for flow in graph.flows}
        self.elements = {
            one.get("id", ""): one for one in self.root.iter() if xml.is_bpmn(one) and one.get("id")
        }


def _graphs(drawing: Drawing) -> Iterator[Graph]:
    for process in drawing.processes.values():
        yield process
        for _graph, node in process.walk():
            if node.inner is not None:
                yield node.inner


class _Writer:
    def __init__(self, drawing: Drawing, old: _Old) -> None:
        self.drawing, self.old = drawing, old
        self.taken = {*old.elements}
        for graph in _graphs(drawing):
            self.taken |= {graph.id, *graph.nodes, *(flow.id for flow in graph.flows)}
        self.declared: dict[tuple[str, str], str] = {}
        for kind, name, element in _declarations(old.root):
            self.declared.setdefault((kind, name), element.get("id", ""))
        self.added: list[tuple[str, str, str]] = []

    def root(self) -> Any:
        if self.old.root is None:
            root = xml.new_root()
        else:
            root = deepcopy(self.old.root)
            for one in list(root):
                if local(one) in ("process", "BPMNDiagram"):
                    root.remove(one)
        for graph in self.drawing.processes.values():
            before = self.old.elements.get(graph.id)
            process = add(root, "process", id=graph.id)
            if before is not None:
                _keep_attributes(process, before)
                _keep_rest(process, before)
            if graph.name:
                process.set("name", graph.name)
            process.set("isExecutable", "true" if graph.executable else "false")
            self._content(process, graph)
        for at, (kind, identity, name) in enumerate(self.added):
            code = {f"{kind}Code": name} if kind in ("error", "escalation") else {}
            declared = add(root, kind, id=identity, name=name, **code)
            root.insert(at, declared)
        return root

    # ── one process or sub-process ───────────────────────────────────────────────────────────────

    def _content(self, parent: Any, graph: Graph) -> None:
        self._lanes(parent, graph)
        defaults = {flow.source: flow.id for flow in graph.flows if flow.default}
        for node in graph.nodes.values():
            self._node(parent, graph, node, defaults.get(node.id, ""))
        for flow in graph.flows:
            self._flow(parent, flow)
        for one in list(parent):  # notes and what leads to them stand last
            if xml.is_bpmn(one) and local(one) in ("textAnnotation", "association", "group"):
                parent.append(one)

    def _lanes(self, parent: Any, graph: Graph) -> None:
        names = list(dict.fromkeys(node.lane for node in graph.nodes.values() if node.lane))
        if not names:
            return
        if self.old.lanes.get(graph.id) == {name: node.lane for name, node in graph.nodes.items()}:
            for one in children(self.old.elements[graph.id], "laneSet"):
                parent.append(deepcopy(one))
            return
        before = {one.get("name") or one.get("id"): one for one in self._old_lanes(graph.id)}
        lanes = add(parent, "laneSet", id=self._fresh(f"LaneSet_{graph.id}"))
        for at, name in enumerate(names):
            known = before.get(name)
            identity = known.get("id") if known is not None else self._fresh(f"Lane_{graph.id}_{at + 1}")
            lane = add(lanes, "lane", id=identity, name=name if known is None else known.get("name", ""))
            for node in graph.nodes.values():
                if node.lane == name:
                    add(lane, "flowNodeRef", node.id)

    def _old_lanes(self, graph: str) -> Iterable[Any]:
        before = self.old.elements.get(graph)
        if before is None:
            return []
        sets = children(before, "laneSet")
        return [lane for one in sets for lane in one.iter() if xml.is_bpmn(lane) and local(lane) == "lane"]

    def _flow(self, parent: Any, flow: Flow) -> None:
        before = self.old.elements.get(flow.id)
        if before is not None and self.old.flows.get(flow.id) == flow:
            parent.append(deepcopy(before))
            return
        made = add(parent, "sequenceFlow", id=flow.id)
        if before is not None:
            _keep_attributes(made, before)
            _keep_rest(made, before)
        for key, value in (("name", flow.name), ("sourceRef", flow.source), ("targetRef", flow.target)):
            if value:
                made.set(key, value)
        if flow.condition:
            xml.expression(made, "conditionExpression", flow.condition)

    # ── one shape ────────────────────────────────────────────────────────────────────────────────

    def _node(self, parent: Any, graph: Graph, node: Node, default: str) -> None:
        before, was = self.old.elements.get(node.id), self.old.nodes.get(node.id)
        made = add(parent, node.kind, id=node.id)
        same = (
            before is not None and was is not None and replace(was, inner=None) == replace(node, inner=None)
        )
        if same:
            for key, value in before.attrib.items():
                made.set(key, value)
            made.attrib.pop("default", None)
        else:
            if before is not None:
                _keep_attributes(made, before)
            self._attributes(made, node)
        if default:
            made.set("default", default)
        self._documentation(made, node, before)
        for flow in graph.into(node.id):
            add(made, "incoming", flow.id)
        for flow in graph.out_of(node.id):
            add(made, "outgoing", flow.id)
        if before is not None:
            _keep_rest(made, before, without=("documentation", "extensionElements"))
        if same:
            self._keep_meaning(made, before)
        else:
            self._meaning(made, node)
        if node.inner is not None:
            self._content(made, node.inner)

    def _attributes(self, made: Any, node: Node) -> None:
        plain = {"name": node.name, "attachedToRef": node.attached_to}
        if node.kind == "boundaryEvent" and not node.interrupts:
            plain["cancelActivity"] = "false"
        elif not node.interrupts:
            plain["isInterrupting"] = "false"
        if node.by_event:
            plain["triggeredByEvent"] = "true"
        if node.kind == "callActivity":
            plain["calledElement"] = node.called
        for key, value in plain.items():
            if value:
                made.set(key, value)
        for key, value in node.settings.items():
            xml.set_own(made, key, value)

    def _documentation(self, made: Any, node: Node, before: Any) -> None:
        """What stands first in a shape: documentation, and what tools keep there, ours rewritten."""
        for one in children(before, "documentation") if before is not None else []:
            made.append(deepcopy(one))
        foreign = [
            deepcopy(one)
            for held in (children(before, "extensionElements") if before is not None else [])
            for one in held
            if isinstance(one.tag, str) and xml.space_of(one.tag) not in (xml.OWN, ELSEWHERE)
        ]
        asks = (
            node.kind == "businessRuleTask" and bool(node.called) and not _notes_decision(node, made, foreign)
        )
        if not (node.extras or foreign or asks):
            return
        held = add(made, "extensionElements")
        for extra in node.extras:
            one = add(held, extra.kind, space=xml.OWN)
            for key, value in extra.values.items():
                one.set(key, value)
        held.extend(foreign)
        if asks:
            add(held, "calledDecision", space=ELSEWHERE, decisionId=node.called)

    def _meaning(self, made: Any, node: Node) -> None:
        if node.event is not None:
            self._event(made, node.kind, node.event)
        if node.loop is not None:
            self._loop(made, node.loop)
        if node.script:
            add(made, "script", node.script)

    def _keep_meaning(self, made: Any, before: Any) -> None:
        """What the shape held of its own before, where it is still the same."""
        held = (*DEFINITIONS, "eventDefinitionRef", "script", *LOOPS)
        for one in children(before, *held):
            made.append(deepcopy(one))

    def _event(self, made: Any, kind: str, event: Event) -> None:
        if kind in ("receiveTask", "sendTask"):
            if event.name:
                made.set("messageRef", self._reference("message", event.name))
            return
        definition = add(made, DEFINITION[event.kind])
        if event.kind == "link":
            definition.set("name", event.name)
        elif event.kind in REFERENCES and event.name:
            definition.set(f"{event.kind}Ref", self._reference(event.kind, event.name))
        if event.timer is not None:
            xml.expression(definition, TIME[event.timer.kind], event.timer.text)
            if event.timer.working:
                xml.set_own(definition, "calendar", "working")

    def _loop(self, made: Any, loop: Loop) -> None:
        if loop.kind == "standard":
            held = add(made, "standardLoopCharacteristics", testBefore="true" if loop.first else "")
            if loop.most is not None:
                held.set("loopMaximum", str(loop.most))
            if loop.until:
                xml.expression(held, "loopCondition", loop.until)
            return
        held = add(
            made, "multiInstanceLoopCharacteristics", isSequential="true" if loop.kind == "sequential" else ""
        )
        for key, value in (("collection", loop.collection), ("item", loop.item)):
            if value:
                xml.set_own(held, key, value)
        if loop.cardinality:
            xml.expression(held, "loopCardinality", loop.cardinality)
        if loop.until:
            xml.expression(held, "completionCondition", loop.until)

    def _reference(self, kind: str, name: str) -> str:
        """The id under which a message, signal, error or escalation of this name is declared."""
        if (kind, name) not in self.declared:
            identity = self._fresh(f"{kind.capitalize()}_{len(self.declared) + 1}")
            self.declared[kind, name] = identity
            self.added.append((kind, identity, name))
        return self.declared[kind, name]

    def _fresh(self, name: str) -> str:
        found, number = name, 1
        while found in self.taken:
            number += 1
            found = f"{name}_{number}"
        self.taken.add(found)
        return found


LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
# What a drawing holds itself, and so is never copied from the older text.
HELD = frozenset([*FLOW_NODES, *DEFINITIONS, *LOOPS])
HELD |= {"sequenceFlow", "laneSet", "incoming", "outgoing", "script", "conditionExpression"}
HELD |= {"eventDefinitionRef"}


def _declarations(root: Any) -> Iterator[tuple[str, str, Any]]:
    for one in children(root, *REFERENCES) if root is not None else []:
        code = one.get("errorCode") or one.get("escalationCode")
        yield local(one), code or one.get("name") or one.get("id", ""), one


def _keep_attributes(made: Any, before: Any) -> None:
    """Attributes of other tools; on a process ours too, which a drawing doesn't know."""
    ours_too = local(before) == "process"
    for key, value in before.attrib.items():
        space = xml.space_of(key)
        if (space and (space != xml.OWN or ours_too)) or (
            ours_too and key not in ("id", "name", "isExecutable")
        ):
            made.set(key, value)


def _keep_rest(made: Any, before: Any, without: tuple[str, ...] = ()) -> None:
    """Documentation, notes, data: what the notation has and a drawing has not."""
    for one in before:
        if isinstance(one.tag, str) and not (xml.is_bpmn(one) and local(one) in (*HELD, *without)):
            made.append(deepcopy(one))


def _notes_decision(node: Node, made: Any, foreign: list[Any]) -> bool:
    if node.called in (node.settings.get("decision"), node.settings.get("decisionRef")):
        return True
    attributes = [value for key, value in made.attrib.items() if key.endswith(("}decision", "}decisionRef"))]
    return bool(attributes) or any(
        local(one) in ("calledDecision", "calledDecisionId") for held in foreign for one in held.iter()
    )
