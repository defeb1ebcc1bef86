"""Conditions, computed values and scripts of a diagram: CEL, with the facts the running token sees."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from processes.engine.failures import CannotGoOn
from rules import BrokenRule, Facts, Rule, compile_open, names_in

ASSIGNMENT = re.compile(r"\s*([A-Za-z_]\w*)\s*=(?!=)\s*(.+?)\s*;?\s*", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One line of a script: the fact it sets ("" when it sets none) and the value in CEL."""

    name: str
    source: str


def steps_of(script: str) -> list[Step]:
    """The lines of a script, `name = value` each. What sets nothing has no effect, and the checks say so."""
    found = []
    for line in script.splitlines():
        if not line.strip() or line.strip().startswith("//"):
            continue
        match = ASSIGNMENT.fullmatch(line)
        found.append(Step(match[1], match[2]) if match else Step("", line.strip()))
    return found


@lru_cache(maxsize=4096)
def rule_of(source: str, facts: Facts, expects: str) -> Rule:
    """The rule, compiled once; names that no fact stands for may be anything. Raises `BrokenRule`."""
    return compile_open(source, facts, expects=expects)


@lru_cache(maxsize=4096)
def _names(source: str) -> frozenset[str]:
    return frozenset(names_in(source))


def _kind(value: Any) -> str:
    """The type of a value that is more than JSON has; "" for all others."""
    if isinstance(value, datetime):
        return "datetime"
    if isinstance(value, date):
        return "date"
    return MODELS.get(value._meta.label_lower, "") if isinstance(value, Model) else ""


MODELS = {"people.person": "person", "cmdb.item": "item"}


class Scripts:
    """What the specifications ask when they need an answer. Never Python."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def holds(self, source: str, values: Mapping[str, Any]) -> bool:
        return self._rule(source, "bool", values).holds(values)

    def value(self, source: str, values: Mapping[str, Any]) -> Any:
        """The value, or None where an answer it needs is missing."""
        return self._rule(source, "any", values).value(values)

    def _rule(self, source: str, expects: str, values: Mapping[str, Any]) -> Rule:
        """What nobody has said the type of is taken as what it is: a person has a name, a day comes before another."""
        seen = {
            name: kind for name in _names(source) - self.facts.keys() if (kind := _kind(values.get(name)))
        }
        if seen:
            with suppress(BrokenRule):
                return rule_of(source, Facts({**self.facts, **seen}), expects)
        try:
            return rule_of(source, self.facts, expects)
        except BrokenRule as broken:
            raise CannotGoOn(
                _("“{source}” can't be worked out: {reason}").format(source=source, reason=broken)
            ) from None
