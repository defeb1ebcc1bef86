"""An outline as lines of text, in the language that is active: readable for every process."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from processes.bpmn import Drawing
from processes.outline import words
from processes.outline.knowing import Known, facts_of
from processes.outline.telling import outline_of
from processes.outline.tree import Item, Outline, Way
from rules import Facts


@dataclass(frozen=True)
class Line:
    """One line: how deep it is indented, its number ("" for a way), what it says.

    `title` is its first words, `text` the rest. `element` is the shape or flow it tells of. `kind` is that of the
    item (`step`, `choice`, …), `way` or `border`.
    """

    depth: int
    number: str
    kind: str
    element: str
    title: str
    text: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.title, self.text) if part)


def lines(outline: Outline, known: Known | None = None) -> list[Line]:
    """Every line of the outline from top to bottom."""
    told = known or Known(facts_of(outline.drawing))
    found: list[Line] = []
    for one in outline.processes:
        several = len(outline.processes) > 1
        if several:
            named = one.graph.name or one.graph.id
            found.append(Line(0, "", "process", one.graph.id, _("Process “{name}”").format(name=named)))
        depth = 1 if several else 0
        found += _of_items(one.items, depth, outline, told)
        for part in one.apart:
            found.append(Line(depth, "", "apart", "", _("Not reached from the start")))
            found += _of_items(part, depth + 1, outline, told)
    return found


def sentences(outline: Outline, language: str, facts: Facts | None = None) -> list[str]:
    """The outline in a language, two spaces for each step inwards."""
    with override(language):
        known = Known(facts_of(outline.drawing, facts))
        return [f"{'  ' * line.depth}{line}" for line in lines(outline, known)]


def sentences_of(drawing: Drawing, language: str) -> list[str]:
    """The outline of a drawing in a language."""
    return sentences(outline_of(drawing), language)


def _of_items(items: tuple[Item, ...], depth: int, outline: Outline, known: Known) -> Iterator[Line]:
    for item in items:
        yield line_of(item, depth, outline, known)
        yield from _of_items(item.inner, depth + 1, outline, known)
        for at, way in enumerate(item.ways):
            yield line_of_way(way, item, at, depth + 1, known)
            yield from _of_items(way.items, depth + 2, outline, known)
        for way in item.borders:
            yield line_of_border(way, depth + 1, known)
            yield from _of_items(way.items, depth + 2, outline, known)


def line_of(item: Item, depth: int, outline: Outline, known: Known) -> Line:
    """The line of a step, an end, a split or a reference."""
    if item.kind == "goto":
        return Line(depth, item.number, "goto", item.flow, goto(item, outline))
    if item.kind in ("choice", "some", "all", "race"):
        said = words.title(item.node) if item.is_drawn else ""
        kind = str(words.KINDS[item.kind])
        return Line(depth, item.number, item.kind, item.node.id, said or kind, kind if said else "")
    text = "; ".join(words.details(item.node, known))
    return Line(depth, item.number, item.kind, item.node.id, words.headline(item.node), text)


def goto(item: Item, outline: Outline) -> str:
    """Where a way goes on that is told elsewhere."""
    goal = outline.goals.get(item.goal)
    number = goal.number if goal else ""
    where = " ".join(part for part in (number, words.called(goal.node if goal else item.node)) if part)
    if item.back:
        return _("Back to {where}").format(where=where)
    return _("Goes on at {where}").format(where=where)


def line_of_way(way: Way, item: Item, at: int, depth: int, known: Known) -> Line:
    """The line above what lies on a way out of a split."""
    return Line(
        depth,
        "",
        "way",
        way.flow.id,
        words.way(way.flow, item.kind, known, at),
        "" if way.items else _("goes on"),
    )


def line_of_border(way: Way, depth: int, known: Known) -> Line:
    """The line above what follows an event on a step's border."""
    assert way.event is not None  # noqa: S101 a border's way has one
    said = words.event(way.event)
    text = _("the step is broken off") if way.event.interrupts else _("the step goes on beside it")
    named = words.title(way.event)
    return Line(depth, "", "border", way.event.id, f"{named}: {said}" if named else said, text)
