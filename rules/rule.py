"""A compiled rule: what it needs, whether it holds, what it gives, and why."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rules import cel, checks, values
from rules.broken import BrokenRule, kind_in_words, refuse
from rules.explanation import Explanation, explain
from rules.facts import Fact, Facts, is_fact_name
from rules.functions import local_now

EXPECTED = {
    "bool": ("bool", "dyn"),
    "yesno": ("bool", "dyn"),
    "number": ("double", "int", "uint", "dyn"),
    "money": ("double", "int", "uint", "dyn"),
    "text": ("string", "dyn"),
    "choice": ("string", "dyn"),
    "date": ("timestamp", "dyn"),
    "datetime": ("timestamp", "dyn"),
    "choices": ("list", "dyn"),
    "list": ("list", "dyn"),
    "any": (),
}


class Rule:
    """A rule that was checked against its facts. Immutable; may be used by many threads at once."""

    def __init__(self, source: str, facts: Facts, expects: str, checked: cel.Checked) -> None:
        self.source = source
        self.facts = facts
        self.expects = expects
        self.checked = checked
        self.variables = checks.variables(checked.tree.root, facts)
        self.names = frozenset(self.variables)
        calls = {node.name for node in checked.tree.root.walk() if node.kind == "call"}
        self.is_timely = bool(calls & {"today", "now"})

    def __repr__(self) -> str:
        return f"Rule({self.source!r})"

    def holds(self, given: Mapping[str, Any], *, now: dt.datetime | None = None) -> bool:
        """Whether the rule is true of these values. What is unknown or fails does not hold."""
        return self._evaluate(given, now) is True

    def value(self, given: Mapping[str, Any], *, now: dt.datetime | None = None) -> Any:
        """What the rule gives: `Decimal` for numbers, `date` where one is expected; None when unknown."""
        found = self._evaluate(given, now)
        return None if found is cel.UNKNOWN else values.to_python(found, self.expects)

    def explain(self, given: Mapping[str, Any], *, now: dt.datetime | None = None) -> Explanation:
        """Which parts of the rule decided, with the values they met, in words."""
        with self._clock(now):
            return explain(self, given)

    def problem(self, given: Mapping[str, Any], *, now: dt.datetime | None = None) -> str:
        """The machine's own words for why it is unknown, for the owner of the rule; "" when it is not."""
        with self._clock(now):
            return cel.why_failed(self.checked.expression, values.bind(self.facts, self.variables, given))

    def _evaluate(self, given: Mapping[str, Any], now: dt.datetime | None) -> Any:
        with self._clock(now):
            return cel.evaluate(self.checked.expression, values.bind(self.facts, self.variables, given))

    @contextmanager
    def _clock(self, now: dt.datetime | None) -> Iterator[None]:
        """Lets today() and now() mean the given moment, by default the present, on the company's clock."""
        if not self.is_timely:
            yield
            return
        token = local_now.set(values.wall_clock(now or timezone.now()))
        try:
            yield
        finally:
            local_now.reset(token)


def compile_rule(source: str, facts: Facts, *, expects: str = "bool") -> Rule:
    """The rule, checked; raises `BrokenRule` with line, column and a sentence that says what to mend.

    `expects` is what it must give: bool, number, text, date, datetime, list, or any. Compiled rules are
    kept, so that compiling again what was published costs nothing.
    """
    if expects not in EXPECTED:
        raise ValueError(f"A rule can't be expected to give {expects!r}; there are {', '.join(EXPECTED)}.")
    return _compiled(source, facts, expects)


@lru_cache(maxsize=2048)
def _compiled(source: str, facts: Facts, expects: str) -> Rule:
    if not source.strip():
        raise BrokenRule(1, 1, _("The rule is empty."))
    try:
        checked = cel.check(source, facts)
    except cel.Unsound as unsound:
        raise refuse(source, facts, unsound.faults) from None
    wanted = EXPECTED[expects]
    if wanted and checked.type not in wanted:
        raise BrokenRule(
            1,
            1,
            _("This must give {wanted}, but gives {given}.").format(
                wanted=kind_in_words(wanted[0]), given=kind_in_words(checked.type)
            ),
        )
    checks.check(source, checked.tree, facts)
    return Rule(source, facts, expects, checked)


@lru_cache(maxsize=2048)
def names_in(source: str) -> frozenset[str]:
    """The names an expression reads, whatever they stand for; none where it is broken (compiling it says why)."""
    try:
        return frozenset(cel.undeclared(source)) if len(source) <= cel.LONGEST else frozenset()
    except cel.Unsound:
        return frozenset()


def compile_open(source: str, facts: Facts, *, expects: str = "bool") -> Rule:
    """The rule, checked, where what it reads is not all known: a name no fact stands for may be of any kind.

    Raises `BrokenRule` for all other faults.
    """
    unknown = {name: Fact("any") for name in names_in(source) if name not in facts and is_fact_name(name)}
    return compile_rule(source, Facts({**facts, **unknown}), expects=expects)
