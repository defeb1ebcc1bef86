"""Short names for rules, made from what people wrote: questions, choices and columns."""

import re
from collections.abc import Iterable, MutableMapping
from typing import Any

from django.utils.text import slugify

from catalog.questions.base import RESERVED
from rules.facts import RESERVED as WORDS_OF_RULES

KEPT = RESERVED | WORDS_OF_RULES
Row = MutableMapping[str, Any]


def name_from(text: Any) -> str:
    """A name made of an English text; empty where it has no Latin letters."""
    english = text.get("en", "") if isinstance(text, dict) else text
    words = slugify(str(english or "")).replace("-", "_")
    return re.sub(r"^[0-9_]+", "", words)[:40].strip("_")


def fill_names(rows: Iterable[Row], key: str, fallback: str) -> None:
    """Gives every row that has no `key` one made of its label, different from the others' and usable in rules."""
    rows = list(rows)
    taken = {row.get(key) for row in rows} | KEPT
    for number, row in enumerate(rows, 1):
        if not row.get(key):
            row[key] = _free(name_from(row.get("label")) or f"{fallback}_{number}", taken)
            taken.add(row[key])


def fill_parts(row: Row) -> None:
    """The same for the choices and columns of a question."""
    fill_names(row.get("choices") or [], "value", "choice")
    columns = row.get("columns") or []
    fill_names(columns, "name", "column")
    for column in columns:
        fill_names(column.get("choices") or [], "value", "choice")


def _free(name: str, taken: set[Any]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found
