"""Where in an outline something is, and where something new would go."""

from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused
from processes.bpmn import Drawing, Graph
from processes.outline.surgery import Place, exit_of, graph_of
from processes.outline.telling import outline_of
from processes.outline.tree import Item, Outline, Way


class CannotChange(Refused):
    """The outline can't be changed so."""

    code = "cannot-change-outline"


GONE = _("This step is not there any more.")


def after_of(outline: Outline, element: str) -> Place:
    """The place after a step, or the first one on a way."""
    found = way_of(outline, element)
    if found is not None:
        flow = found[1].flow
        return Place(holding(outline.drawing, flow.id).id, (flow.id,), flow.target)
    item, siblings, _parent, _on = around(outline, element)
    graph = holding(outline.drawing, element)
    if item.kind in ("end", "goto"):
        raise CannotChange(_("Nothing can come after this."))
    exit_ = exit_of(graph, item)
    if exit_:
        out = graph.out_of(exit_)
        return Place(graph.id, tuple(flow.id for flow in out), out[0].target if out else "", exit_)
    at = siblings.index(item)
    if at + 1 < len(siblings):
        return before_of(outline, siblings[at + 1].node.id)
    raise CannotChange(_("Nothing can come after this: its ways end apart."))


def lane_at(graph: Graph, place: Place) -> str:
    """The lane of what leads to a place."""
    sources = [flow.source for flow in graph.flows if flow.id in place.flows] or [place.source]
    nodes = [graph.nodes[name] for name in sources if name in graph.nodes]
    return nodes[0].lane if nodes else ""


def before_of(outline: Outline, element: str) -> Place:
    """The place of a step, which then comes after it; what leads back to the step still does."""
    graph = holding(outline.drawing, element)
    back = {one.flow for one in outline.walk() if one.kind == "goto" and one.back}
    flows = tuple(flow.id for flow in graph.into(element) if flow.id not in back)
    return Place(graph.id, flows, element)


def inside_of(outline: Outline, earlier: Item) -> Place:
    """The end of the last way of a split, or of what is within a group of steps."""
    item = item_of(outline, earlier.node.id)
    if item.inner:
        last = item.inner[-1]
        return before_of(outline, last.node.id) if last.kind == "end" else after_of(outline, last.node.id)
    if item.ways:
        filled = [way for way in item.ways if not way.flow.default] or list(item.ways)
        return end_of_way(outline, filled[-1].flow.id)
    raise CannotChange(_("The step above has no ways to move this into."))


def end_of_way(outline: Outline, way: str) -> Place:
    found = way_of(outline, way)
    if found is None:
        raise CannotChange(GONE)
    one = found[1]
    graph = holding(outline.drawing, way)
    if not one.items:
        return Place(graph.id, (way,), one.flow.target)
    last = one.items[-1]
    if last.kind == "goto":
        return Place(graph.id, (last.flow,), last.goal)
    return before_of(outline, last.node.id) if last.kind == "end" else after_of(outline, last.node.id)


def next_of(outline: Outline, item: Item) -> str:
    """The shape a split without a join goes on at."""
    _self, siblings, parent, _on = around(outline, item.node.id)
    at = siblings.index(item)
    if at + 1 < len(siblings):
        return siblings[at + 1].node.id
    return (parent.join or next_of(outline, parent)) if parent is not None and parent.ways else ""


# ── what is where ────────────────────────────────────────────────────────────────────────────────


def editable(drawing: Drawing) -> Outline:
    outline = outline_of(drawing)
    if not outline.is_blocks:
        raise CannotChange(
            _("The ways of this process cross, so it can be read here but is changed on the diagram.")
        )
    return outline


def holding(drawing: Drawing, element: str) -> Graph:
    graph = graph_of(drawing, element)
    if graph is None:
        raise CannotChange(GONE)
    return graph


def item_of(outline: Outline, element: str) -> Item:
    item = outline.item(element)
    if item is None:
        raise CannotChange(GONE)
    return item


def way_of(outline: Outline, element: str) -> tuple[Item, Way] | None:
    """The way of a flow, or of an event on a border, with the item it belongs to."""
    for item in outline.walk():
        for way in (*item.ways, *item.borders):
            if element == way.flow.id or (way.event is not None and way.event.id == element):
                return item, way
    return None


def around(outline: Outline, element: str) -> tuple[Item, tuple[Item, ...], Item | None, Way | None]:
    """An item with those beside it, the item it lies in and the way it lies on."""

    def within(items: tuple[Item, ...], parent: Item | None, way: Way | None):
        for item in items:
            if item.kind != "goto" and element in (item.node.id, item.join):
                return item, items, parent, way
            found = within(item.inner, item, None)
            for one in (*item.ways, *item.borders):
                found = found or within(one.items, item, one)
            if found:
                return found
        return None

    for told in outline.processes:
        found = within(told.items, None, None)
        if found:
            return found
    raise CannotChange(GONE)
