"""The figures: recall at a depth, the mean reciprocal rank, and how long it took."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """One question: at which place the first right answer stood (None: not among those shown), what stood
    first, and the seconds it took."""

    query: str
    rank: int | None
    first: str
    seconds: float


@dataclass
class Figures:
    """What a way of searching made of all questions of a file."""

    way: str
    outcomes: list[Outcome] = field(default_factory=list)

    def recall(self, depth: int) -> float:
        """The share of questions with a right answer among the first `depth`."""
        return self._share(lambda one: one.rank is not None and one.rank <= depth)

    @property
    def found(self) -> float:
        """The share of questions that were answered with anything at all."""
        return self._share(lambda one: bool(one.first))

    @property
    def mrr(self) -> float:
        """The mean of 1/rank of the first right answer, 0 where there was none."""
        if not self.outcomes:
            return 0.0
        return sum(1 / one.rank for one in self.outcomes if one.rank) / len(self.outcomes)

    def milliseconds(self, percent: int) -> float:
        """The time that this percentage of the questions stayed within (nearest rank)."""
        times = sorted(one.seconds for one in self.outcomes)
        if not times:
            return 0.0
        place = max(0, -(-percent * len(times) // 100) - 1)
        return times[place] * 1000

    def misses(self, depth: int = 3) -> list[Outcome]:
        """The questions without a right answer among the first `depth`, the hopeless ones first."""
        missed = [one for one in self.outcomes if one.rank is None or one.rank > depth]
        return sorted(missed, key=lambda one: (one.rank is not None, -(one.rank or 0)))

    def _share(self, holds: Callable[[Outcome], bool]) -> float:
        return sum(map(holds, self.outcomes)) / len(self.outcomes) if self.outcomes else 0.0
