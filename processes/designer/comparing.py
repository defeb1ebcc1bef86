"""Two states of a process held side by side: which shapes came, went, or mean something else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.bpmn import read
from processes.designer.showing import picture
from processes.outline import differences, known_of


@dataclass(frozen=True)
class Compared:
    """`before` and `after` are pictures with their marks; `sentences` say the same, `tables` names those that
    became different."""

    before: dict[str, Any]
    after: dict[str, Any]
    marks: Mapping[str, str] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return len(self.sentences) + len(self.tables)


def compared(old: tuple[str, Mapping[str, Any]], new: tuple[str, Mapping[str, Any]]) -> Compared:
    """Each a diagram and its decision tables. Where a shape stands makes no difference, only what it says."""
    (old_xml, old_tables), (new_xml, new_tables) = old, new
    before, after = read(old_xml), read(new_xml)
    found = differences(before, after, known_of(after), known_of(before))
    marks: dict[str, str] = {one.element: one.kind for one in found}
    names = sorted({*old_tables, *new_tables})
    tables = [name for name in names if old_tables.get(name) != new_tables.get(name)]
    told = [one.sentence for one in found]
    return Compared(picture(old_xml, marks), picture(new_xml, marks), marks, told, tables)
