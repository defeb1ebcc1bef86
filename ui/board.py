"""The one board: columns with limits, cards of three lines, lanes.

`ui/_board.html` draws it, `<sort-board>` moves its cards.

The board asks and posts by two addresses of the page that owns it:

* `legal_url`, GET `?card=<id>` → `{"columns": {"<key>": {"ok": true, "label": "Resolve…"}, …}}`, or for a
  forbidden column `{"ok": false, "reason": "…"}`. Columns left out are forbidden without a reason.
* `move_url`, POST `card`, `column`, `lane`, `seen` → 204 when it was done; 200 or 422 with a dialog when
  something has to be asked; any refusal (4xx) puts the card back.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise
WARM = timedelta(days=1)
HEATS = 4


@dataclass(frozen=True)
class BoardColumn:
    """One column.

    `count` is how many there are in all (by default those shown), `limit` how many there should be at most,
    `load` a word on the work in it ("3 d"), `more_url` where the rest stands when not all are shown.
    """

    key: str
    label: Words
    tone: str = "neutral"
    icon: str = ""
    limit: int | None = None
    count: int | None = None
    load: Words = ""
    more_url: str = ""
    note: Words = ""


@dataclass(frozen=True)
class Lane:
    """A row across all columns: an assignee, a priority, a service. `face` is a person, None for nobody."""

    key: str
    label: Words
    icon: str = ""
    face: Any = field(default=False)


@dataclass(frozen=True)
class Card:
    """A card of three lines: what; which and who; the clock and how long it lies here.

    `since` is when it came into its column and `warm` after how long that begins to matter: the heat line
    grows from there. `until` and `clock` (running, paused, met, missed) are the promise. `seen` is the
    revision the person looks at. `waits_for` names whom a step of the work waits for, `waits_since` since when.
    `thing` goes to `template`, if a page wants to draw its cards itself.
    """

    id: str
    column: str
    title: Words
    url: str = ""
    lane: str = ""
    reference: str = ""
    who: Any = None
    hint: Words = ""
    icon: str = ""
    icon_label: Words = ""
    tone: str = ""
    since: datetime | None = None
    warm: timedelta = WARM
    until: datetime | None = None
    clock: str = "running"
    seen: str | int = ""
    moved_by: str = ""
    waits_for: Words = ""
    waits_since: datetime | None = None
    template: str = ""
    thing: Any = None

    def heat(self, now: datetime) -> int:
        """0 for fresh to 4 for long forgotten; each step doubles the time."""
        if self.since is None or self.warm <= timedelta():
            return 0
        ratio = (now - self.since) / self.warm
        return next((step for step in range(HEATS) if ratio < 2**step), HEATS)

    @property
    def name(self) -> str:
        """How the card is called where it is announced."""
        return f"{self.reference} {self.title}".strip()


@dataclass(frozen=True)
class Cell:
    """The cards of one column in one lane."""

    column: BoardColumn
    lane: Lane
    cards: list[Card]


@dataclass
class Board:
    """What `ui/_board.html` needs. Cards keep their order; one of an unknown column is left out."""

    columns: Sequence[BoardColumn]
    cards: Sequence[Card]
    now: datetime
    lanes: Sequence[Lane] = ()
    name: str = "board"
    legal_url: str = ""
    move_url: str = ""
    refresh_url: str = ""
    refresh_on: str = "live:change from:body delay:250ms"
    empty_text: Words = ""

    @cached_property
    def _cards_of(self) -> dict[tuple[str, str], list[Card]]:
        found: dict[tuple[str, str], list[Card]] = defaultdict(list)
        for card in self.cards:
            found[card.lane if self.lanes else "", card.column].append(card)
        return found

    @property
    def rows(self) -> list[tuple[Lane, list[Cell]]]:
        """Each lane (one without a name, if there are none) with its cells in the order of the columns."""
        lanes = self.lanes or [Lane("", "")]
        return [
            (lane, [Cell(column, lane, self._cards_of[lane.key, column.key]) for column in self.columns])
            for lane in lanes
        ]

    @property
    def heads(self) -> list["Head"]:
        shown: dict[str, int] = defaultdict(int)
        for (_lane, column), cards in self._cards_of.items():
            shown[column] += len(cards)
        return [Head(column, shown[column.key]) for column in self.columns]

    @property
    def stacks(self) -> list[tuple["Head", Cell]]:
        """Without lanes: each column's head with its cards below."""
        ((_lane, cells),) = self.rows
        return list(zip(self.heads, cells, strict=True))

    @property
    def has_lanes(self) -> bool:
        return bool(self.lanes)

    @property
    def is_empty(self) -> bool:
        return not any(self._cards_of.values())


@dataclass(frozen=True)
class Head:
    """The top of a column: how many, how many at most, and in words whether that is too many."""

    column: BoardColumn
    shown: int

    @property
    def count(self) -> int:
        return self.shown if self.column.count is None else self.column.count

    @property
    def hidden(self) -> int:
        return max(0, self.count - self.shown)

    @property
    def over(self) -> int:
        return max(0, self.count - self.column.limit) if self.column.limit else 0

    @property
    def is_full(self) -> bool:
        return bool(self.column.limit) and self.count == self.column.limit

    @property
    def words(self) -> str:
        """What a limit says about this column, in words; "" when there is nothing to say."""
        if self.over:
            return _("%(over)s over the limit") % {"over": self.over}
        return _("At its limit") if self.is_full else ""
