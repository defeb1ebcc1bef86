"""Which rows of two lists are the same row, which came, which went, and which changed places."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
Pair = tuple[int, int]


@dataclass
class Matched:
    """Places in the old list, in the new one, or in both."""

    pairs: list[Pair] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)


def match(old: Sequence[Row], new: Sequence[Row], key: Callable[[Row], Hashable | None]) -> Matched:
    """Rows with a key belong together by it; the others where they are equal, then in their order by kind."""
    left, right = _keyed(old, key), _keyed(new, key)
    pairs = [(left[name], right[name]) for name in left if name in right]
    for alike in (_as_it_is, _kind):
        pairs += _alike(old, new, pairs, key, alike)
    pairs.sort(key=lambda pair: pair[1])
    taken_old, taken_new = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return Matched(
        pairs=pairs,
        removed=[place for place in range(len(old)) if place not in taken_old],
        added=[place for place in range(len(new)) if place not in taken_new],
        moved=_out_of_order(pairs),
    )


def _keyed(rows: Sequence[Row], key: Callable[[Row], Hashable | None]) -> dict[Hashable, int]:
    times: Counter[Hashable] = Counter()
    found: dict[Hashable, int] = {}
    for place, row in enumerate(rows):
        name = key(row)
        if name is not None:
            times[name] += 1
            found[name, times[name]] = place
    return found


def _alike(
    old: Sequence[Row],
    new: Sequence[Row],
    pairs: Iterable[Pair],
    key: Callable[[Row], Hashable | None],
    alike: Callable[[Row], Hashable],
) -> list[Pair]:
    """Rows without a key that nobody has paired yet."""
    used_old, used_new = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place, row in enumerate(old):
        if place not in used_old and key(row) is None:
            waiting[alike(row)].append(place)
    found = []
    for place, row in enumerate(new):
        if place not in used_new and key(row) is None and waiting[alike(row)]:
            found.append((waiting[alike(row)].pop(0), place))
    return found


def _as_it_is(row: Row) -> Hashable:
    return repr(sorted(row.items(), key=lambda item: item[0]))


def _kind(row: Row) -> Hashable:
    return str(row.get("kind", ""))


def _out_of_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The fewest pairs that must be moved to explain the new order: all beyond the longest rising run."""
    ends: list[int] = []  # the smallest old place on which a rising run of that length ends
    runs: list[int] = []  # the length of the longest run that ends with each pair
    for old, _new in pairs:
        length = bisect_left(ends, old)
        ends[length : length + 1] = [old]
        runs.append(length)
    wanted, stay = len(ends) - 1, set()
    for place in range(len(pairs) - 1, -1, -1):
        if runs[place] == wanted:
            stay.add(place)
            wanted -= 1
    return [pair for place, pair in enumerate(pairs) if place not in stay]
