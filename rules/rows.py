"""Rules as people who write no code build them: rows of fact, comparison and value, joined by all or any.

`source_of` writes rows as a rule; `rows_of` reads a rule back where it has that shape and only that.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rules import cel
from rules.facts import Facts
from rules.tree import Node

Joined = Literal["all", "any"]

# what may be asked of each type of fact: the sign in the rule, the words between fact and value
EQUAL = {"==": _("is"), "!=": _("is not")}
COMPARISONS: dict[str, dict[str, str | Promise]] = {
    "number": {
        "==": _("is"),
        "!=": _("is not"),
        "<": _("is less than"),
        "<=": _("is at most"),
        ">": _("is more than"),
        ">=": _("is at least"),
    },
    "text": {**EQUAL, "in": _("is one of")},
    "yesno": {"==": _("is")},
}
COMPARISONS["money"] = COMPARISONS["number"]
COMPARISONS["choice"] = COMPARISONS["text"]
_SIGNS = {"_==_": "==", "_!=_": "!=", "_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">=", "@in": "in"}
_JOINTS = {"_&&_": "all", "_||_": "any"}


class BadRow(ValueError):
    """A row that makes no rule; the message is a sentence for the one who built it."""


@dataclass(frozen=True)
class Row:
    """One comparison. `value` is as somebody types it: `yes`, `3`, `web`; values of a list with commas."""

    fact: str
    sign: str
    value: str


@dataclass(frozen=True)
class Rows:
    """All of the rows, or any of them."""

    joined: Joined
    rows: tuple[Row, ...]


def can_ask(facts: Facts) -> dict[str, dict[str, str | Promise]]:
    """What rows may ask of each fact, by its name; facts of other types are for rules in writing."""
    return {name: COMPARISONS[fact.type] for name, fact in facts.items() if fact.type in COMPARISONS}


def source_of(rows: Rows, facts: Facts) -> str:
    """The rule in writing; "" without rows. Raises `BadRow`."""
    joint = " && " if rows.joined == "all" else " || "
    return joint.join(_written(row, facts) for row in rows.rows)


def _written(row: Row, facts: Facts) -> str:
    if row.fact not in facts or row.sign not in COMPARISONS.get(facts[row.fact].type, {}):
        raise BadRow(_("Choose what is compared and how."))
    kind = facts[row.fact].type
    if kind == "yesno":
        if row.value not in ("yes", "no"):
            raise BadRow(_("Choose whether it is so or not."))
        return row.fact if row.value == "yes" else f"!{row.fact}"
    if kind in ("number", "money"):
        return f"{row.fact} {row.sign} {_number(row.value)}"
    if row.sign == "in":
        words = ", ".join(_quoted(word) for word in _words(row.value))
        return f"{row.fact} in [{words}]"
    return f"{row.fact} {row.sign} {_quoted(row.value)}"


def _number(text: str) -> str:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise BadRow(_("Give a number.")) from None
    if not number.is_finite() or abs(number) > 10**15:
        raise BadRow(_("Give a number."))
    return f"{number:f}"


def _words(text: str) -> list[str]:
    words = [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]
    if not words:
        raise BadRow(_("Give the values, with commas between them."))
    return words


def _quoted(text: str) -> str:
    return json.dumps(text.strip(), ensure_ascii=False)


def rows_of(source: str, facts: Facts) -> Rows | None:
    """The rows that say the same as the rule; None where it is more than rows can say, or no rule."""
    if not source.strip():
        return Rows("all", ())
    try:
        tree = cel.check(source, facts).tree
    except cel.Unsound:
        return None
    joined: Joined = "any" if tree.root.name == "_||_" else "all"
    rows = [_row(node, facts) for node in _parts(tree.root, joined)]
    found = Rows(joined, tuple(row for row in rows if row is not None))
    return found if len(found.rows) == len(rows) and _means(found, tree.root, facts) else None


def _means(rows: Rows, root: Node, facts: Facts) -> bool:
    """Whether what the rows say in writing is the same rule, so that nothing is lost by showing them."""
    try:
        again = cel.check(source_of(rows, facts), facts).tree.root
    except (BadRow, cel.Unsound):
        return False
    return _shape(again) == _shape(root)


def _shape(node: Node) -> Any:
    if node.kind == "call" and node.name in _JOINTS:
        return (node.name, *(_shape(part) for part in _parts(node, _joint(node))))
    value = float(node.value) if isinstance(node.value, (int, float)) else node.value
    return (node.kind, node.name, value, *(_shape(child) for child in node.children))


def _joint(node: Node) -> Joined:
    return "any" if node.name == "_||_" else "all"


def _parts(node: Node, joined: Joined) -> Iterable[Node]:
    if node.kind == "call" and _JOINTS.get(node.name) == joined:
        for child in node.children:
            yield from _parts(child, joined)
    else:
        yield node


def _row(node: Node, facts: Facts) -> Row | None:
    if node.kind == "ident" and _type(node, facts) == "yesno":
        return Row(node.name, "==", "yes")
    if node.kind != "call" or not node.children:
        return None
    asked = node.children[0]
    kind = _type(asked, facts)
    if node.name == "!_" and kind == "yesno":
        return Row(asked.name, "==", "no")
    sign = _SIGNS.get(node.name, "")
    if len(node.children) != 2 or sign not in COMPARISONS.get(kind, {}):
        return None
    value = _value(node.children[1], listed=sign == "in")
    return None if value is None or kind == "yesno" else Row(asked.name, sign, value)


def _type(node: Node, facts: Facts) -> str:
    return facts[node.name].type if node.kind == "ident" and node.name in facts else ""


def _value(node: Node, *, listed: bool) -> str | None:
    if listed:
        words = [_value(child, listed=False) for child in node.children] if node.kind == "list" else []
        found = [word for word in words if word and "," not in word]
        return ", ".join(found) if found and len(found) == len(words) else None
    if node.kind == "call" and node.name == "-_" and node.children[0].kind == "const":
        inner = _value(node.children[0], listed=False)
        return None if inner is None else f"-{inner}"
    if node.kind != "const" or isinstance(node.value, (bool, bytes)) or node.value is None:
        return None
    if isinstance(node.value, float):
        return f"{Decimal(str(node.value)).normalize():f}"
    return str(node.value)
