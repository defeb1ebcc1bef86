"""A lifecycle as a drawing: a lane for each phase, statuses as boxes in them, transitions as arrows.

Whatever somebody drew stays where it was put; the rest stands where arrows are short. Units are those of the
drawing (SVG user units).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tickets.lifecycles.spec import Spec, Status, Transition
from tickets.phases import Phase
from ui.bilingual import pick

LANE, BOX, TALL, GAP, HEAD, STUB = 212, 128, 44, 52, 40, 22
STEP = 38  # neighbouring lanes stand this much apart, so that arrows pass between their boxes
MANY = 4  # from as many statuses on, a transition is drawn as a stub at its target
LONGEST = 22  # letters of a label


@dataclass(frozen=True)
class Lane:
    phase: Phase
    x: int

    @property
    def middle(self) -> int:
        return self.x + LANE // 2


@dataclass(frozen=True)
class Box:
    """A status. `x`, `y` is its upper left corner."""

    name: str
    status: Status
    x: int
    y: int
    is_first: bool

    @property
    def label(self) -> str:
        return pick(self.status.label.model_dump()) or self.name

    @property
    def middle(self) -> int:
        return self.x + BOX // 2

    @property
    def right(self) -> int:
        return self.x + BOX

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The label on one line or two: (height of its base line, words)."""
        words = _broken(self.label, 19)
        return [
            (self.y + TALL // 2 + (5 if len(words) == 1 else 16 * at - 3), one)
            for at, one in enumerate(words)
        ]


@dataclass(frozen=True)
class Arrow:
    """All transitions from one status to another: their line and its head."""

    source: str
    to: str
    line: str
    head: str
    tone: str
    by_itself: bool
    is_wrong: bool


@dataclass(frozen=True)
class Label:
    """Where the name of a transition stands: on the first of its arrows."""

    name: str
    step: Transition
    x: int
    y: int

    @property
    def label(self) -> str:
        return _short(pick(self.step.label.model_dump()) or self.name)


@dataclass(frozen=True)
class Stub(Label):
    """A transition from many statuses: a label above its target."""

    count: int


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    lanes: list[Lane]
    boxes: list[Box]
    arrows: list[Arrow]
    labels: list[Label]
    stubs: list[Stub]


def drawing_of(spec: Spec, heights: Mapping[str, int] | None = None, wrong: Collection[str] = ()) -> Drawing:
    """The drawing of a lifecycle, even of one that is not fit to run; `heights` are where boxes were put, `wrong`
    the transitions that need another look."""
    lanes = [Lane(phase, at * LANE) for at, phase in enumerate(Phase)]
    stubs = _stubs(spec)
    boxes = _boxes(spec, stubs, heights or {})
    arrows, labels = _arrows(spec, boxes, {name for each in stubs.values() for name in each}, wrong)
    drawn = [
        Stub(
            name,
            spec.transitions[name],
            boxes[to].middle,
            boxes[to].y - STUB * (at + 1),
            len(spec.sources[name]),
        )
        for to, names in stubs.items()
        for at, name in enumerate(names)
    ]
    bottom = max((box.y for box in boxes.values()), default=HEAD) + TALL + GAP
    return Drawing(len(lanes) * LANE, max(bottom, 240), lanes, list(boxes.values()), arrows, labels, drawn)


def _stubs(spec: Spec) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, step in spec.transitions.items():
        if step.to in spec.statuses and len(spec.sources[name]) >= MANY:
            found.setdefault(step.to, []).append(name)
    return found


def _boxes(spec: Spec, stubs: Mapping[str, list[str]], heights: Mapping[str, int]) -> dict[str, Box]:
    lanes = [[name for name, status in spec.statuses.items() if status.phase == phase] for phase in Phase]
    needs = [sum(TALL + GAP + STUB * len(stubs.get(name, ())) for name in names) for names in lanes]
    found: dict[str, Box] = {}
    for at, names in enumerate(lanes):
        y, x = (
            HEAD + 12 + (max(needs) - needs[at]) // 2 + (STEP if at % 2 else 0),
            at * LANE + (LANE - BOX) // 2,
        )
        for name in names:
            y += STUB * len(stubs.get(name, ()))
            put = max(HEAD, heights.get(name, y))
            found[name] = Box(name, spec.statuses[name], x, put, name == spec.initial)
            y = put + TALL + GAP if name in heights else y + TALL + GAP
    return {name: found[name] for name in spec.statuses}


def _arrows(
    spec: Spec, boxes: Mapping[str, Box], stubs: Collection[str], wrong: Collection[str]
) -> tuple[list[Arrow], list[Label]]:
    ties: dict[tuple[str, str], list[str]] = {}
    for name, step in spec.transitions.items():
        if name not in stubs and step.to in boxes:
            for source in spec.sources[name]:
                if source in boxes:
                    ties.setdefault((source, step.to), []).append(name)
    ports = _ports(ties, boxes)
    free, said = _Room(boxes.values()), set[str]()
    arrows, labels = [], []
    for (source, to), names in ties.items():
        points = _points(boxes[source], boxes[to], *ports[source, to])
        steps = [spec.transitions[name] for name in names]
        arrows.append(
            Arrow(
                source,
                to,
                *_shape(points, 1 if _enters_right(boxes[source], boxes[to]) else -1),
                next((step.tone for step in steps if step.tone), ""),
                all(step.on for step in steps),
                any(name in wrong for name in names),
            )
        )
        for name in names:
            if name not in said:
                said.add(name)
                label = Label(name, spec.transitions[name], 0, 0)
                x, y = free.place(points, sum(map(_wide, label.label)))
                labels.append(Label(name, label.step, x, y))
    return arrows, labels


def _leaves_right(source: Box, to: Box) -> bool:
    return to.x >= source.x


def _enters_right(source: Box, to: Box) -> bool:
    return to.x <= source.x


def _ports(
    ties: Iterable[tuple[str, str]], boxes: Mapping[str, Box]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Where each arrow leaves and enters: spread along the sides of the boxes, in the order of the other ends."""
    sides: dict[tuple[str, bool], list[tuple[int, tuple[str, str], int]]] = {}
    for source, to in ties:
        here, there = boxes[source], boxes[to]
        sides.setdefault((source, _leaves_right(here, there)), []).append((there.y, (source, to), 0))
        sides.setdefault((to, _enters_right(here, there)), []).append((here.y, (source, to), 1))
    ends: dict[tuple[str, str], list[int]] = {tie: [0, 0] for tie in ties}
    for (box, _right), each in sides.items():
        for at, (_y, tie, end) in enumerate(sorted(each)):
            ends[tie][end] = boxes[box].y + TALL * (at + 1) // (len(each) + 1)
    return {tie: (leaves, enters) for tie, (leaves, enters) in ends.items()}


Point = tuple[int, int]
Curve = tuple[Point, Point, Point, Point]
Room = tuple[int, int, int, int]


def _points(source: Box, to: Box, leaves: int, enters: int) -> Curve:
    out = 1 if _leaves_right(source, to) else -1
    back = 1 if _enters_right(source, to) else -1
    x1 = source.right if out > 0 else source.x
    x2 = to.right if back > 0 else to.x
    bend = 52 if source.x == to.x else max(40, abs(x2 - x1) // 2)
    return (x1, leaves), (x1 + out * bend, leaves), (x2 + back * bend, enters), (x2, enters)


def _shape(points: Curve, back: int) -> tuple[str, str]:
    """The line and its head, as paths of SVG."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    line = f"M{ax} {ay}C{bx} {by} {cx} {cy} {dx + back * 7} {dy}"
    return line, f"M{dx} {dy}l{back * 8} -4v8z"


class _Room:
    """Where labels may stand without covering a box or each other."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.boxes = [(box.x, box.y, box.right, box.y + TALL) for box in boxes]
        self.labels: list[Room] = []

    def place(self, points: Curve, letters: int) -> Point:
        """The place near the middle of the curve where the label covers least."""
        wide = max(30, letters * 6) // 2
        best, least = (0, 0), -1
        for aside in (0, -12, 12, -22, 22):
            for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88):
                x, y = _along(points, share)
                y += aside
                mine = (x - wide, y - 9, x + wide, y + 5)
                covered = 4 * sum(_covered(mine, other) for other in self.boxes)
                covered += sum(_covered(mine, other) for other in self.labels)
                if least < 0 or covered < least:
                    best, least, room = (x, y), covered, mine
        self.labels.append(room)
        return best


def _along(points: Curve, share: float) -> Point:
    """A point of the cubic Bézier curve."""
    rest = 1 - share
    weights = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
    return round(x), round(y)


def _covered(one: Room, other: Room) -> int:
    """How much of each other they hide."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, wide) * max(0, tall)


def _wide(letter: str) -> int:
    return 1 if letter.isascii() else 2


def _broken(label: str, most: int) -> list[str]:
    """The label on at most two lines."""
    if sum(map(_wide, label)) <= most:
        return [label]
    words = label.split(" ")
    cut = next((at for at in range(len(words), 0, -1) if len(" ".join(words[:at])) <= most), 1)
    if len(words) == 1:
        half = most // 2
        return [label[:half], _short(label[half:], most // 2)]
    return [" ".join(words[:cut]), _short(" ".join(words[cut:]), most)]


def _short(label: str, most: int = LONGEST) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
