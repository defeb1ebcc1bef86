"""From BPMN XML to a `Drawing`. Whoever drew it; what is not understood is named, never dropped in silence."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from processes.bpmn import xml
from processes.bpmn.drawing import (
    ACTIVITIES,
    EVENTS,
    GATEWAYS,
    NESTED,
    Drawing,
    Event,
    Extra,
    Flow,
    Graph,
    Loop,
    Node,
    Timer,
)
from processes.bpmn.xml import child_text, children, local, own, words
from processes.complaints import Complaint

MOST_NODES = 1500
FLOW_NODES = frozenset((*ACTIVITIES, *EVENTS, *GATEWAYS))
# What belongs to the notation and changes nothing in how the flow runs.
SILENT = frozenset(
    [
        *(
            "documentation",
            "extensionElements",
            "incoming",
            "outgoing",
            "laneSet",
            "textAnnotation",
            "association",
        ),
        *("group", "auditing", "monitoring", "resourceRole", "performer", "humanPerformer", "potentialOwner"),
        *("category", "property", "supports", "rendering"),
        *("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
    ]
)
# What carries meaning in other engines and none here: kept, and told.
KEPT = frozenset(
    [
        *(
            "dataObject",
            "dataObjectReference",
            "dataStoreReference",
            "ioSpecification",
            "dataInputAssociation",
        ),
        *(
            "dataOutputAssociation",
            "correlationSubscription",
            "dataInput",
            "dataOutput",
            "inputSet",
            "outputSet",
        ),
    ]
)
DEFINITIONS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
    "cancelEventDefinition": "cancel",
    "compensateEventDefinition": "compensation",
    "conditionalEventDefinition": "condition",
}
TIMES = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
RULE_NO_EFFECT = "no-effect"


def read(text: str | bytes) -> Drawing:
    """The diagram in a BPMN 2.0 file. Raises `BadDiagram` where nothing can be made of it."""
    root = xml.parse(text)
    if not xml.is_bpmn(root) or local(root) != "definitions":
        raise xml.refused("not-bpmn", _("This is XML, but no BPMN 2.0 diagram."))
    return _Reader(root).drawing()


class _Reader:
    def __init__(self, root: Any) -> None:
        self.root = root
        self.complaints: list[Complaint] = []
        self.seen: set[str] = set()
        self.count = 0
        self.names = {
            element.get("id", ""): self._name_of(element)
            for element in children(root, "message", "signal", "error", "escalation")
        }

    def drawing(self) -> Drawing:
        processes: dict[str, Graph] = {}
        for element in children(self.root, "process"):
            graph = self._graph(element, self._id(element))
            processes[graph.id] = graph
        if not processes:
            raise xml.refused("no-process", _("There is no process in this diagram."))
        self._messages_between_pools()
        return Drawing(processes, tuple(self.complaints))

    def _messages_between_pools(self) -> None:
        for collaboration in children(self.root, "collaboration"):
            for flow in children(collaboration, "messageFlow"):
                self._note(
                    flow,
                    _("A message flow between pools documents only; throw and catch the message instead."),
                )

    # ── one process or sub-process ───────────────────────────────────────────────────────────────

    def _graph(self, element: Any, name: str) -> Graph:
        lanes = dict(self._lanes(element))
        nodes: dict[str, Node] = {}
        flows: list[Flow] = []
        defaults = {one.get("default") for one in children(element) if one.get("default")}
        for child in children(element):
            kind = local(child)
            if kind in FLOW_NODES:
                node = self._node(child, kind, lanes)
                nodes[node.id] = node
            elif kind == "sequenceFlow":
                flows.append(self._flow(child, defaults))
            elif kind in KEPT:
                self._note(child, _("“{what}” is kept as documentation and has no effect.").format(what=kind))
            elif kind not in SILENT:
                self._complain("not-supported", child, _("“{what}” can't be run here.").format(what=kind))
        return Graph(
            name, nodes, tuple(flows), element.get("name", ""), element.get("isExecutable", "true") != "false"
        )

    def _lanes(self, element: Any) -> Iterator[tuple[str, str]]:
        """The innermost lane of each node, by its name."""
        for lanes in children(element, "laneSet", "childLaneSet"):
            for lane in children(lanes, "lane"):
                for reference in children(lane, "flowNodeRef"):
                    yield words(reference), lane.get("name") or lane.get("id", "")
                yield from self._lanes(lane)

    def _flow(self, element: Any, defaults: set[str]) -> Flow:
        name = self._id(element)
        return Flow(
            name,
            element.get("sourceRef", ""),
            element.get("targetRef", ""),
            element.get("name", ""),
            child_text(element, "conditionExpression"),
            name in defaults,
        )

    # ── one shape ────────────────────────────────────────────────────────────────────────────────

    def _node(self, element: Any, kind: str, lanes: dict[str, str]) -> Node:
        self.count += 1
        if self.count > MOST_NODES:
            raise xml.refused(
                "too-many", _("There are more than {most} shapes in this diagram.").format(most=MOST_NODES)
            )
        name = self._id(element)
        return Node(
            name,
            kind,
            " ".join(element.get("name", "").split()),
            lanes.get(name, ""),
            event=self._event(element, kind),
            attached_to=element.get("attachedToRef", ""),
            interrupts=element.get("cancelActivity" if kind == "boundaryEvent" else "isInterrupting", "true")
            != "false",
            by_event=element.get("triggeredByEvent") == "true",
            loop=self._loop(element),
            inner=self._graph(element, name) if kind in NESTED else None,
            called=element.get("calledElement", "") or self._decision(element, kind),
            script=child_text(element, "script"),
            settings={
                key.rpartition("}")[2]: value
                for key, value in element.attrib.items()
                if key.startswith(f"{{{xml.OWN}}}")
            },
            extras=tuple(self._extras(element)),
        )

    def _extras(self, element: Any) -> Iterator[Extra]:
        for held in children(element, "extensionElements"):
            for one in held:
                if isinstance(one.tag, str) and one.tag.startswith(f"{{{xml.OWN}}}"):
                    yield Extra(local(one), dict(one.attrib))

    def _decision(self, element: Any, kind: str) -> str:
        """The decision a business rule task asks, as we or other engines note it."""
        if kind != "businessRuleTask":
            return ""
        for name, value in element.attrib.items():
            if name.startswith("{") and name.endswith(("}decision", "}decisionRef")):
                return value
        noted = [
            one for one in element.iter() if isinstance(one.tag, str) and local(one) == "calledDecisionId"
        ]
        noted += [
            one for one in element.iter() if isinstance(one.tag, str) and local(one) == "calledDecision"
        ]
        return (noted[0].get("decisionId") or words(noted[0])) if noted else ""

    def _event(self, element: Any, kind: str) -> Event | None:
        if kind in ("receiveTask", "sendTask"):
            return Event("message", self.names.get(element.get("messageRef", ""), ""))
        if kind not in EVENTS:
            return None
        found = children(element, *DEFINITIONS)
        if len(found) > 1:
            self._complain(
                "not-supported",
                element,
                _("An event with several triggers can't be run here; draw one event for each."),
            )
        if children(element, "eventDefinitionRef"):
            self._complain(
                "not-supported",
                element,
                _("A trigger that is defined elsewhere can't be run here; define it in the event."),
            )
        return self._definition(found[0]) if found else None

    def _definition(self, element: Any) -> Event:
        kind = DEFINITIONS[local(element)]
        if kind == "timer":
            return Event(kind, timer=self._timer(element))
        if kind == "link":
            return Event(kind, element.get("name", ""))
        return Event(kind, self.names.get(element.get(f"{kind}Ref", ""), ""))

    def _timer(self, element: Any) -> Timer:
        found = children(element, *TIMES)
        if len(found) != 1:
            return Timer("duration", "")
        return Timer(TIMES[local(found[0])], words(found[0]), own(element, "calendar") == "working")

    def _loop(self, element: Any) -> Loop | None:
        for found in children(element, "standardLoopCharacteristics"):
            most = found.get("loopMaximum", "")
            return Loop(
                "standard",
                until=child_text(found, "loopCondition"),
                first=found.get("testBefore") == "true",
                most=int(most) if most.isdecimal() and len(most) < 6 else None,
            )
        for found in children(element, "multiInstanceLoopCharacteristics"):
            item = children(found, "inputDataItem")
            return Loop(
                "sequential" if found.get("isSequential") == "true" else "parallel",
                cardinality=child_text(found, "loopCardinality"),
                collection=own(found, "collection") or child_text(found, "loopDataInputRef"),
                item=own(found, "item") or (item[0].get("name") or item[0].get("id", "") if item else ""),
                until=child_text(found, "completionCondition"),
            )
        return None

    # ── names and complaints ─────────────────────────────────────────────────────────────────────

    def _name_of(self, element: Any) -> str:
        """What throwers and catchers meet at: a code where the notation has one, else the name."""
        code = element.get("errorCode") or element.get("escalationCode")
        return code or element.get("name") or element.get("id", "")

    def _id(self, element: Any) -> str:
        """The element's id; twice the same is told, since half the diagram would be lost."""
        name = element.get("id", "")
        if not name:
            name = f"{local(element)}-{len(self.seen) + 1}"
        if name in self.seen:
            self._complain("same-id", element, _("Two elements have the id “{id}”.").format(id=name))
        self.seen.add(name)
        return name

    def _note(self, element: Any, text: str) -> None:
        self.complaints.append(Complaint(RULE_NO_EFFECT, element.get("id", ""), text, "note"))

    def _complain(self, rule: str, element: Any, text: str) -> None:
        self.complaints.append(Complaint(rule, element.get("id", ""), text))
