"""What of BPMN is not executed here, refused by name: nothing of a diagram is dropped or run wrongly in silence."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.bpmn import Drawing, Graph, Node
from processes.bpmn.drawing import NESTED
from processes.complaints import Complaint

# kind of node → kinds of events it may carry; "" is none
EVENTS = {
    "startEvent": ("", "timer", "message", "signal"),
    "endEvent": ("", "terminate", "error", "escalation", "message", "signal"),
    "intermediateThrowEvent": ("", "message", "signal", "escalation", "link"),
    "intermediateCatchEvent": ("timer", "message", "signal", "link"),
    "boundaryEvent": ("timer", "message", "signal", "error", "escalation"),
}
NAMED = ("message", "signal", "link")
NOT_RUN = {
    "complexGateway": gettext_lazy(
        "A complex gateway can't be run here. Say it with inclusive and exclusive gateways."
    ),
    "adHocSubProcess": gettext_lazy(
        "An ad-hoc sub-process can't be run here. Draw the order, or parallel ways."
    ),
}


def check(drawing: Drawing, decisions: Collection[str]) -> Iterator[Complaint]:
    for graph, node in drawing.walk():
        yield from _of_kind(node)
        yield from _of_event(graph, node)
        yield from _of_loop(node)
        if node.kind == "businessRuleTask" and node.called not in decisions:
            text = _("There is no decision “{name}” to ask.").format(name=node.called)
            yield Complaint("unknown-decision", node.id, text)
        if node.kind == "callActivity" and node.called not in drawing.processes:
            text = _("There is no process “{name}” to call.").format(name=node.called)
            yield Complaint("unknown-process", node.id, text)


def _of_kind(node: Node) -> Iterator[Complaint]:
    if node.kind in NOT_RUN:
        yield Complaint("not-supported", node.id, str(NOT_RUN[node.kind]))
    if node.by_event:
        text = _("An event sub-process can't be run here. Attach the event to the border of a sub-process.")
        yield Complaint("not-supported", node.id, text)
    if node.kind in NESTED and node.inner is not None and not node.inner.nodes:
        yield Complaint("empty", node.id, _("There is nothing in this sub-process."), "warning")
    if node.kind == "transaction":
        text = _("A transaction runs as an ordinary sub-process; nothing is taken back.")
        yield Complaint("transaction", node.id, text, "warning")


def _of_event(graph: Graph, node: Node) -> Iterator[Complaint]:
    allowed = EVENTS.get(node.kind)
    if allowed is None:
        if node.kind == "receiveTask" and node.event and not node.event.name:
            yield Complaint("no-name", node.id, _("It isn't said which message this waits for."))
        return
    kind = node.event.kind if node.event else ""
    if kind not in allowed:
        if kind:
            text = _("“{kind}” can't be run at this kind of event.").format(kind=kind)
        else:
            text = _("It isn't said what this event waits for.")
        yield Complaint("not-supported", node.id, text)
    elif kind in NAMED and node.event and not node.event.name:
        yield Complaint("no-name", node.id, _("The message, signal or link has no name."))
    elif kind == "link" and node.event:
        yield from _of_link(graph, node)


def _of_link(graph: Graph, node: Node) -> Iterator[Complaint]:
    """Each throwing link has one catching one of its name."""
    named = [
        one
        for one in graph.nodes.values()
        if one.event and one.event.kind == "link" and one.event.name == node.event.name
    ]
    catching = [one for one in named if one.kind == "intermediateCatchEvent"]
    if node.kind == "intermediateThrowEvent" and len(catching) != 1:
        yield Complaint("link", node.id, _("A link leads to exactly one catching link of the same name."))
    if node.kind == "intermediateCatchEvent" and len(named) == len(catching):
        yield Complaint("link", node.id, _("No link of this name leads here."))


def _of_loop(node: Node) -> Iterator[Complaint]:
    loop = node.loop
    if loop is None:
        return
    if not node.is_activity:
        yield Complaint("not-supported", node.id, _("Only an activity can be repeated."))
    if loop.kind == "standard" and not loop.until and loop.most is None:
        text = _("It isn't said how often this is repeated: give a condition or a maximum.")
        yield Complaint("endless", node.id, text)
    if loop.kind != "standard" and not loop.collection and not loop.cardinality:
        text = _("It isn't said for what this is repeated: give a list or a number.")
        yield Complaint("repetition", node.id, text)
