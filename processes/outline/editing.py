"""Changing a process by its outline: each change gives a new drawing, in which every way still leads somewhere.

Steps are named by the ids of their shapes, ways by those of their flows. What would leave steps that nothing leads to
is refused, and nothing is changed.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from processes.bpmn import Drawing, Flow, Graph, Node
from processes.outline import pieces
from processes.outline.places import (
    CannotChange,
    after_of,
    around,
    before_of,
    editable,
    end_of_way,
    holding,
    inside_of,
    item_of,
    lane_at,
    next_of,
    way_of,
)
from processes.outline.surgery import (
    Ids,
    Piece,
    Place,
    changed,
    content_of,
    cut,
    exit_of,
    named,
    put,
    tidied,
    with_graph,
)
from processes.outline.telling import outline_of
from processes.outline.tree import Item, Outline, Way


def add(drawing: Drawing, kind: str, after: str) -> tuple[Drawing, str]:
    """A new step after another (its shape) or first on a way (its flow); the new shape's id as well."""
    outline = editable(drawing)
    ids = Ids(drawing)
    piece = pieces.made(kind, ids)
    place = after_of(outline, after)
    if (
        kind == "end"
        and place.target
        and named(drawing, place.graph).into(place.target)
        == [flow for flow in named(drawing, place.graph).flows if flow.id in place.flows]
    ):
        raise CannotChange(_("An end here would cut off what comes after it. Put it on a way of a decision."))
    before = named(drawing, place.graph)
    piece = _in_lane(piece, lane_at(before, place))
    graph = tidied(before, put(before, piece, place, ids))
    return _checked(drawing, outline, place.graph, graph), piece.entry


def add_way(drawing: Drawing, split: str) -> tuple[Drawing, str]:
    """Another way out of a split, with a step on it; the step's id as well."""
    outline = editable(drawing)
    item = item_of(outline, split)
    graph = holding(drawing, split)
    if item.kind not in pieces.SPLITS:
        raise CannotChange(_("Only a decision or parallel ways can have another way."))
    target = item.join or next_of(outline, item)
    if not target:
        raise CannotChange(
            _("The ways of this decision don't come together, so there is nowhere to lead another.")
        )
    ids = Ids(drawing)
    step = pieces.new_step("wait" if item.kind == "race" else "work", ids.new("step"))
    step = replace(step, lane=graph.nodes[split].lane)
    way = Flow(ids.new("way"), split, step.id)
    flows = list(graph.flows)
    last = [at for at, flow in enumerate(flows) if flow.source == split and flow.default]
    flows.insert(last[0] if last else len(flows), way)
    nodes = {**graph.nodes, step.id: step}
    grown = replace(graph, nodes=nodes, flows=(*flows, Flow(ids.new("flow"), step.id, target)))
    return _checked(drawing, outline, graph.id, grown), step.id


def add_border(drawing: Drawing, host: str) -> tuple[Drawing, str]:
    """What happens when a step takes too long; the event's id as well."""
    outline = editable(drawing)
    graph = holding(drawing, host)
    if not graph.nodes[host].is_activity:
        raise CannotChange(_("Only a step that takes time can take too long."))
    piece = _in_lane(pieces.border(host, Ids(drawing)), graph.nodes[host].lane)
    return _checked(drawing, outline, graph.id, changed(graph, piece.nodes, piece.flows)), piece.entry


def lead_back(drawing: Drawing, way: str, goal: str) -> Drawing:
    """Lets the end of a way (its flow) lead back to an earlier step instead of going on."""
    outline = editable(drawing)
    graph = holding(drawing, way)
    if goal not in graph.nodes or graph.nodes[goal].kind == "startEvent" or graph.nodes[goal].attached_to:
        raise CannotChange(_("A way can only lead back to a step."))
    place = end_of_way(outline, way)
    if not place.flows:
        raise CannotChange(_("This way ends already."))
    moved = [replace(flow, target=goal) for flow in graph.flows if flow.id in place.flows]
    return _checked(drawing, outline, graph.id, tidied(graph, changed(graph, flows=moved)))


def remove(drawing: Drawing, element: str) -> Drawing:
    """Without a step and everything on its ways and borders; without a way (its flow) or an event on a border."""
    outline = editable(drawing)
    graph = holding(drawing, element)
    found = way_of(outline, element)
    if found is not None:
        return _without_way(drawing, outline, graph, *found)
    item = item_of(outline, element)
    if item.node.kind == "startEvent":
        raise CannotChange(_("Every process begins somewhere: the start can't be removed."))
    if item.kind == "end":
        return _without_end(drawing, outline, graph, item)
    exit_ = exit_of(graph, item)
    if not exit_ or not graph.out_of(exit_):
        following = next_of(outline, item)
        held = content_of(graph, item)
        moved = [
            replace(flow, target=following)
            for flow in graph.flows
            if flow.target == item.node.id and flow.source not in held and following not in ("", *held)
        ]
        less = changed(graph, flows=moved, without=held)
    else:
        less, _piece = cut(graph, item)
    return _checked(drawing, outline, graph.id, tidied(graph, less))


def move(drawing: Drawing, element: str, where: str) -> Drawing:
    """A step with all that belongs to it `up`, `down`, `in` (to the way above it) or `out` (of the way it is on)."""
    outline = editable(drawing)
    item, siblings, parent, _on = around(outline, element)
    at = siblings.index(item)
    graph = holding(drawing, element)
    if item.kind == "end" or item.node.kind == "startEvent" or not exit_of(graph, item):
        raise CannotChange(_("This can't be moved: nothing can come after it."))
    earlier = siblings[at - 1] if at else None
    later = siblings[at + 1] if at + 1 < len(siblings) else None
    ids = Ids(drawing)
    less, piece = cut(graph, item)
    rest = with_graph(drawing, less)
    told = outline_of(rest)
    place: Place | None = None
    if where == "up" and earlier is not None and earlier.node.kind != "startEvent":
        place = before_of(told, earlier.node.id)
    elif where == "down" and later is not None and later.kind not in ("end", "goto"):
        place = after_of(told, later.node.id)
    elif where == "in" and earlier is not None:
        place = inside_of(told, earlier)
    elif where == "out" and parent is not None:
        place = after_of(told, parent.node.id)
    if place is None:
        raise CannotChange(_("There is nowhere to move it to."))
    held = set(place.flows) | {place.target}
    if held & {node.id for node in piece.nodes}:
        raise CannotChange(_("There is nowhere to move it to."))
    graph = put(named(rest, place.graph), piece, place, ids)
    return _checked(drawing, outline, place.graph, graph, rest)


def change(drawing: Drawing, node: Node) -> Drawing:
    """The drawing with a shape replaced by another of the same id; a split's join follows its kind."""
    graph = holding(drawing, node.id)
    was = graph.nodes[node.id]
    nodes = [node]
    if was.is_gateway and node.kind != was.kind:
        item = outline_of(drawing).item(node.id)
        if item is not None and item.join:
            kind = next(kind for kind, element in pieces.SPLITS.items() if element == node.kind)
            nodes.append(replace(graph.nodes[item.join], kind=pieces.JOINS[kind]))
    return with_graph(drawing, changed(graph, nodes))


def change_way(drawing: Drawing, way: str, *, name: str, condition: str, default: bool) -> Drawing:
    """Says when a way is taken. Only one way of a split is the one for everything else."""
    graph = holding(drawing, way)
    flow = next(one for one in graph.flows if one.id == way)
    made = replace(flow, name=name, condition="" if default else condition, default=default)
    others = [
        replace(one, default=False)
        for one in graph.out_of(flow.source)
        if default and one.default and one.id != way
    ]
    return with_graph(drawing, changed(graph, flows=[*others, made]))


def _without_way(drawing: Drawing, outline: Outline, graph: Graph, item: Item, way: Way) -> Drawing:
    if way.event is None and len(item.ways) < 2:
        raise CannotChange(_("A decision has at least one way: remove the decision instead."))
    held = {name for one in way.items for name in content_of(graph, one)}
    if way.event is not None:
        held.add(way.event.id)
    less = changed(graph, without={way.flow.id, *held})
    return _checked(drawing, outline, graph.id, tidied(graph, less))


def _without_end(drawing: Drawing, outline: Outline, graph: Graph, item: Item) -> Drawing:
    """An end on a way of a split is replaced by going on after it."""
    _self, _siblings, parent, way = around(outline, item.node.id)
    target = ""
    if parent is not None and way is not None and way.event is None:
        target = parent.join or next_of(outline, parent)
    if not target:
        raise CannotChange(_("Nothing comes after this end, so the way would lead nowhere without it."))
    moved = [replace(flow, target=target) for flow in graph.into(item.node.id)]
    return _checked(drawing, outline, graph.id, changed(graph, flows=moved, without=[item.node.id]))


def _in_lane(piece: Piece, lane: str) -> Piece:
    """The piece in the lane of what it stands beside."""
    return replace(piece, nodes=tuple(replace(node, lane=lane) for node in piece.nodes)) if lane else piece


def _checked(
    drawing: Drawing, outline: Outline, name: str, graph: Graph, rest: Drawing | None = None
) -> Drawing:
    """The drawing with the changed graph, if it is still made of blocks. Ways that come together at the end, with
    nothing behind, get an end."""
    graph = _ended(graph, Ids(with_graph(rest or drawing, graph)))
    made = with_graph(rest or drawing, graph)
    if not outline_of(made).is_blocks:
        raise CannotChange(
            _("Steps would be left that nothing leads to, or ways that cross. Nothing was changed.")
        )
    if not all(_waits(graph, node) for node in graph.nodes.values() if node.kind == "eventBasedGateway"):
        raise CannotChange(_("Where the first event decides, every way begins with something to wait for."))
    return made


def _ended(graph: Graph, ids: Ids) -> Graph:
    loose = [name for name, node in graph.nodes.items() if node.is_gateway and not graph.out_of(name)]
    for name in loose:
        end = Node(ids.new("end"), "endEvent")
        graph = changed(graph, [end], [Flow(ids.new("flow"), name, end.id)])
    return graph


def _waits(graph: Graph, race: Node) -> bool:
    """Whether only events stand behind an event-based gateway, each reached from there alone."""
    targets = [graph.nodes[flow.target] for flow in graph.out_of(race.id)]
    return all(
        one.kind in ("intermediateCatchEvent", "receiveTask") and len(graph.into(one.id)) == 1
        for one in targets
    )


__all__ = [
    "CannotChange",
    "add",
    "add_border",
    "add_way",
    "change",
    "change_way",
    "lead_back",
    "move",
    "remove",
]
