"""What became different between two versions of a process: sentences, each with the shape it tells of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _

from processes.bpmn import Drawing, Flow, Graph, Node
from processes.outline import words
from processes.outline.knowing import Known, facts_of


@dataclass(frozen=True)
class Difference:
    """One difference in the active language. `element` is an id of the newer drawing, of the older for what is
    `removed`; `kind` says how it is coloured."""

    element: str
    kind: Literal["added", "removed", "changed"]
    sentence: str


def differences(
    before: Drawing, after: Drawing, known: Known | None = None, known_before: Known | None = None
) -> list[Difference]:
    """What somebody has to know who knows the older one: shapes first, in their order, then flows."""
    old, new = _content(before), _content(after)
    was = known_before or Known(facts_of(before), known.names if known else {})
    now = known or Known(facts_of(after))
    return list(dict.fromkeys([*_nodes(old, new, was, now), *_flows(old, new, was, now)]))


@dataclass(frozen=True)
class _Content:
    nodes: dict[str, Node]
    flows: dict[str, Flow]
    graphs: dict[str, Graph]  # of each node and flow


def _content(drawing: Drawing) -> _Content:
    nodes: dict[str, Node] = {}
    flows: dict[str, Flow] = {}
    graphs: dict[str, Graph] = {}
    for process in drawing.processes.values():
        every = [process, *(node.inner for _in, node in process.walk() if node.inner is not None)]
        for graph in every:
            nodes |= graph.nodes
            flows |= {flow.id: flow for flow in graph.flows}
            graphs |= dict.fromkeys((*graph.nodes, *(flow.id for flow in graph.flows)), graph)
    return _Content(nodes, flows, graphs)


def _nodes(old: _Content, new: _Content, was: Known, now: Known) -> Iterator[Difference]:
    for name, node in new.nodes.items():
        if name not in old.nodes:
            yield Difference(name, "added", _added(node, new, now))
        else:
            yield from _changed(old.nodes[name], node, was, now)
    for name, node in old.nodes.items():
        if name not in new.nodes:
            text = _("Removed: {step}").format(step=_told(node))
            yield Difference(name, "removed", text)


def _told(node: Node) -> str:
    """A shape by its kind and its name."""
    kind, named = str(words.KINDS[words.kind_of(node)]), words.title(node)
    return f"{kind} “{named}”" if named else kind


def _added(node: Node, new: _Content, known: Known) -> str:
    text = "; ".join(words.details(node, known)) or words.event(node)
    into = new.graphs[node.id].into(node.id)
    step = f"{_told(node)} ({text})" if text else _told(node)
    if node.attached_to in new.nodes:
        host = words.called(new.nodes[node.attached_to])
        return _("New on {host}: {step}").format(host=host, step=step)
    if len(into) == 1 and into[0].source in new.nodes:
        before = words.called(new.nodes[into[0].source])
        return _("New after {before}: {step}").format(before=before, step=step)
    return _("New: {step}").format(step=step)


def _changed(before: Node, after: Node, was: Known, now: Known) -> Iterator[Difference]:
    if replace(before, inner=None) == replace(after, inner=None):
        return
    said = list(_said(before, after, was, now))
    for text in said or [_("Changed: {step}").format(step=_told(after))]:
        yield Difference(after.id, "changed", text)


def _said(before: Node, after: Node, was: Known, now: Known) -> Iterator[str]:
    step = words.called(after)
    if before.name != after.name or before.settings.get("nameZh") != after.settings.get("nameZh"):
        yield _("{before} is now called {after}").format(before=words.called(before), after=step)
    if words.kind_of(before) != words.kind_of(after):
        kinds = [str(words.KINDS[words.kind_of(one)]) for one in (before, after)]
        yield _("{step} was: {before}. Now: {after}").format(step=step, before=kinds[0], after=kinds[1])
    if before.lane != after.lane:
        lanes = [now.name_of("team", one.lane) or _("no lane") for one in (before, after)]
        yield _("{step} was in the lane {before}, now in {after}").format(
            step=step, before=lanes[0], after=lanes[1]
        )
    older, newer = words.details(before, was), words.details(after, now)
    gone = [one for one in older if one not in newer]
    come = [one for one in newer if one not in older]
    if gone and come:
        yield _("{step} was: {before}. Now: {after}").format(
            step=step, before="; ".join(gone), after="; ".join(come)
        )
    elif come:
        yield _("{step}, new: {after}").format(step=step, after="; ".join(come))
    elif gone:
        yield _("{step}, no more: {before}").format(step=step, before="; ".join(gone))
    if not _tells_event(before) and words.event(before) != words.event(after):
        events = [words.event(one) or _("nothing") for one in (before, after)]
        yield _("{step} was: {before}. Now: {after}").format(step=step, before=events[0], after=events[1])
    instructions = [
        (one.settings.get("instructions"), one.settings.get("instructionsZh")) for one in (before, after)
    ]
    if instructions[0] != instructions[1]:
        yield _("{step}: the instructions are different").format(step=step)


def _tells_event(node: Node) -> bool:
    """Whether the event of a shape is told among its details."""
    return bool(words.title(node)) and words.kind_of(node) in ("wait", "message", "tell", "border")


def _flows(old: _Content, new: _Content, was: Known, now: Known) -> Iterator[Difference]:
    """Flows between what was there before and still is; of others the shapes tell."""
    for name, flow in new.flows.items():
        before = old.flows.get(name)
        if before is None:
            if flow.source in old.nodes and flow.target in old.nodes:
                yield Difference(name, "added", _leads(flow, new))
        else:
            yield from _flow(before, flow, new, was, now, old)
    for name, flow in old.flows.items():
        if name not in new.flows and flow.source in new.nodes and flow.target in new.nodes:
            text = _("From {source} no way leads to {target} any more").format(
                source=words.called(new.nodes[flow.source]), target=words.called(new.nodes[flow.target])
            )
            yield Difference(name, "removed", text)


def _leads(flow: Flow, content: _Content) -> str:
    ends = {"source": content.nodes.get(flow.source), "target": content.nodes.get(flow.target)}
    named = {key: words.called(node) if node else _("nothing") for key, node in ends.items()}
    return _("From {source} a way leads to {target} now").format(**named)


def _flow(
    before: Flow, after: Flow, new: _Content, was: Known, now: Known, old: _Content
) -> Iterator[Difference]:
    both_known = after.source in old.nodes and after.target in old.nodes
    if (before.source, before.target) != (after.source, after.target) and both_known:
        yield Difference(after.id, "changed", _leads(after, new))
    if (before.condition, before.default) != (after.condition, after.default):
        source, target = new.nodes.get(after.source), new.nodes.get(after.target)
        kind = words.kind_of(source) if source else "choice"
        text = _("The way to {target} was taken: {before}. Now: {after}").format(
            target=words.called(target) if target else _("nothing"),
            before=words.way(replace(before, name=""), kind if kind in words.KINDS else "choice", was),
            after=words.way(replace(after, name=""), kind if kind in words.KINDS else "choice", now),
        )
        yield Difference(after.id, "changed", text)
    elif before.name != after.name:
        text = _("A way is now called “{after}”, before “{before}”").format(
            after=after.name, before=before.name
        )
        yield Difference(after.id, "changed", text)
