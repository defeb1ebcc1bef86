"""Does every rule compile, read only what exists, and depend on nothing that depends on it?"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.checks.reach import check_reach
from catalog.conditions import AUDIENCE_FACTS, rule
from catalog.faults import Fault
from catalog.questions import Question
from catalog.questions.table import TableQuestion
from catalog.showing import is_rule, order_of_showing, rule_text
from catalog.spec import ServiceSpec
from rules import BrokenRule, Facts

EXPECTED = {"number": "number", "money": "number", "date": "date", "datetime": "datetime", "yesno": "bool"}


def check_rules(spec: ServiceSpec) -> list[Fault]:
    found = [*_of_questions(spec), *_of_routing(spec)]
    if not found:
        found += [*_circles(spec)] or check_reach(spec)
    return found


def _of_questions(spec: ServiceSpec) -> Iterator[Fault]:
    for number, question in enumerate(spec.questions):
        for key in ("visible_if", "required_if", "check"):
            yield from _broken(
                f"questions.{number}.{key}", getattr(question, key), spec.facts, "bool", question
            )
        if question.check and question.message["en"] == question.message["zh"] == "":
            sentence = _("Say in words what must hold; people read it when it doesn't.")
            yield Fault(f"questions.{number}.message", sentence, blocks=False, about=question.text)
        yield from _default(number, question, spec)
        if isinstance(question, TableQuestion):
            for column in question.columns:
                place = f"questions.{number}.columns"
                yield from _broken(place, column.compute, question.row_facts(), "number", question)


def _default(number: int, question: Question, spec: ServiceSpec) -> Iterator[Fault]:
    place = f"questions.{number}.default"
    if is_rule(question.default):
        expects = (
            EXPECTED.get(question.fact, "text") if question.fact in (*EXPECTED, "text", "choice") else "any"
        )
        yield from _broken(place, rule_text(question.default), spec.facts, expects, question)


def _of_routing(spec: ServiceSpec) -> Iterator[Fault]:
    for name in ("priorities", "routes"):
        for number, one in enumerate(getattr(spec, name)):
            yield from _broken(f"{name}.{number}.when", one.when, spec.facts, "bool", None, needed=True)
    yield from _broken("audience.rule", spec.audience.rule, AUDIENCE_FACTS, "bool", None)


def _broken(
    place: str, text: str, facts: Facts, expects: str, question: Any, *, needed: bool = False
) -> Iterator[Fault]:
    about = question.text if question else ""
    if not text:
        if needed:
            yield Fault(place, _("The rule is empty."), about=about)
        return
    try:
        rule(text, facts, expects)
    except BrokenRule as broken:
        yield Fault(place, broken.message, about=about)


def _circles(spec: ServiceSpec) -> Iterator[Fault]:
    """Questions that are shown only if something is answered that is shown only if they are."""
    _order, circle = order_of_showing(spec.questions, spec.facts)
    for number in circle:
        sentence = _("Whether this is shown depends, in a circle, on its own answer.")
        yield Fault(f"questions.{number}.visible_if", sentence, about=spec.questions[number].text)
