"""In which order the questions of a form are decided: whatever a rule reads comes before what depends on it."""

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from catalog.conditions import rule
from rules import BrokenRule, Facts

if TYPE_CHECKING:
    from catalog.questions import Question


def is_rule(default: str) -> bool:
    """Whether a default is computed: it starts with "=" as in a spreadsheet."""
    return default.startswith("=")


def rule_text(default: str) -> str:
    return default[1:].strip()


def sections(questions: Sequence["Question"]) -> list[int | None]:
    """For each question the place of the section it stands under."""
    found: list[int | None] = []
    current: int | None = None
    for number, question in enumerate(questions):
        current = number if question.kind == "section" else current
        found.append(None if current == number else current)
    return found


def order_of_showing(questions: Sequence["Question"], facts: Facts) -> tuple[list[int], list[int]]:
    """(places in the order to decide them, places that depend on themselves in a circle)."""
    owners = {name: number for number, one in enumerate(questions) if one.asks for name in one.facts()}
    above = sections(questions)
    graph: dict[int, set[int]] = {}
    for number, question in enumerate(questions):
        names = [*_read_by(question.visible_if, facts)]
        if is_rule(question.default):
            names += _read_by(rule_text(question.default), facts)
        graph[number] = {owners[name] for name in names if name in owners}
        if above[number] is not None:
            graph[number].add(above[number])
    try:
        return list(TopologicalSorter(graph).static_order()), []
    except CycleError as error:
        return list(range(len(questions))), sorted(set(error.args[1]))


def watched(questions: Sequence["Question"], facts: Facts) -> frozenset[str]:
    """The questions whose answers change what the form looks like or says."""
    owners = {name: one.name for one in questions if one.asks for name in one.facts()}
    read: set[str] = set()
    for question in questions:
        for text in (question.visible_if, question.required_if, question.check):
            read.update(_read_by(text, facts))
        if is_rule(question.default):
            read.update(_read_by(rule_text(question.default), facts))
    tables = {one.name for one in questions if one.kind == "table"}
    return frozenset({owners[name] for name in read if name in owners} | tables)


def names_in(text: str, facts: Facts) -> frozenset[str]:
    """The facts a rule reads, whatever it gives; none when it can't be read."""
    return frozenset(_names_of_value(text, facts)) | frozenset(_read_by(text, facts))


def _read_by(text: str, facts: Facts) -> Iterable[str]:
    if not text:
        return ()
    try:
        return rule(text, facts).names if not text.startswith("=") else ()
    except BrokenRule:
        return _names_of_value(text, facts)


def _names_of_value(text: str, facts: Facts) -> Iterable[str]:
    """The names of a rule that gives a value rather than a yes or no; none when it can't be read."""
    try:
        return rule(text, facts, "any").names
    except BrokenRule:
        return ()
