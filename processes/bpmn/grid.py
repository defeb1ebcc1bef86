"""Where the nodes of a graph stand in a grid: columns along the flow, a row for each way.

A way keeps its row as long as it can; other ways take the next row that is free from where they part to where they
come together again, so that the branches of a block lie below each other and nothing of one block crosses another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from processes.bpmn.drawing import Flow, Graph


@dataclass
class Grid:
    """`column` and `row` by node; `lane` by flow: the row of its own that a flow without nodes was given."""

    column: dict[str, int] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)
    lane: dict[str, int] = field(default_factory=dict)
    back: set[str] = field(default_factory=set)


def grid_of(graph: Graph) -> Grid:
    """The place of every node but boundary events, which sit on what they are attached to."""
    return _Placing(graph).grid


class _Placing:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.grid = Grid()
        self.names = [name for name, node in graph.nodes.items() if not self._sits(name)]
        self.ways = {name: self._ways(name) for name in self.names}
        self.taken: dict[int, list[tuple[int, int]]] = {}
        order = self._order()
        self._columns(order)
        self.reach = self._reaches(order)
        self.lowest = -1
        for name in self._roots():
            if name not in self.grid.row:
                self._chain(name, self.lowest + 1)

    def _sits(self, name: str) -> bool:
        host = self.graph.nodes[name].attached_to
        return bool(host) and host != name and host in self.graph.nodes

    def _ways(self, name: str) -> list[tuple[Flow, str]]:
        """The flows out of a node with their targets, those of the events on its border last."""
        on = [event.id for event in self.graph.boundaries(name)]
        flows = [flow for source in (name, *on) for flow in self.graph.out_of(source)]
        return [(flow, target) for flow in flows if (target := self._host(flow.target))]

    def _host(self, name: str) -> str:
        if name not in self.graph.nodes:
            return ""
        return self.graph.nodes[name].attached_to if self._sits(name) else name

    def _roots(self) -> list[str]:
        starts = [name for name in self.names if self.graph.nodes[name].kind == "startEvent"]
        aimed = {target for ways in self.ways.values() for _flow, target in ways}
        first = [name for name in self.names if name not in aimed and name not in starts]
        return list(dict.fromkeys([*starts, *first, *self.names]))

    def _order(self) -> list[str]:
        """The nodes along the flow; notes which flows lead back."""
        found: list[str] = []
        open_, seen = set(), set()
        for root in self._roots():
            if root in seen:
                continue
            seen.add(root)
            open_.add(root)
            stack = [(root, iter(self.ways[root]))]
            while stack:
                name, ways = stack[-1]
                for flow, target in ways:
                    if target in open_:
                        self.grid.back.add(flow.id)
                    elif target not in seen:
                        seen.add(target)
                        open_.add(target)
                        stack.append((target, iter(self.ways[target])))
                        break
                else:
                    stack.pop()
                    open_.discard(name)
                    found.append(name)
        return found[::-1]

    def _forward(self, name: str) -> Iterable[tuple[Flow, str]]:
        return [(flow, target) for flow, target in self.ways[name] if flow.id not in self.grid.back]

    def _columns(self, order: list[str]) -> None:
        column = dict.fromkeys(order, 0)
        for name in order:
            for _flow, target in self._forward(name):
                column[target] = max(column[target], column[name] + 1)
        self.grid.column = column

    def _reaches(self, order: list[str]) -> dict[str, int]:
        reach = dict(self.grid.column)
        for name in reversed(order):
            for _flow, target in self._forward(name):
                reach[name] = max(reach[name], reach[target])
        return reach

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────

    def _chain(self, first: str, row: int) -> None:
        """Places a way along one row, then, from its end, the ways that part from it."""
        chain, name = [], first
        main: dict[str, str] = {}
        while True:
            self._put(name, row)
            chain.append(name)
            ahead = self._main(name)
            if ahead is None:
                break
            main[name] = ahead[0].id
            self._take(row, self.grid.column[name], self.grid.column[ahead[1]])
            if ahead[1] in self.grid.row:
                break
            name = ahead[1]
        for one in reversed(chain):
            for flow, target in self.ways[one]:
                if flow.id != main.get(one):
                    self._branch(one, flow, target)

    def _main(self, name: str) -> tuple[Flow, str] | None:
        """The way that keeps the row: the one that leads farthest, of several the first."""
        own = [(flow, target) for flow, target in self._forward(name) if flow.source == name]
        fresh = [(flow, target) for flow, target in own if target not in self.grid.row]
        direct = [(flow, target) for flow, target in own if not fresh and self._is_direct(name, target)]
        return max(fresh or direct, key=lambda way: self.reach[way[1]], default=None)

    def _is_direct(self, name: str, target: str) -> bool:
        """Whether a flow to what is placed already can leave along the row: it leads to another row, or next door."""
        column, row = self.grid.column, self.grid.row
        return row[target] != row[name] or column[target] == column[name] + 1

    def _branch(self, name: str, flow: Flow, target: str) -> None:
        column, row = self.grid.column, self.grid.row
        if target in row:
            here = sorted((column[name], column[target]))
            beside = column[target] == column[name] + 1 and row[target] == row[name]
            if not (beside and flow.source == name):
                self.grid.lane[flow.id] = self._free(min(row[name], row[target]), *here)
                self._take(self.grid.lane[flow.id], *here)
            return
        self._chain(target, self._free(row[name], column[name], self._end_of(target)))
        self._take(row[target], column[name], column[target])

    def _end_of(self, name: str) -> int:
        """The column up to which a way will need its row."""
        seen = set()
        while name not in self.grid.row and name not in seen:
            seen.add(name)
            own = [way for way in self._forward(name) if way[0].source == name]
            if not own:
                break
            name = max(own, key=lambda way: (way[1] not in self.grid.row, self.reach[way[1]]))[1]
        return self.grid.column[name]

    def _put(self, name: str, row: int) -> None:
        self.grid.row[name] = row
        self._take(row, self.grid.column[name], self.grid.column[name])

    def _take(self, row: int, first: int, last: int) -> None:
        self.taken.setdefault(row, []).append((first, max(first, last)))
        self.lowest = max(self.lowest, row)

    def _free(self, above: int, first: int, last: int) -> int:
        """The row below everything that lies under `above` between two columns."""
        under = [
            row
            for row, spans in self.taken.items()
            if row >= above and any(a <= last and b >= first for a, b in spans)
        ]
        return max(under, default=above) + 1
