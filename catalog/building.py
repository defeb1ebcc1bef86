"""Conditions of services as their publishers build them: from rows or in writing, told as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from catalog import references
from rules import BrokenRule, Facts, compile_rule, sentences
from rules.rows import ANSWERED, BadRow, Row, Rows, rows_of, source_of

LONGEST_SHOWN = 20


@dataclass(frozen=True)
class Reading:
    """What is to be read: a rule in writing or, where there are any, rows."""

    source: str
    rows: Rows | None = None

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> "Reading":
        rows = sent.get("rows")
        if not isinstance(rows, list):
            return cls(str(sent.get("source") or ""))
        read_rows = tuple(
            Row(*(str(one.get(name) or "") for name in ("fact", "sign", "value")))
            for one in rows[:LONGEST_SHOWN]
            if isinstance(one, Mapping)
        )
        return cls("", Rows("any" if sent.get("joined") == "any" else "all", read_rows))


def read(reading: Reading, facts: Facts) -> dict[str, Any]:
    """The rule in writing, as rows where they can say it, as a sentence, and what is wrong with it.

    Rows that make no rule are told by their place (`row`), and there is no `source` then.
    """
    source = reading.source
    if reading.rows is not None:
        for number, row in enumerate(reading.rows.rows):
            try:
                source_of(Rows("all", (row,)), facts)
            except BadRow as bad:
                return {"fault": str(bad), "row": number}
            if not row.value and row.sign not in ANSWERED and sentences.choices_of(row.fact, facts, known):
                return {"fault": _("Choose a value."), "row": number}
        source = source_of(reading.rows, facts)
    if not source.strip():
        return {"source": "", "joined": "all", "rows": [], "sentence": ""}
    try:
        compile_rule(source, facts, expects="bool")
    except BrokenRule as broken:
        where = {"line": broken.line, "column": broken.column}
        return {"source": source, "rows": None, "fault": str(broken), **where}
    rows = rows_of(source, facts)
    return {
        "source": source,
        "joined": rows.joined if rows else "all",
        "rows": [vars(row) for row in rows.rows] if rows else None,
        "sentence": sentences.in_words(source, facts, known) or source,
    }


def offered(facts: Facts) -> list[dict[str, Any]]:
    """What rows may be about, the questions before the person, with signs and values by their words."""
    found = [
        {
            "name": one.name,
            "label": one.label,
            "kind": one.kind,
            "signs": list(one.signs.items()),
            "choices": list(one.choices.items()),
        }
        for one in sentences.asked(facts, known)
        if one.name != "person"
    ]
    return sorted(found, key=lambda one: one["name"].startswith("person."))


def known(name: str) -> Mapping[str, Any]:
    """The values a field of a person may have, with what people call them."""
    _head, _dot, field = name.partition(".")
    if not field or field not in _LISTS:
        return {}
    return {value: str(label).strip("\u2003 ") for value, label in _LISTS[field]()}


_LISTS = {
    "department": references.departments,
    "site": references.sites,
    "language": lambda: settings.LANGUAGES,
}
