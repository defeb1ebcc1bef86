"""Writes docs/clicks.md out of what the journeys counted."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from tests.journeys.counting import Count, Goal, Spent

HEAD = """# Clicks and seconds

What the main journeys ask of somebody, counted while a real browser is driven through them. `make clicks` writes this
page anew.

- A **click** is a press of the mouse, a finger, Enter or a shortcut key. Signing in is not counted.
- A **field** is one that was filled in or changed; files are fields too.
- A **page** is a document the browser loaded.
- **Seconds** are those of a browser that neither reads nor thinks, on one machine with two cores and other work to do:
  they tell what the desk takes, not what people take.

Where a journey is walked in English and in Chinese, one figure stands for both, or both stand there, English first.
"""
KINDS = {"clicks": "clicks", "fields": "fields", "pages": "pages", "seconds": "s"}


def write(file: Path, counts: Iterable[Count]) -> None:
    ordered = sorted(counts, key=lambda count: (count.name, count.language))
    named = [(name, list(each)) for name, each in groupby(ordered, key=lambda count: count.name)]
    parts = [HEAD, "## Goals\n", _goals(counts for _name, counts in named), "## Journeys\n"]
    for name, each in named:
        parts += [f"### {name[:1].upper()}{name[1:]}\n", _journey(each)]
    file.write_text("\n".join(parts), "utf-8")


def _goals(journeys: Iterable[list[Count]]) -> str:
    lines = ["| who and what | at most | it took | |", "|---|---|---|---|"]
    for counts in journeys:
        for at, goal in enumerate(counts[0].goals):
            told = [count.goals[at] for count in counts if at < len(count.goals)]
            reached = " and ".join(_both([_figure(one.spent, kind) for one in told]) for kind in goal.most)
            met = "met" if all(one.is_met for one in told) else "**not yet**"
            lines.append(f"| {goal.sentence} | {_most(goal)} | {reached} | {met} |")
    return "\n".join([*lines, ""])


def _journey(counts: list[Count]) -> str:
    lines = ["| | clicks | fields | pages | seconds |", "|---|--:|--:|--:|--:|"]
    for at, (label, _spent) in enumerate(counts[0].marks):
        lines.append(_line(label, [count.marks[at][1] for count in counts if at < len(count.marks)]))
    lines.append(_line("**altogether**", [count.spent for count in counts]))
    return "\n".join([*lines, ""])


def _line(label: str, spent: list[Spent]) -> str:
    cells = [_both([f"{getattr(one, kind):.0f}" for one in spent]) for kind in KINDS]
    return f"| {label} | {' | '.join(cells)} |"


def _most(goal: Goal) -> str:
    return " and ".join(_figure_of(limit, kind) for kind, limit in goal.most.items())


def _figure(spent: Spent, kind: str) -> str:
    return _figure_of(getattr(spent, kind), kind)


def _figure_of(number: float, kind: str) -> str:
    figure = f"{number:.0f}"
    return f"{figure} {KINDS[kind].removesuffix('s') if figure == '1' and kind != 'seconds' else KINDS[kind]}"


def _both(figures: list[str]) -> str:
    return " · ".join(figures if len(set(figures)) > 1 else figures[:1])
