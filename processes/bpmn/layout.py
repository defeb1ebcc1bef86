"""Where the shapes of a process stand and how its flows run, for a diagram nobody has drawn by hand.

Left to right, branches in rows, joins aligned with where they parted, flows at right angles; sub-processes are open.
Pixels, as bpmn-js draws them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from processes.bpmn.drawing import Flow, Graph
from processes.bpmn.grid import Grid, grid_of

TASK, GATEWAY, EVENT = (100, 80), (50, 50), (36, 36)
GAP, WORDY_GAP, ROW_GAP = 50, 110, 40
CHANNEL = 10  # how high a row is that only a flow runs through
PADDING, TITLE = 30, 20  # within a sub-process
BAND = 30  # where the names of a pool and of its lanes stand
LABEL = (90, 14)

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def moved(self, x: int, y: int) -> "Box":
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass
class Plan:
    """Boxes of nodes by id, waypoints of flows by id, boxes of names by the id of what they name, bands of lanes."""

    shapes: dict[str, Box] = field(default_factory=dict)
    ways: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    width: int = 0
    height: int = 0

    def take(self, other: "Plan", x: int, y: int) -> None:
        """Adds what was laid out elsewhere, moved."""
        self.shapes |= {name: box.moved(x, y) for name, box in other.shapes.items()}
        self.labels |= {name: box.moved(x, y) for name, box in other.labels.items()}
        self.lanes |= {name: box.moved(x, y) for name, box in other.lanes.items()}
        self.ways |= {name: [(a + x, b + y) for a, b in points] for name, points in other.ways.items()}


def laid_out(graph: Graph, *, in_lanes: bool = False) -> Plan:
    """The plan of a graph and of everything within, from 0, 0; `in_lanes` keeps each lane's nodes in a band."""
    inner = {
        name: laid_out(node.inner)
        for name, node in graph.nodes.items()
        if node.inner is not None and node.inner.nodes
    }
    return _Drafting(graph, inner, in_lanes).plan


class _Drafting:
    def __init__(self, graph: Graph, inner: dict[str, Plan], in_lanes: bool) -> None:
        self.graph, self.inner, self.plan = graph, inner, Plan()
        self.grid: Grid = grid_of(graph)
        self.size = {name: self._size(name) for name in self.grid.column}
        bands = self._by_lanes() if in_lanes else {}
        self._columns(BAND if in_lanes else 0)
        self._rows()
        self._put()
        for flow in graph.flows:
            if flow.source in self.plan.shapes and flow.target in self.plan.shapes:
                self.plan.ways[flow.id] = _straightened(list(self._way(flow)))
                self._name(flow)
        self.plan.width, self.plan.height = self._extent()
        for lane, (first, last) in bands.items():
            top, bottom = self.top[first] - ROW_GAP // 2, self.top[last] + self.high[last] + ROW_GAP // 2
            self.plan.lanes[lane] = Box(0, top, self.plan.width + GAP // 2, bottom - top)

    def _size(self, name: str) -> tuple[int, int]:
        node = self.graph.nodes[name]
        if name in self.inner:
            plan = self.inner[name]
            return max(plan.width + 2 * PADDING, 140), max(plan.height + 2 * PADDING + TITLE, 100)
        return GATEWAY if node.is_gateway else TASK if node.is_activity else EVENT

    # ── from grid to pixels ──────────────────────────────────────────────────────────────────────

    def _by_lanes(self) -> dict[str, tuple[int, int]]:
        """Renumbers the rows so that each lane has its own; the first and last row of each."""
        grid, nodes = self.grid, self.graph.nodes
        host = {name: node.attached_to or name for name, node in nodes.items()}
        of_flow = {
            flow.id: nodes[host[flow.source]].lane for flow in self.graph.flows if flow.id in grid.lane
        }
        used: dict[str, set[int]] = {nodes[name].lane: set() for name in grid.column}
        for name, row in grid.row.items():
            used[nodes[name].lane].add(row)
        for flow, row in grid.lane.items():
            used[of_flow[flow]].add(row)
        number: dict[tuple[str, int], int] = {}
        for lane, rows in used.items():
            for row in sorted(rows):
                number[lane, row] = len(number)
        grid.row = {name: number[nodes[name].lane, row] for name, row in grid.row.items()}
        grid.lane = {flow: number[of_flow[flow], row] for flow, row in grid.lane.items()}
        return {
            lane: (number[lane, min(rows)], number[lane, max(rows)])
            for lane, rows in used.items()
            if lane and rows
        }

    def _columns(self, x: int) -> None:
        names: dict[int, list[str]] = {}
        for name, column in self.grid.column.items():
            names.setdefault(column, []).append(name)
        self.centre: dict[int, int] = {}
        self.edge: dict[int, tuple[int, int]] = {}
        for column in sorted(names):
            wide = max(self.size[name][0] for name in names[column])
            self.centre[column], self.edge[column] = x + wide // 2, (x, x + wide)
            wordy = any(flow.name for name in names[column] for flow in self.graph.out_of(name))
            x += wide + (WORDY_GAP if wordy else GAP)

    def _rows(self) -> None:
        self.high = dict.fromkeys(self.grid.lane.values(), CHANNEL)
        for name, row in self.grid.row.items():
            self.high[row] = max(self.high.get(row, 0), self.size[name][1])
        self.top, y = {}, 0
        for row in sorted(self.high):
            self.top[row] = y
            y += self.high[row] + ROW_GAP

    def _line(self, row: int) -> int:
        return self.top[row] + self.high[row] // 2

    def _put(self) -> None:
        for name, (width, height) in self.size.items():
            x = self.centre[self.grid.column[name]] - width // 2
            y = self._line(self.grid.row[name]) - height // 2
            box = Box(x, y, width, height)
            if name in self.inner:
                self.plan.take(self.inner[name], x + PADDING, y + PADDING + TITLE)
            self.plan.shapes[name] = box
            if self.graph.nodes[name].name and self._named_above(name):
                self.plan.labels[name] = Box(box.middle[0] - LABEL[0] // 2, y - 20, *LABEL)
            self._borders(name, box)

    def _named_above(self, name: str) -> bool:
        """Whether the name stands above the shape, since a way leaves it below."""
        node = self.graph.nodes[name]
        below = any(flow.id in self.grid.lane for flow in self.graph.out_of(name))
        return node.is_gateway or (below and not node.is_activity)

    def _borders(self, name: str, host: Box) -> None:
        events = self.graph.boundaries(name)
        apart = min(44, (host.width - 44) // max(1, len(events) - 1))
        for at, event in enumerate(events):
            self.plan.shapes[event.id] = Box(host.right - 40 - at * apart, host.bottom - 18, *EVENT)

    def _extent(self) -> tuple[int, int]:
        boxes = [*self.plan.shapes.values()]
        points = [point for way in self.plan.ways.values() for point in way]
        right = max([box.right for box in boxes] + [x for x, _y in points], default=0)
        bottom = max([box.bottom for box in boxes] + [y for _x, y in points], default=0)
        return right, bottom

    # ── flows ────────────────────────────────────────────────────────────────────────────────────

    def _way(self, flow: Flow) -> Iterator[Point]:
        here, there = self.plan.shapes[flow.source], self.plan.shapes[flow.target]
        (x, y), (to_x, to_y) = here.middle, there.middle
        if flow.id in self.grid.lane:
            line = self._line(self.grid.lane[flow.id])
            yield from ((x, here.bottom), (x, line), (to_x, line), (to_x, there.bottom))
        elif abs(y - to_y) < 2 and to_x > x:
            yield from ((here.right, y), (there.x, to_y))
        elif self._parts_below(flow) and to_y > y:
            yield from ((x, here.bottom), (x, to_y), (there.x, to_y))
        elif self.graph.nodes[flow.target].is_gateway:
            yield from ((here.right, y), (to_x, y), (to_x, there.bottom if y > to_y else there.y))
        else:
            turn = self.edge[self.grid.column[self._host(flow.target)]][0] - GAP // 2
            yield from ((here.right, y), (turn, y), (turn, to_y), (there.x, to_y))

    def _parts_below(self, flow: Flow) -> bool:
        node = self.graph.nodes[flow.source]
        return node.is_gateway or bool(node.attached_to)

    def _host(self, name: str) -> str:
        return name if name in self.grid.column else self.graph.nodes[name].attached_to

    def _name(self, flow: Flow) -> None:
        """The name of a flow stands above the first level stretch of it."""
        points = self.plan.ways[flow.id]
        for (x, y), (to_x, to_y) in pairwise(points):
            if flow.name and y == to_y and abs(to_x - x) > 30:
                self.plan.labels[flow.id] = Box(min(x, to_x) + 8, y - 18, *LABEL)
                return


def _straightened(points: list[Point]) -> list[Point]:
    """Without points that change nothing."""
    found: list[Point] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1 and (
            found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]
        ):
            found[-1] = point
        else:
            found.append(point)
    return found
