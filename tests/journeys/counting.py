"""How much a journey asks of somebody: clicks, pages and seconds, counted while a browser is driven.

    with counted(page, name="first run") as count:
        …
        spent = count.mark("the company")      # what was spent since the last mark
        count.goal("A company is told in one page.", spent, pages=1)

A click is a press of the mouse, a finger, Enter or a shortcut key; filling a field is none, but `fields` counts it.
Pages are documents the browser loaded. Seconds are those of the driven browser, which neither reads nor thinks.
What was counted is told at the end, and kept in `KEPT` for the report (clicks.py).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

LISTEN = """() => {
  if (window.__counting) return;
  window.__counting = true;
  addEventListener('pointerdown', () => window.countOf('clicks'), true);
  const writes = "textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio])";
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || (event.key.length === 1 && !event.target.closest?.(writes))) window.countOf('clicks');
  }, true);
  addEventListener('change', (event) => {
    const picked = event.target.matches('input[type=checkbox], input[type=radio]');
    if (!picked && event.target.matches('input, select, textarea')) window.countOf('fields');
  }, true);
}"""


@dataclass
class Spent:
    clicks: int = 0
    pages: int = 0
    fields: int = 0
    seconds: float = 0.0

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(
            self.clicks - other.clicks,
            self.pages - other.pages,
            self.fields - other.fields,
            self.seconds - other.seconds,
        )

    def __str__(self) -> str:
        return f"{self.clicks:4} clicks {self.fields:4} fields {self.pages:4} pages {self.seconds:7.1f} s"


@dataclass(frozen=True)
class Goal:
    """What somebody should manage with no more than so much, and what it took."""

    sentence: str
    most: dict[str, float]
    spent: Spent
    is_met: bool


@dataclass
class Count:
    name: str
    language: str = "en"
    began: float = field(default_factory=time.monotonic)
    spent: Spent = field(default_factory=Spent)
    marks: list[tuple[str, Spent]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    _last: Spent = field(default_factory=Spent)

    def one_more(self, kind: str) -> None:
        setattr(self.spent, kind, getattr(self.spent, kind) + 1)

    def so_far(self) -> Spent:
        self.spent.seconds = time.monotonic() - self.began
        return Spent(self.spent.clicks, self.spent.pages, self.spent.fields, self.spent.seconds)

    def mark(self, label: str) -> Spent:
        """Notes what was spent since the last mark (or the beginning) under a label."""
        now = self.so_far()
        self.marks.append((label, now - self._last))
        self._last = now
        return self.marks[-1][1]

    def goal(self, sentence: str, spent: Spent, *, is_met: bool = True, **most: float) -> None:
        """Holds it to that: `clicks=1, seconds=30`. What is known to take more (`is_met=False`) is told as that."""
        within = all(getattr(spent, kind) <= limit for kind, limit in most.items())
        self.goals.append(Goal(sentence, most, spent, within))
        assert within == is_met, f"{sentence} {most}: {spent}"

    def report(self) -> str:
        """A line for each mark, and one for all."""
        lines = [f"{label:32}{spent}" for label, spent in self.marks]
        return "\n".join([f"── {self.name} ({self.language}) ──", *lines, f"{'altogether':32}{self.spent}"])


KEPT: list[Count] = []


@contextmanager
def counted(*pages: Page, name: str, language: str = "en") -> Iterator[Count]:
    """Counts on these pages, each new to it, what happens inside."""
    count = Count(name, language)
    for page in pages:
        watch(page, count)
    yield count
    count.so_far()
    KEPT.append(count)


def watch(page: Page, count: Count) -> None:
    """Lets one more page (another person's browser, a telephone) count too."""
    page.expose_function("countOf", count.one_more)
    page.add_init_script(f"({LISTEN})()")
    page.on("domcontentloaded", lambda one: one.url.startswith("http") and count.one_more("pages"))
    if page.url.startswith("http"):
        page.evaluate(LISTEN)
