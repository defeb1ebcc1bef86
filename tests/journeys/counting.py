"""How much a journey asks of somebody: clicks, pages and seconds, counted while a browser is driven.

    with counted(page, name="first run") as count:
        …
        count.mark("the company")      # what was spent since the last mark
    print(count.report())

A click is a press of the mouse, a finger or Enter; filling a field is none, but `fields` counts it.
Pages are documents the browser loaded. Seconds are those of the driven browser, which neither reads nor thinks.
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
  addEventListener('keydown', (event) => event.key === 'Enter' && window.countOf('clicks'), true);
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


@dataclass
class Count:
    name: str
    began: float = field(default_factory=time.monotonic)
    spent: Spent = field(default_factory=Spent)
    marks: list[tuple[str, Spent]] = field(default_factory=list)
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

    def report(self) -> str:
        """A line for each mark, and one for all."""
        lines = [f"{label:32}{spent}" for label, spent in self.marks]
        return "\n".join([f"── {self.name} ──", *lines, f"{'altogether':32}{self.so_far()}"])


@contextmanager
def counted(*pages: Page, name: str) -> Iterator[Count]:
    """Counts on these pages, each new to it, what happens inside."""
    count = Count(name)
    for page in pages:
        watch(page, count)
    yield count


def watch(page: Page, count: Count) -> None:
    """Lets one more page (another person's browser, a telephone) count too."""
    page.expose_function("countOf", count.one_more)
    page.add_init_script(f"({LISTEN})()")
    page.on("domcontentloaded", lambda one: one.url.startswith("http") and count.one_more("pages"))
    if page.url.startswith("http"):
        page.evaluate(LISTEN)
