"""Conditions, computed values and scripts of a diagram: CEL, with the facts the running token sees."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from processes.engine.failures import CannotGoOn
from rules import BrokenRule, Facts, Rule, compile_open

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


class Scripts:
    """What the specifications ask when they need an answer. Never Python."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def holds(self, source: str, values: Mapping[str, Any]) -> bool:
        return self._rule(source, "bool").holds(values)

    def value(self, source: str, values: Mapping[str, Any]) -> Any:
        """The value, or None where an answer it needs is missing."""
        return self._rule(source, "any").value(values)

    def _rule(self, source: str, expects: str) -> Rule:
        try:
            return rule_of(source, self.facts, expects)
        except BrokenRule as broken:
            raise CannotGoOn(
                _("“{source}” can't be worked out: {reason}").format(source=source, reason=broken)
            ) from None
