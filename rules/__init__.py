"""What if: conditions and computed values that people write, in CEL (https://cel.dev).

`compile_rule` checks a rule against the facts it may read, when it is published; the `Rule` then holds
or gives a value, and explains itself. `docs/rules.md` is the language as its writers see it.
"""

from rules.broken import BrokenRule
from rules.explanation import Explanation
from rules.facts import Fact, Facts, is_fact_name
from rules.rule import Rule, compile_open, compile_rule, names_in

__all__ = [
    "BrokenRule",
    "Explanation",
    "Fact",
    "Facts",
    "Rule",
    "compile_open",
    "compile_rule",
    "is_fact_name",
    "names_in",
]
