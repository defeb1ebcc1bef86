"""A diagram as a picture to look at: its shapes, their names and where they stand, and nothing that makes it run."""

from typing import Any

from lxml import etree

from processes.bpmn.drawing import ACTIVITIES, EVENTS, GATEWAYS
from processes.bpmn.xml import is_bpmn, local, own, parse

DRAWN = "http://www.omg.org/spec/BPMN/20100524/DI"
BOXES = ("http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI")
NAMED = (*ACTIVITIES, *EVENTS, "participant", "lane", "process")
# Words and data on the canvas; they may say what only those who work with the process should read.
REMARKS = (
    "textAnnotation",
    "association",
    "group",
    "dataObjectReference",
    "dataStoreReference",
    "messageFlow",
)
DEFINITIONS = tuple(
    f"{kind}EventDefinition"
    for kind in (
        *("timer", "message", "signal", "error", "escalation", "terminate"),
        *("link", "cancel", "compensate", "conditional"),
    )
)
SHAPES = (
    *("definitions", "process", "collaboration", "participant", "laneSet", "lane", "childLaneSet"),
    *(*ACTIVITIES, *EVENTS, *GATEWAYS, "sequenceFlow"),
    *("standardLoopCharacteristics", "multiInstanceLoopCharacteristics", *DEFINITIONS),
)
REFERENCES = ("flowNodeRef", "incoming", "outgoing")
ATTRIBUTES = (
    *("id", "sourceRef", "targetRef", "attachedToRef", "cancelActivity", "isSequential", "triggeredByEvent"),
    *(
        "processRef",
        "default",
        "isInterrupting",
        "parallelMultiple",
        "eventGatewayType",
        "associationDirection",
    ),
    *("dataObjectRef", "targetNamespace"),
)


def bare(xml: str, *, chinese: bool, remarks: bool) -> str:
    """The diagram without anything but its picture, with the names of one language; "" where nothing is drawn.

    Of flows and gateways names, and notes on the canvas, are kept only with `remarks`. Raises `BadDiagram`.
    """
    root = parse(xml)
    if root.find(f".//{{{DRAWN}}}BPMNShape") is None:
        return ""
    _strip(root, chinese, remarks)
    kept = {one.get("id") for one in root.iter() if is_bpmn(one)}
    for one in list(root.iter(f"{{{DRAWN}}}BPMNShape", f"{{{DRAWN}}}BPMNEdge")):
        if one.get("bpmnElement") not in kept:
            one.getparent().remove(one)
    etree.cleanup_namespaces(root, keep_ns_prefixes=[])
    return etree.tostring(root, encoding="unicode")


def _strip(element: Any, chinese: bool, remarks: bool) -> None:
    for child in list(element):
        if not isinstance(child.tag, str):
            _remove(child)
        elif is_bpmn(child):
            name = local(child)
            if name in REFERENCES or (remarks and name == "text"):
                continue
            if name in SHAPES or (remarks and name in REMARKS):
                _strip(child, chinese, remarks)
            else:
                _remove(child)
        elif etree.QName(child).namespace in (DRAWN, *BOXES):
            _strip_picture(child)
        else:
            _remove(child)
    _rename(element, chinese, remarks)


def _rename(element: Any, chinese: bool, remarks: bool) -> None:
    name, translated = element.get("name", ""), own(element, "nameZh")
    for attribute in list(element.attrib):
        if attribute not in ATTRIBUTES:
            del element.attrib[attribute]
    kind = local(element)
    if name and (kind in NAMED or remarks) and not kind.endswith("EventDefinition"):
        element.set("name", translated or name if chinese else name)
    element.text = None if kind not in ("text",) else element.text


def _strip_picture(element: Any) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or etree.QName(child).namespace not in (DRAWN, *BOXES):
            _remove(child)
        else:
            _strip_picture(child)
    for attribute in list(element.attrib):
        if attribute.startswith("{"):
            del element.attrib[attribute]


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
