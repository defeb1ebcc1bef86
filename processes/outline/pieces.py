"""What may be put into an outline, in our words: each piece as the shapes it is drawn with."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from processes.bpmn import Event, Extra, Flow, Graph, Node, Timer
from processes.outline.surgery import Ids, Piece

KINDS: dict[str, str | Promise] = {
    "approval": _("Approval"),
    "work": _("Task"),
    "question": _("Ask somebody"),
    "choice": _("Decision: one of several ways"),
    "all": _("At the same time"),
    "some": _("One or several ways"),
    "race": _("Whichever comes first"),
    "operation": _("Operation"),
    "wait": _("Wait"),
    "message": _("Wait for a message"),
    "script": _("Work something out"),
    "decision": _("Decision table"),
    "call": _("Another process"),
    "sub": _("Group of steps"),
    "end": _("End"),
}
SPLITS = {
    "choice": "exclusiveGateway",
    "some": "inclusiveGateway",
    "all": "parallelGateway",
    "race": "eventBasedGateway",
}
JOINS = {**SPLITS, "race": "exclusiveGateway"}
# What one kind of step can become without losing what leads to it and from it.
STEPS = {
    "approval": ("userTask", "approval"),
    "work": ("userTask", "work"),
    "question": ("userTask", "question"),
    "operation": ("serviceTask", ""),
    "script": ("scriptTask", ""),
    "decision": ("businessRuleTask", ""),
    "call": ("callActivity", ""),
    "wait": ("intermediateCatchEvent", "timer"),
    "message": ("intermediateCatchEvent", "message"),
}
LIMIT = Extra("limit", {"after": "P2D", "working": "true", "then": "remind"})
BY = {"approval": "manager", "question": "requester"}


def made(kind: str, ids: Ids) -> Piece:
    """A new piece of a kind of `KINDS`, as people usually begin it."""
    if kind in SPLITS:
        return _split(kind, ids)
    if kind == "end":
        end = Node(ids.new("end"), "endEvent")
        return Piece((end,), (), end.id, "")
    if kind == "sub":
        return _sub(ids)
    step = new_step(kind, ids.new(kind))
    return Piece((step,), (), step.id, step.id)


def new_step(kind: str, identity: str) -> Node:
    """A step nobody has said anything of yet."""
    element, more = STEPS[kind]
    if element == "userTask":
        performer = (Extra("performer", {"by": BY[kind]}),) if kind in BY else ()
        return Node(identity, element, settings={"does": more}, extras=(*performer, LIMIT))
    if element == "intermediateCatchEvent":
        event = Event("timer", timer=Timer("duration", "P1D")) if more == "timer" else Event("message")
        return Node(identity, element, event=event)
    return Node(identity, element)


def _split(kind: str, ids: Ids) -> Piece:
    split, join = Node(ids.new(kind), SPLITS[kind]), Node(ids.new("join"), JOINS[kind])
    if kind == "choice" or kind == "some":
        flows = (
            Flow(ids.new("way"), split.id, join.id),
            Flow(ids.new("way"), split.id, join.id, default=True),
        )
        return Piece((split, join), flows, split.id, join.id)
    steps = [new_step("wait" if kind == "race" else "work", ids.new("step")) for _way in range(2)]
    if kind == "race":
        steps[0] = new_step("message", steps[0].id)
    flows = tuple(
        flow
        for step in steps
        for flow in (Flow(ids.new("way"), split.id, step.id), Flow(ids.new("way"), step.id, join.id))
    )
    return Piece((split, *steps, join), flows, split.id, join.id)


def _sub(ids: Ids) -> Piece:
    identity, start, end = (
        ids.new("group"),
        Node(ids.new("start"), "startEvent"),
        Node(ids.new("end"), "endEvent"),
    )
    flow = Flow(ids.new("flow"), start.id, end.id)
    inner = Graph(identity, {start.id: start, end.id: end}, (flow,))
    return Piece((Node(identity, "subProcess", inner=inner),), (), identity, identity)


def border(host: str, ids: Ids) -> Piece:
    """An event on a step's border that comes when it takes too long, with an end behind it."""
    event = Node(
        ids.new("late"),
        "boundaryEvent",
        event=Event("timer", timer=Timer("duration", "P2D", True)),
        attached_to=host,
        interrupts=False,
    )
    end = Node(ids.new("end"), "endEvent")
    return Piece((event, end), (Flow(ids.new("flow"), event.id, end.id),), event.id, "")
