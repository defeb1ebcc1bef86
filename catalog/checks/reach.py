"""Does any way lead to every question? Tried out: with each combination of answers that could matter."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations, pairwise, product
from math import prod
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.conditions import rule
from catalog.faults import Fault
from catalog.questions import Question
from catalog.questions.choice import Choosing
from catalog.questions.money import MoneyQuestion
from catalog.questions.number import NumberQuestion
from catalog.spec import ServiceSpec
from rules import Rule

# what is tried out covers every case only of rules made of these; others are believed
PLAIN = {"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in", "_?_:_", "-_"}
MOST = 4096  # combinations
SUBSETS = 5  # choices of which every set is tried


def check_reach(spec: ServiceSpec) -> Iterator[Fault]:
    """A warning for each question and section that no answers lead to. The rules must be sound."""
    for place, question in enumerate(spec.questions):
        if question.visible_if and not may_be_shown(spec, place):
            sentence = _("This is never shown: no answers make its condition true.")
            yield Fault(f"questions.{place}.visible_if", sentence, blocks=False, about=question.text)


def may_be_shown(spec: ServiceSpec, place: int) -> bool:
    """Whether some answers show the question; True also where that can't be tried out."""
    places = _involved(spec, place)
    rules = [
        rule(spec.questions[one].visible_if, spec.facts) for one in places if spec.questions[one].visible_if
    ]
    if not all(_is_plain(one) for one in rules) or any("person" in one.names for one in rules):
        return True
    tried = [one for one in places if spec.questions[one].asks and one != place]
    marks = {mark for one in tried for mark in _limits(spec.questions[one])} | _named(rules)
    values = [_values(spec.questions[one], marks) for one in tried]
    if any(one is None for one in values) or prod(len(one or ()) for one in values) > MOST:
        return True
    return any(
        place in _shown(spec, places, dict(zip(tried, answers, strict=True)))
        for answers in product(*(one or () for one in values))
    )


def _involved(spec: ServiceSpec, place: int) -> list[int]:
    """The question, its section, what their conditions read, and so on; in the order in which to decide them."""
    owners = {name: at for at, one in enumerate(spec.questions) if one.asks for name in one.facts()}
    found: set[int] = set()
    waiting = [place]
    while waiting:
        at = waiting.pop()
        if at in found:
            continue
        found.add(at)
        above, condition = spec.sections[at], spec.questions[at].visible_if
        read = rule(condition, spec.facts).names if condition else ()
        waiting += [owners[name] for name in read if name in owners]
        waiting += [above] if above is not None else []
    return [at for at in spec.showing if at in found]


def _shown(spec: ServiceSpec, places: Sequence[int], answers: dict[int, Any]) -> set[int]:
    known: dict[str, Any] = {}
    shown: set[int] = set()
    for at in places:
        question, above = spec.questions[at], spec.sections[at]
        condition = question.visible_if
        if (above is None or above in shown) and (not condition or rule(condition, spec.facts).holds(known)):
            shown.add(at)
        known.update(question.values(answers.get(at) if at in shown else None))
    return shown


def _is_plain(one: Rule) -> bool:
    return all(node.name in PLAIN for node in one.checked.tree.root.walk() if node.kind == "call")


def _values(question: Question, marks: set[Decimal]) -> list[Any] | None:
    """Answers of which one stands for every answer there is; None where there is no such list."""
    if isinstance(question, Choosing):
        names = [choice.value for choice in question.choices]
        if question.kind != "choices":
            return [None, *names]
        sets = [list(one) for count in range(len(names) + 1) for one in combinations(names, count)]
        return sets if len(names) <= SUBSETS else None
    if question.kind == "yesno":
        return [None, True, False]
    if isinstance(question, (NumberQuestion, MoneyQuestion)):
        return [None, *_numbers(question, marks)]
    return None


def _numbers(question: NumberQuestion | MoneyQuestion, marks: set[Decimal]) -> list[Decimal]:
    """Every number at which something may turn, and one between and beyond each of them, within the limits."""
    named = sorted(marks | {Decimal(0)})
    tried = {*named, *((one + other) / 2 for one, other in pairwise(named)), named[0] - 1, named[-1] + 1}
    if getattr(question, "whole", False):
        tried = {one.to_integral_value(how) for one in tried for how in (ROUND_FLOOR, ROUND_CEILING)}
    least, most = question.minimum, question.maximum
    return sorted(one for one in tried if (least is None or one >= least) and (most is None or one <= most))


def _limits(question: Question) -> list[Decimal]:
    if not isinstance(question, (NumberQuestion, MoneyQuestion)):
        return []
    return [one for one in (question.minimum, question.maximum) if one is not None]


def _named(rules: Sequence[Rule]) -> set[Decimal]:
    nodes = (node for one in rules for node in one.checked.tree.root.walk() if node.kind == "const")
    found = [Decimal(str(one.value)) for one in nodes if type(one.value) in (int, float)]
    return {*found, *(-one for one in found)}
