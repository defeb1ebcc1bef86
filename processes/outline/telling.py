"""A graph read as a tree of steps: what comes after what, which ways part where, and where they come together.

Any graph can be read so. Where a way leads to a place that is told elsewhere, an item `goto` says to which.
"""

from collections.abc import Iterator
from dataclasses import replace

from processes.bpmn import Drawing, Flow, Graph, Node
from processes.outline.tree import Item, Outline, Told, Way

SPLITS = {
    "exclusiveGateway": "choice",
    "inclusiveGateway": "some",
    "parallelGateway": "all",
    "eventBasedGateway": "race",
    "complexGateway": "some",
}
MOST_DEEP = 40  # beyond it a way is told on its own
SHORT = 3  # shapes of a way that soon ends


def outline_of(drawing: Drawing) -> Outline:
    """The outline of every process of a drawing, the one that runs first."""
    main = drawing.main
    graphs = [graph for graph in drawing.processes.values() if graph.nodes or graph is main]
    graphs.sort(key=lambda graph: graph is not main)
    told, blocks = [], True
    for graph in graphs:
        teller = Teller(graph)
        one = teller.told()
        blocks = blocks and teller.is_blocks
        told.append(Told(graph, _numbered(one[0], ""), tuple(_numbered(part, "") for part in one[1])))
    outline = Outline(drawing, tuple(told), blocks)
    for item in outline.walk():
        if item.kind != "goto":
            outline.goals.setdefault(item.node.id, item)
    return outline


def _numbered(items: tuple[Item, ...], before: str) -> tuple[Item, ...]:
    found = []
    for at, item in enumerate(items, 1):
        number = f"{before}{at}"
        ways = _numbered_ways(item.ways, f"{number}.")
        borders = _numbered_ways(item.borders, f"{number}.", len(item.ways))
        inner = _numbered(item.inner, f"{number}.")
        found.append(replace(item, number=number, ways=ways, borders=borders, inner=inner))
    return tuple(found)


def _numbered_ways(ways: tuple[Way, ...], before: str, after: int = 0) -> tuple[Way, ...]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return tuple(
        replace(way, items=_numbered(way.items, f"{before}{letters[(at + after) % 26]}."))
        for at, way in enumerate(ways)
    )


class Teller:
    """Walks through one graph once; every node becomes one line."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.is_blocks = True
        self.on_border = 0
        self.seen: set[str] = set()
        self.back: set[str] = set()
        self.order: dict[str, int] = {}
        self.out = {name: self._out(node) for name, node in graph.nodes.items()}
        self._sort()
        self._reach()

    def told(self) -> tuple[tuple[Item, ...], list[tuple[Item, ...]]]:
        """The way from the start, and the others."""
        starts = self._roots()
        first = tuple(self._block(starts[0], "", frozenset(), 0)) if starts else ()
        apart = []
        for name in starts[1:]:
            if name not in self.seen:
                apart.append(tuple(self._block(name, "", frozenset(), 0)))
        self.is_blocks = self.is_blocks and not apart
        return first, apart

    def _roots(self) -> list[str]:
        nodes = self.graph.nodes
        sitting = {name for name, node in nodes.items() if node.attached_to in nodes}
        starts = [name for name, node in nodes.items() if node.kind == "startEvent"]
        plain = [name for name in starts if nodes[name].event is None]
        aimed = {flow.target for flows in self.out.values() for flow in flows}
        loose = [name for name in nodes if name not in aimed and name not in sitting]
        rest = sorted(
            (name for name in nodes if name not in sitting), key=lambda name: self.order.get(name, 0)
        )
        return list(dict.fromkeys([*plain, *starts, *loose, *rest]))

    # ── what leads where ─────────────────────────────────────────────────────────────────────────

    def _out(self, node: Node) -> list[Flow]:
        flows = [flow for flow in self.graph.out_of(node.id) if flow.target in self.graph.nodes]
        if node.kind == "intermediateThrowEvent" and node.event and node.event.kind == "link":
            for other in self.graph.nodes.values():
                if (
                    other.kind == "intermediateCatchEvent"
                    and other.event
                    and (other.event.kind, other.event.name) == ("link", node.event.name)
                ):
                    flows.append(Flow("", node.id, other.id))
        return flows

    def _after(self, name: str) -> list[Flow]:
        return [
            *self.out[name],
            *(flow for one in self.graph.boundaries(name) if one.id in self.out for flow in self.out[one.id]),
        ]

    def _sort(self) -> None:
        """An order along the flow; notes which flows lead back."""
        found: list[str] = []
        open_: set[str] = set()
        seen: set[str] = set()
        for root in self._roots():
            if root in seen:
                continue
            seen.add(root)
            open_.add(root)
            stack = [(root, iter(self._after(root)))]
            while stack:
                name, ways = stack[-1]
                for flow in ways:
                    if flow.target in open_:
                        self.back.add(flow.id)
                    elif flow.target not in seen:
                        seen.add(flow.target)
                        open_.add(flow.target)
                        stack.append((flow.target, iter(self._after(flow.target))))
                        break
                else:
                    stack.pop()
                    open_.discard(name)
                    found.append(name)
        self.order = {name: at for at, name in enumerate(reversed(found))}

    def _reach(self) -> None:
        """For each node, as bits, the nodes that come after it, itself included."""
        self.reach: dict[str, int] = {}
        for name in sorted(self.order, key=lambda one: -self.order[one]):
            bits = 1 << self.order[name]
            for flow in self._after(name):
                if flow.id not in self.back:
                    bits |= self.reach.get(flow.target, 0)
            self.reach[name] = bits
        self.names = sorted(self.order, key=lambda one: self.order[one])

    def _join_of(self, flows: list[Flow], stop: str, kind: str) -> str:
        """Where most of the ways come together first; "" where they end apart."""
        ways = [self.reach.get(flow.target, 0) for flow in flows if flow.id not in self.back]
        met: dict[int, list[str]] = {}
        every = 0
        for bits in ways:
            every |= bits
        while every:
            low = every & -every
            every ^= low
            name = self.names[low.bit_length() - 1]
            count = sum(1 for bits in ways if bits & low)
            if count > 1:
                met.setdefault(count, []).append(name)
        if met:
            names = met[max(met)]
            going = [name for name in names if self.graph.nodes[name].kind != "endEvent"]
            return (going or names)[0]
        return self._main_way(flows, ways, stop) if kind == "choice" else ""

    def _main_way(self, flows: list[Flow], ways: list[int], stop: str) -> str:
        """Of a choice whose other ways soon end, the way that goes on: it isn't told one level deeper."""
        forward = [flow for flow in flows if flow.id not in self.back]
        if stop:
            goes_on = [flow for flow, bits in zip(forward, ways, strict=True) if bits >> self.order[stop] & 1]
            return goes_on[0].target if len(goes_on) == 1 else ""
        lengths = [bits.bit_count() for bits in ways]
        others = [at for at, flow in enumerate(forward) if flow.default]
        main = others[0] if others else lengths.index(max(lengths)) if lengths else 0
        if len(forward) > 1 and max(each for at, each in enumerate(lengths) if at != main) > SHORT and others:
            main = lengths.index(max(lengths))
        rest = [each for at, each in enumerate(lengths) if at != main]
        return forward[main].target if rest and max(rest) <= SHORT else ""

    # ── the lines ────────────────────────────────────────────────────────────────────────────────

    def _block(self, name: str, stop: str, outer: frozenset[str], deep: int) -> list[Item]:
        items: list[Item] = []
        hosts: list[tuple[int, Node]] = []
        came = ""
        while name and name != stop:
            node = self.graph.nodes[name]
            if name in self.seen or name in outer or deep > MOST_DEEP:
                items.append(self._goto(name, came))
                break
            self.seen.add(name)
            flows = self.out[name]
            is_split = len(flows) > 1
            if not (node.is_gateway and (is_split or self._is_join(name))):
                items.append(self._step(node, deep))
                if self.graph.boundaries(name):
                    hosts.append((len(items) - 1, node))
            if not flows:
                break
            if is_split:
                item, name = self._split(node, flows, stop, outer, deep)
                items.append(item)
                came = item.join
            else:
                came, name = flows[0].id, flows[0].target
        for at, node in hosts:
            items[at] = replace(items[at], borders=tuple(self._borders(node, stop, outer, deep)))
        return items

    def _is_join(self, name: str) -> bool:
        return len(self.graph.into(name)) > 1

    def _step(self, node: Node, deep: int) -> Item:
        inner: tuple[Item, ...] = ()
        if node.inner is not None:
            teller = Teller(node.inner)
            first, apart = teller.told()
            inner = (*first, *(item for part in apart for item in part))
            self.is_blocks = self.is_blocks and teller.is_blocks
        return Item("end" if node.kind == "endEvent" else "step", node, inner=inner)

    def _goto(self, goal: str, flow: str) -> Item:
        back = flow in self.back
        node = self.graph.nodes[goal]
        if not back and not self.on_border:
            self.is_blocks = False
        return Item("goto", node, goal=self._told_as(goal), flow=flow, back=back)

    def _told_as(self, name: str) -> str:
        """A join has no line of its own: the step after it stands for it."""
        seen = set()
        while name not in seen and self.graph.nodes[name].is_gateway and len(self.out[name]) == 1:
            seen.add(name)
            name = self.out[name][0].target
        return name

    def _split(
        self, node: Node, flows: list[Flow], stop: str, outer: frozenset[str], deep: int
    ) -> tuple[Item, str]:
        """The item of a split, and where it goes on after it."""
        kind = SPLITS.get(node.kind) or ("some" if any(flow.condition for flow in flows) else "all")
        if node.kind not in SPLITS:
            self.is_blocks = False
        join = self._join_of(flows, stop, kind)
        beyond = outer | ({stop} - {"", join})
        ways = []
        for flow in flows:
            if flow.id in self.back:
                items: list[Item] = [self._goto(flow.target, flow.id)]
            else:
                items = self._block_from(flow, join, beyond, deep + 1)
            ways.append(Way(flow, tuple(items)))
        item = Item(kind, node, ways=tuple(ways), is_drawn=node.kind in SPLITS)
        if not join or join == stop:
            if join and kind not in ("choice", "race") and not self._fits(node, join):
                self.is_blocks = False
            return item, join
        if self._is_pure_join(join) and self._fits(node, join) and not self._comes_elsewhere(item, join):
            self.seen.add(join)
            after = self.out[join]
            return replace(item, join=join), after[0].target if after else ""
        if kind not in ("choice", "race"):
            self.is_blocks = False
        return item, join

    def _block_from(self, flow: Flow, join: str, outer: frozenset[str], deep: int) -> list[Item]:
        if flow.target != join and (flow.target in self.seen or flow.target in outer):
            return [self._goto(flow.target, flow.id)]
        return self._block(flow.target, join, outer, deep)

    def _is_pure_join(self, name: str) -> bool:
        return self.graph.nodes[name].is_gateway and len(self.out[name]) < 2

    def _fits(self, node: Node, join: str) -> bool:
        """Whether the join is of the kind of the split: waiting for all, for some, or for nobody."""
        kinds = {"eventBasedGateway": "exclusiveGateway", "complexGateway": "inclusiveGateway"}
        other = self.graph.nodes[join].kind
        return other == kinds.get(node.kind, node.kind)

    def _comes_elsewhere(self, item: Item, join: str) -> bool:
        """Whether something else than the ways of this split leads to its join."""
        within = {one.node.id for one in item.walk()} | {one.join for one in item.walk()}
        return any(
            flow.source not in within and self.graph.nodes[flow.source].attached_to not in within
            for flow in self.graph.into(join)
            if flow.source in self.graph.nodes
        )

    def _borders(self, host: Node, stop: str, outer: frozenset[str], deep: int) -> Iterator[Way]:
        for event in self.graph.boundaries(host.id):
            self.seen.add(event.id)
            flows = self.out.get(event.id, [])
            if len(flows) > 1:
                self.is_blocks = False
            for flow in flows:
                self.on_border += 1
                items = tuple(self._block_from(flow, stop, outer, deep + 1))
                self.on_border -= 1
                yield Way(flow, items, event)
            if not flows:
                yield Way(Flow("", event.id, ""), (), event)
