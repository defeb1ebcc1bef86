"""Conditions in the words of those who set them: what may be asked, and a rule as a sentence.

One piece for everybody who builds conditions: the drawers of lifecycles and the publishers of services.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rules.explanation import side
from rules.facts import Facts
from rules.rows import ANSWERED, COMPARISONS, Row, can_ask, rows_of, types_of

SO: dict[str, str | Promise] = {"yes": gettext_lazy("is so"), "no": gettext_lazy("is not so")}
FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "username": gettext_lazy("user name"),
    "email": gettext_lazy("mail address"),
    "job_title": gettext_lazy("job title"),
    "department": gettext_lazy("department"),
    "site": gettext_lazy("site"),
    "manager": gettext_lazy("manager"),
    "language": gettext_lazy("language"),
    "is_vip": gettext_lazy("is a VIP"),
    "type": gettext_lazy("type"),
    "tag": gettext_lazy("inventory number"),
    "serial": gettext_lazy("serial number"),
    "state": gettext_lazy("state"),
    "owner": gettext_lazy("owner"),
}
Known = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One thing a row may be about: what people call it, how it may be compared, and with which values."""

    name: str
    label: str
    kind: str
    signs: dict[str, str]
    choices: dict[str, str]


def nothing_known(name: str) -> Mapping[str, Any]:
    return {}


def asked(facts: Facts, known: Known = nothing_known) -> Iterator[Asked]:
    """Everything rows may be about, in the order of the facts. `known` gives values with their names where
    a fact has no choices of its own. What is so or not is compared with nothing: it *is so* or *is not so*.
    """
    types = types_of(facts)
    for name, signs in can_ask(facts).items():
        kind = types[name]
        offered = (
            {**SO, **{sign: signs[sign] for sign in ANSWERED if sign in signs}} if kind == "yesno" else signs
        )
        if offered:
            told = {sign: str(words) for sign, words in offered.items()}
            yield Asked(name, label_of(name, facts), kind, told, choices_of(name, facts, known))


def label_of(name: str, facts: Facts) -> str:
    """What people call a fact; of persons and items with the field."""
    head, dot, field = name.partition(".")
    label = side(facts[head].label) if head in facts and facts[head].label else head
    if not dot:
        return label
    return _("{whose}: {field}").format(whose=label, field=FIELDS.get(field, field))


def choices_of(name: str, facts: Facts, known: Known = nothing_known) -> dict[str, str]:
    own = facts[name].choices if name in facts else {}
    return {value: side(label) or value for value, label in (own or known(name)).items()}


def in_words(source: str, facts: Facts, known: Known = nothing_known) -> str | None:
    """A condition as a sentence where rows can say it; "" for none, None where it is more than that."""
    rows = rows_of(source, facts)
    if rows is None:
        return None
    joint = _(" and ") if rows.joined == "all" else _(" or ")
    return joint.join(said(row, facts, known) for row in rows.rows)


def said(row: Row, facts: Facts, known: Known = nothing_known) -> str:
    kind, fact = types_of(facts)[row.fact], _named(row.fact, facts)
    if row.sign in ANSWERED:
        return f"{fact} {ANSWERED[row.sign]}"
    if kind == "yesno":
        return fact if row.value == "yes" else _("not: {fact}").format(fact=fact)
    choices = choices_of(row.fact, facts, known)
    if row.sign == "in":
        named = ", ".join(choices.get(one.strip(), one.strip()) for one in row.value.split(","))
        value = f"“{named}”"
    elif kind == "date":
        value = row.value.replace("today", _("today"))
    else:
        value = row.value if kind in ("number", "money") else f"“{choices.get(row.value, row.value)}”"
    return f"{fact} {COMPARISONS[kind][row.sign]} {value}"


def _named(name: str, facts: Facts) -> str:
    """A fact within a sentence: what is a question itself stands in quotes."""
    label = label_of(name, facts)
    return f"“{label}”" if name in facts and isinstance(facts[name].label, Mapping) else label
