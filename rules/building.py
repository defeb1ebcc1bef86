"""Conditions as people build them: from rows or in writing, told as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rules import sentences
from rules.broken import BrokenRule
from rules.facts import Facts
from rules.rows import ANSWERED, BadRow, Row, Rows, rows_of, source_of
from rules.rule import compile_rule
from rules.sentences import Known, nothing_known

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


def read(reading: Reading, facts: Facts, known: Known = nothing_known) -> dict[str, Any]:
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


def offered(facts: Facts, known: Known = nothing_known) -> list[dict[str, Any]]:
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


def words() -> dict[str, str]:
    """What the builder says in the reader's language."""
    return {
        "none": _("No condition"),
        "change": _("Change"),
        "begin": _("Set a condition"),
        "done": _("Done"),
        "add": _("Add a condition"),
        "remove": _("Remove this condition"),
        "write": _("Write it as a rule"),
        "rows": _("Choose from lists"),
        "more": _("This rule says more than the lists can; it stays in writing."),
        "what": _("What"),
        "how": _("How"),
        "value": _("Value"),
        "joined": _("How they belong together"),
        "all": _("all of this is so"),
        "any": _("any of this is so"),
        "choose": _("Choose …"),
        "questions": _("Questions of this form"),
        "people": _("The person"),
        "day": _("2026-12-24, today or today+3"),
        "comma": _("values with commas between them"),
        "offline": _("This can't be read just now; what you typed stays."),
    }
