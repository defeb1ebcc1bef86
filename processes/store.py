"""Where processes lie: versions in the database, and what was read of them."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from processes.bpmn import Drawing, read
from processes.models import Definition, Version
from rules.tables import Table
from rules.tables.keeping import table_of

MOST_KEPT = 200
Decisions = dict[str, Table]
_read: dict[int, tuple[Drawing, Decisions]] = {}


def current(slug: str) -> Version | None:
    """The version that begins now; None for a name nobody has published."""
    definition = Definition.objects.published().select_related("current").filter(slug=slug).first()
    return definition.current if definition else None


def drawing_of(version_id: int) -> Drawing:
    """The diagram of a version. Versions never change, so each server process reads one only once."""
    return _of(version_id)[0]


def decisions_of(version_id: int) -> Decisions:
    """The decision tables of a version, by their names."""
    return _of(version_id)[1]


def tables_in(decisions: Mapping[str, Any]) -> Decisions:
    """The tables a version or a draft keeps as JSON. Raises `rules.tables.BadCell` for what is none."""
    return {name: table_of(name, kept) for name, kept in decisions.items()}


def forget(version_id: int) -> None:
    """Called when a version is made: an undone transaction may have used its number before."""
    _read.pop(version_id, None)


def digest_of(xml: str, decisions: Mapping[str, Any]) -> str:
    """The same for two versions with the same diagram and the same tables."""
    kept = json.dumps(decisions, sort_keys=True)
    return hashlib.sha256(f"{xml.strip()}\n{kept}".encode()).hexdigest()


def _of(version_id: int) -> tuple[Drawing, Decisions]:
    known = _read.get(version_id)
    if known is None:
        row = Version.objects.only("xml", "decisions").get(pk=version_id)
        if len(_read) >= MOST_KEPT:
            _read.clear()
        known = _read[version_id] = (read(row.xml), tables_in(row.decisions))
    return known
