"""The palette: what may be put on the canvas, in our words, and as which shape of the notation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

APPROVAL = {"does": "approval", "rule": "all", "rejected": "decline"}
BY_MANAGER = [
    ["performer", {"by": "manager"}],
    ["limit", {"after": "P2D", "working": "true", "then": "remind"}],
]
BY_REQUESTER = [
    ["performer", {"by": "requester"}],
    ["limit", {"after": "P5D", "working": "true", "then": "remind"}],
]

# `type` is BPMN's, `event` the kind of an event, `set` our own attributes, `extras` our own elements,
# `made` a ready piece of several shapes that the page knows how to draw.
PIECES: list[dict[str, Any]] = [
    {
        "name": "start",
        "label": _("Start event"),
        "icon": "circle-play",
        "type": "bpmn:StartEvent",
    },
    {
        "name": "task",
        "label": _("Task"),
        "icon": "square-check-big",
        "type": "bpmn:UserTask",
        "set": {"does": "work"},
    },
    {
        "name": "approval",
        "label": _("Approval"),
        "icon": "stamp",
        "type": "bpmn:UserTask",
        "set": APPROVAL,
        "extras": BY_MANAGER,
    },
    {
        "name": "question",
        "label": _("Ask the requester"),
        "icon": "circle-help",
        "type": "bpmn:UserTask",
        "set": {"does": "question"},
        "extras": BY_REQUESTER,
    },
    {"name": "operation", "label": _("Operation"), "icon": "zap", "type": "bpmn:ServiceTask"},
    {
        "name": "wait",
        "label": _("Wait"),
        "icon": "timer",
        "type": "bpmn:IntermediateCatchEvent",
        "event": "Timer",
    },
    {
        "name": "message",
        "label": _("Wait for a message"),
        "icon": "mail",
        "type": "bpmn:IntermediateCatchEvent",
        "event": "Message",
    },
    {"name": "decision", "label": _("Decision"), "icon": "split", "type": "bpmn:ExclusiveGateway"},
    {"name": "parallel", "label": _("At the same time"), "icon": "git-fork", "type": "bpmn:ParallelGateway"},
    {
        "name": "several",
        "label": _("One or several ways"),
        "icon": "list-tree",
        "type": "bpmn:InclusiveGateway",
    },
    {"name": "first", "label": _("Whichever comes first"), "icon": "flag", "type": "bpmn:EventBasedGateway"},
    {"name": "script", "label": _("Work something out"), "icon": "sigma", "type": "bpmn:ScriptTask"},
    {"name": "table", "label": _("Decision table"), "icon": "table-2", "type": "bpmn:BusinessRuleTask"},
    {"name": "subprocess", "label": _("Process within"), "icon": "square-plus", "type": "bpmn:SubProcess"},
    {
        "name": "end",
        "label": _("End event"),
        "icon": "circle-stop",
        "type": "bpmn:EndEvent",
    },
    {
        "name": "with-rejection",
        "label": _("Approval with a way for rejection"),
        "icon": "stamp",
        "made": "rejection",
    },
    {"name": "lanes", "label": _("Lanes of teams"), "icon": "rows-3", "made": "lanes"},
    {"name": "two-stages", "label": _("Two-stage approval"), "icon": "layers", "made": "stages"},
]
