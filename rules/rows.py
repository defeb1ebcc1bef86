"""Rules as people who write no code build them: rows of fact, comparison and value, joined by all or any.

`source_of` writes rows as a rule; `rows_of` reads a rule back where it has that shape and only that.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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
    "choices": {"has": _("includes"), "lacks": _("does not include")},
    "date": {
        "==": _("is"),
        "!=": _("is not"),
        "<": _("is before"),
        "<=": _("is no later than"),
        ">": _("is after"),
        ">=": _("is no earlier than"),
    },
}
COMPARISONS["money"] = COMPARISONS["number"]
COMPARISONS["choice"] = COMPARISONS["text"]
# what may be asked of every question, whatever is answered
ANSWERED: dict[str, str | Promise] = {"answered": _("is answered"), "unanswered": _("is not answered")}
TODAY = re.compile(r"today(?:\s*([+-])\s*(\d{1,4}))?")
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


def types_of(facts: Facts) -> dict[str, str]:
    """The type of everything rows may name: each fact and, of persons and items, `person.site` and the like."""
    found = {}
    for name, fact in facts.items():
        found[name] = fact.type
        if fact.type in cel.DOTTED:
            found |= {f"{name}.{field}": kind for field, kind in fact.fields.items()}
    return found


def can_ask(facts: Facts) -> dict[str, dict[str, str | Promise]]:
    """What rows may ask of each fact, by its name; of all others only whether they are answered."""
    return {name: _signs(name, kind) for name, kind in types_of(facts).items()}


def _signs(name: str, kind: str) -> dict[str, str | Promise]:
    return {**COMPARISONS.get(kind, {}), **({} if "." in name else ANSWERED)}


def source_of(rows: Rows, facts: Facts) -> str:
    """The rule in writing; "" without rows. Raises `BadRow`."""
    joint = " && " if rows.joined == "all" else " || "
    return joint.join(_written(row, facts) for row in rows.rows)


def _written(row: Row, facts: Facts) -> str:
    kind = types_of(facts).get(row.fact, "")
    if not kind or row.sign not in _signs(row.fact, kind):
        raise BadRow(_("Choose what is compared and how."))
    if row.sign in ANSWERED:
        return f"{'' if row.sign == 'answered' else '!'}answered.{row.fact}"
    if kind == "yesno":
        if row.value not in ("yes", "no"):
            raise BadRow(_("Choose whether it is so or not."))
        return row.fact if row.value == "yes" else f"!{row.fact}"
    if kind in ("number", "money"):
        return f"{row.fact} {row.sign} {_number(row.value)}"
    if kind == "date":
        return f"{row.fact} {row.sign} {_day(row.value)}"
    if kind == "choices":
        within = f"{_quoted(row.value)} in {row.fact}"
        return within if row.sign == "has" else f"!({within})"
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


def _day(text: str) -> str:
    """A day of the calendar, or counted from today: `2026-12-24`, `today`, `today+3`."""
    counted = TODAY.fullmatch(text.strip().lower())
    if counted:
        sign, days = counted.groups()
        return f"today() {sign} days({int(days)})" if sign else "today()"
    try:
        return f"date('{date.fromisoformat(text.strip()).isoformat()}')"
    except ValueError:
        raise BadRow(_("Give a day, such as 2026-12-24, or today, or today+3.")) from None


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
    types = types_of(facts)
    asked, negated = (node.children[0], True) if node.name == "!_" and node.children else (node, False)
    if asked.kind == "ident":
        return _bare(asked.name, types, negated)
    if asked.kind != "call" or len(asked.children) != 2:
        return None
    left, right = asked.children
    if asked.name == "@in" and types.get(right.name) == "choices" and left.kind == "const":
        return Row(right.name, "lacks" if negated else "has", str(left.value))
    kind = types.get(left.name, "") if left.kind == "ident" else ""
    sign = _SIGNS.get(asked.name, "")
    if negated or kind == "yesno" or sign not in COMPARISONS.get(kind, {}):
        return None
    value = _counted(right) if kind == "date" else _value(right, listed=sign == "in")
    return None if value is None else Row(left.name, sign, value)


def _bare(name: str, types: Mapping[str, str], negated: bool) -> Row | None:
    """A name that stands alone: something that is so or not, or whether a question is answered."""
    if name.startswith("answered."):
        return Row(name.removeprefix("answered."), "unanswered" if negated else "answered", "")
    return Row(name, "==", "no" if negated else "yes") if types.get(name) == "yesno" else None


def _counted(node: Node) -> str | None:
    """A day as somebody types it; None where it is reckoned in another way."""
    if node.kind != "call":
        return None
    if node.name == "today":
        return "today"
    if node.name == "date" and len(node.children) == 1 and node.children[0].kind == "const":
        return str(node.children[0].value)
    if node.name in ("_+_", "_-_") and node.children[0].name == "today":
        days = node.children[1]
        if days.name == "days" and days.children and days.children[0].kind == "const":
            return f"today{node.name[1]}{days.children[0].value}"
    return None


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
