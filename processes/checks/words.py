"""Whether what is written into a diagram can be worked out: conditions, scripts, moments, repetitions."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from processes.bpmn import Drawing, Node
from processes.bpmn.timing import cycle_of, moment_of, span_of
from processes.complaints import Complaint
from processes.engine.scripting import rule_of, steps_of
from rules import BrokenRule, Fact, Facts, is_fact_name, names_in
from rules.tables import Table
from rules.tables.deciding import faults

OUTCOME = "outcome"  # of the last approval
COUNTERS = ("numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances", "loop_index")


def check(drawing: Drawing, facts: Facts | None, decisions: Mapping[str, Table]) -> Iterator[Complaint]:
    """Without facts any name passes; with them only theirs, what scripts set, and what repetitions give."""
    known = Known(drawing, facts, decisions)
    for graph, node in drawing.walk():
        for flow in graph.out_of(node.id):
            if flow.condition:
                yield from known.fault(flow.id, flow.condition, "bool")
        yield from _script(node, known)
        yield from _timer(node, known)
        yield from _decision(node, known, decisions)
        if node.loop is not None:
            for source, wanted in (
                (node.loop.until, "bool"),
                (node.loop.cardinality, "number"),
                (node.loop.collection, "any"),
            ):
                if source:
                    yield from known.fault(node.id, source, wanted)


def _script(node: Node, known: "Known") -> Iterator[Complaint]:
    if node.kind != "scriptTask":
        return
    steps = steps_of(node.script)
    for step in steps:
        if step.name and not is_fact_name(step.name):
            text = _("An answer can't be called “{name}”.").format(name=step.name)
            yield Complaint("script", node.id, text)
        yield from known.fault(node.id, step.source, "any", rule="script")
    if not any(step.name for step in steps):
        text = _("This script sets nothing, so it has no effect. Write “name = value”, one a line.")
        yield Complaint("no-effect", node.id, text, "warning")


def _timer(node: Node, known: "Known") -> Iterator[Complaint]:
    timer = node.event.timer if node.event else None
    if timer is None:
        return
    reads = {"date": moment_of, "duration": span_of, "cycle": cycle_of}[timer.kind]
    if reads(timer.text):
        return
    text = _(
        "“{text}” is no length of time or moment. Write PT4H for four hours, P2D for two days, 2026-12-24 for a day."
    ).format(text=timer.text)
    if not timer.text or timer.kind == "cycle" or list(known.fault(node.id, timer.text, "any")):
        yield Complaint("timer", node.id, text)


def _decision(node: Node, known: "Known", decisions: Mapping[str, Table]) -> Iterator[Complaint]:
    table = decisions.get(node.called) if node.kind == "businessRuleTask" else None
    if table is None:
        return
    for column in table.inputs:
        yield from known.fault(node.id, column.reads, "any", rule="decision")
    for bad in faults(table, known.facts):
        text = _("Row {row}, column {column} of the decision: {reason}").format(
            row=bad.row, column=bad.column, reason=bad
        )
        yield Complaint("decision", node.id, text)


class Known:
    """What conditions of a diagram may read: the facts given, and what the diagram itself finds out on its way."""

    def __init__(self, drawing: Drawing, facts: Facts | None, decisions: Mapping[str, Table]) -> None:
        self.strict = facts is not None
        more: dict[str, Fact] = {OUTCOME: Fact("any")}
        for _graph, node in drawing.walk():
            names = [step.name for step in steps_of(node.script) if step.name]
            names += [node.loop.item] if node.loop else []
            names += [one.name for one in decisions[node.called].outputs] if node.called in decisions else []
            names += [one.values.get("name", "") for one in node.extras if one.kind == "ask"]
            more.update({name: Fact("any") for name in names if is_fact_name(name)})
        if any(node.loop for _graph, node in drawing.walk()):
            more.update(dict.fromkeys(COUNTERS, Fact("number")))
        self.facts = Facts({**more, **(facts or {})})

    def fault(self, element: str, source: str, wanted: str, rule: str = "condition") -> Iterator[Complaint]:
        unknown = sorted(name for name in names_in(source) if name not in self.facts)
        if self.strict and unknown:
            text = _("There is no answer called “{name}”.").format(name=unknown[0])
            yield Complaint("unknown-answer", element, text)
            return
        try:
            rule_of(source, self.facts, wanted)
        except BrokenRule as broken:
            text = _("“{source}” can't be worked out: {reason}").format(source=source[:80], reason=broken)
            yield Complaint(rule, element, text)
