"""A file of tickets, one a line: JSON objects (.jsonl) or a table with a head (.csv)."""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

# The name in a file → the name in the API.
NAMES = {"title": "subject", "subject": "subject", "description": "description", "text": "description"}
NAMES |= {name: name for name in ("requester", "team", "impact", "urgency", "items")}
# Known, and nothing to send: the desk reads and finds both languages in either.
ASIDE = {"lang", "language", "key"}
LONGEST = 200
_BROKEN = re.compile("[\ud800-\udfff]")  # bytes that are no UTF-8, and halves of a character


@dataclass(frozen=True)
class Line:
    """A ticket as the API takes it, the key it is sent with, and what of its line the API doesn't know."""

    number: int
    ticket: dict[str, Any]
    key: str
    unused: frozenset[str]


@dataclass(frozen=True)
class BadLine:
    """A line that is no ticket, and why."""

    number: int
    why: str


def read(path: Path) -> Iterator[Line | BadLine]:
    """Every line of the file that is not empty, in its order.

    The key is the line's own (`key`), else made of what it says and of how often that was said before:
    the same file gives the same keys. Raises `OSError`, `csv.Error`.
    """
    said: Counter[str] = Counter()
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for number, found in _rows(file, table=path.suffix.lower() == ".csv"):
            yield BadLine(number, found) if isinstance(found, str) else _line(number, found, said)


def _rows(file: TextIO, *, table: bool) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Each row as a dictionary, or the sentence that says why it is none."""
    if table:
        rows = csv.DictReader(file)
        for row in rows:
            more = None in row or None in row.values()
            yield rows.line_num, "It has more or fewer cells than the head of the table." if more else row
        return
    for number, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield number, f"It is not JSON: {error}."
        else:
            yield number, row if isinstance(row, dict) else "It is not a JSON object."


def _line(number: int, row: dict[str, Any], said: Counter[str]) -> Line | BadLine:
    ticket = {NAMES[name]: value for name, value in row.items() if name in NAMES and value not in ("", None)}
    if not ticket.get("subject"):
        return BadLine(number, "It has no title.")
    if _BROKEN.search(json.dumps(row, ensure_ascii=False)):
        return BadLine(number, "It is not UTF-8.")
    _shorten(ticket)
    if isinstance(ticket.get("items"), str):
        ticket["items"] = ticket["items"].split()
    for name in ("impact", "urgency"):
        if str(ticket.get(name, "")).isdecimal():
            ticket[name] = int(ticket[name])
    return Line(
        number, ticket, str(row.get("key") or "") or _key(ticket, said), frozenset(row) - set(NAMES) - ASIDE
    )


def _shorten(ticket: dict[str, Any]) -> None:
    """A title too long for a subject stands in full before the description."""
    subject = ticket["subject"]
    if isinstance(subject, str) and len(subject) > LONGEST:
        ticket["subject"] = f"{subject[: LONGEST - 1]}…"
        ticket["description"] = "\n\n".join(str(one) for one in (subject, ticket.get("description")) if one)


def _key(ticket: dict[str, Any], said: Counter[str]) -> str:
    text = json.dumps(ticket, sort_keys=True)
    said[text] += 1
    return hashlib.sha256(f"{said[text]} {text}".encode()).hexdigest()
