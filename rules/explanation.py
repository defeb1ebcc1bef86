"""Why a rule holds or not, told by the parts that decided and the values they met."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from rules import cel, sources, values
from rules.facts import Fact
from rules.tree import Node

if TYPE_CHECKING:
    from rules.rule import Rule


LONGEST_SAID = 80  # characters of a text or of a piece of a rule


@dataclass(frozen=True)
class Explanation:
    """`holds` as the rule itself says; `facts` are (name, value) pairs it read.

    `sentence` and `reasons` are put into words when they are read, in the reader's language.
    """

    holds: bool
    facts: list[tuple[str, Any]]
    tellers: tuple[Callable[[], str], ...]

    @property
    def reasons(self) -> list[str]:
        """One clause for each part that decided."""
        return list(dict.fromkeys(tell() for tell in self.tellers))

    @property
    def sentence(self) -> str:
        because = _(" and ").join(self.reasons)
        if self.holds:
            return _("This applies because {reasons}.").format(reasons=because)
        return _("This does not apply because {reasons}.").format(reasons=because)


def explain(rule: "Rule", given: Mapping[str, Any]) -> Explanation:
    """The explanation of one evaluation; call it with the rule's clock set."""
    teller = Teller(rule, given)
    return Explanation(
        holds=teller.outcome(rule.checked.tree.root) is True,
        facts=[(name, given.get(name)) for name in sorted(rule.names)],
        tellers=tuple(teller.deciding(rule.checked.tree.root)),
    )


class Teller:
    """Walks through a rule with one set of values and tells what decided."""

    def __init__(self, rule: "Rule", given: Mapping[str, Any]) -> None:
        self.rule = rule
        self.given = given
        self.bound = values.bind(rule.facts, rule.variables, given)

    def outcome(self, node: Node) -> Any:
        """What a part gives for itself: a plain value or `UNKNOWN`."""
        return cel.evaluate(self.rule.checked.part(node), self.bound)

    def deciding(self, node: Node) -> Iterator[Callable[[], str]]:
        """The smallest parts that made `node` what it is."""
        if node.kind == "call" and node.name in ("_&&_", "_||_"):
            outcomes = [(child, self.outcome(child)) for child in node.children]
            whole = self.outcome(node)
            decisive = (
                [child for child, each in outcomes if each is whole]
                if isinstance(whole, bool)
                else [child for child, each in outcomes if not isinstance(each, bool)]
            )
            for child in decisive:
                yield from self.deciding(child)
        elif node.kind == "call" and node.name == "!_":
            yield from self.deciding(node.children[0])
        else:
            outcome = self.outcome(node)
            shown = {id(child): self.outcome(child) for child in node.children if child.kind != "const"}
            yield lambda: self.clause(node, outcome, shown)

    def clause(self, node: Node, outcome: Any, shown: dict[int, Any]) -> str:
        """One part in words."""
        if not isinstance(outcome, bool):
            return self._unknown(node)
        if node.kind == "ident":
            return self._ident(node, outcome)
        if node.kind == "call" and node.name in COMPARISONS and len(node.children) == 2:
            return self._comparison(node, outcome, shown)
        pattern = _("“{rule}” is true") if outcome else _("“{rule}” is not true")
        return pattern.format(rule=self.source_of(node))

    def _unknown(self, node: Node) -> str:
        for part in node.walk():
            name = part.name.partition(".")[0]
            if (
                part.kind == "ident"
                and name in self.rule.facts
                and not values.is_answered(self.given.get(name))
            ):
                return _("“{name}” is not answered yet").format(name=self.label(part.name))
        return _("“{rule}” can't be told").format(rule=self.source_of(node))

    def _ident(self, node: Node, outcome: bool) -> str:
        if node.name.startswith("answered."):
            pattern = _("“{name}” is answered") if outcome else _("“{name}” is not answered yet")
            return pattern.format(name=self.label(node.name.removeprefix("answered.")))
        pattern = _("“{name}” is yes") if outcome else _("“{name}” is no")
        return pattern.format(name=self.label(node.name))

    def _comparison(self, node: Node, outcome: bool, shown: dict[int, Any]) -> str:
        left, right = node.children
        sign = node.name
        if sign == "@in" and left.kind == "const":
            left, right, sign = right, left, "includes"
        if left.kind == "const" and sign in FLIPPED:
            left, right, sign = right, left, FLIPPED[sign]
        held, failed = COMPARISONS[sign]
        return (_(held) if outcome else _(failed)).format(
            left=self.describe(left), value=self.shown(left, shown), right=self.shown(right, shown)
        )

    def shown(self, node: Node, found: dict[int, Any]) -> str:
        """A part's value as people read it; a choice by its label."""
        fact = self.rule.facts.get(self._choice_beside(node), None)
        value = node.value if node.kind == "const" else found.get(id(node), cel.UNKNOWN)
        return in_words(value, fact)

    def _choice_beside(self, node: Node) -> str:
        """The choice whose labels explain `node`: itself, or what it is compared with."""
        for part in self.rule.checked.tree.root.walk():
            if node in part.children or part is node:
                for one in part.children:
                    if (
                        one.kind == "ident"
                        and one.name in self.rule.facts
                        and self.rule.facts[one.name].choices
                    ):
                        return one.name
        return ""

    def describe(self, node: Node) -> str:
        return self.label(node.name) if node.kind == "ident" else self.source_of(node)

    def label(self, name: str) -> str:
        """What people call a fact, and which field of it."""
        head, dot, field = name.partition(".")
        fact = self.rule.facts.get(head)
        label = side(fact.label) if fact and fact.label else head
        return f"{label}{dot}{field}"

    def source_of(self, node: Node) -> str:
        text = sources.text_of(self.rule.source, self.rule.checked.tree, node)
        return _short(text)


COMPARISONS: dict[str, tuple[str, str]] = {
    "_==_": (gettext_noop("“{left}” is {right}"), gettext_noop("“{left}” is {value}, not {right}")),
    "_!=_": (gettext_noop("“{left}” is {value}, not {right}"), gettext_noop("“{left}” is {right}")),
    "_>_": (
        gettext_noop("“{left}” is {value}, more than {right}"),
        gettext_noop("“{left}” is {value}, not more than {right}"),
    ),
    "_>=_": (
        gettext_noop("“{left}” is {value}, at least {right}"),
        gettext_noop("“{left}” is {value}, less than {right}"),
    ),
    "_<_": (
        gettext_noop("“{left}” is {value}, less than {right}"),
        gettext_noop("“{left}” is {value}, not less than {right}"),
    ),
    "_<=_": (
        gettext_noop("“{left}” is {value}, at most {right}"),
        gettext_noop("“{left}” is {value}, more than {right}"),
    ),
    "@in": (
        gettext_noop("“{left}” is {value}, one of: {right}"),
        gettext_noop("“{left}” is {value}, none of: {right}"),
    ),
    "includes": (
        gettext_noop("“{left}” includes {right}"),
        gettext_noop("“{left}” does not include {right}"),
    ),
}
FLIPPED = {"_>_": "_<_", "_<_": "_>_", "_>=_": "_<=_", "_<=_": "_>=_", "_==_": "_==_", "_!=_": "_!=_"}


def side(text: Any) -> str:
    """The reader's side of a text in two languages."""
    if isinstance(text, Mapping):
        first, second = ("zh", "en") if (get_language() or "").lower().startswith("zh") else ("en", "zh")
        return str(text.get(first) or text.get(second) or "")
    return str(text)


def in_words(value: Any, fact: Fact | None = None) -> str:
    """A plain CEL value as people read it; a choice by its label."""
    if value is cel.UNKNOWN:
        return _("unknown")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (str, list, Mapping)) and not value:
        return _("empty")
    if isinstance(value, Mapping):
        return str(value.get("name") or _("filled in"))
    if isinstance(value, list):
        return _(", ").join(in_words(one, fact) for one in value)
    if isinstance(value, str):
        return side(fact.choices[value]) if fact and value in fact.choices else _short(value)
    plain = values.to_python(value, "datetime" if _has_time(value) else "date")
    if isinstance(plain, dt.timedelta):
        return _duration(plain)
    return formats.localize(plain, use_l10n=True) if plain is not None else str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1]}…"


def _has_time(value: Any) -> bool:
    return isinstance(value, dt.datetime) and value.time() != dt.time()


def _duration(length: dt.timedelta) -> str:
    days = length / dt.timedelta(days=1)
    count = formats.localize(round(days, 2) if days % 1 else int(days))
    return ngettext("{count} day", "{count} days", int(abs(days)) if days % 1 == 0 else 2).format(count=count)
