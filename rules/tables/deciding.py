"""A decision table made ready, and what it decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from journal.refusals import Refused
from rules.broken import BrokenRule
from rules.facts import Facts, is_fact_name
from rules.rule import Rule, compile_open
from rules.tables.cells import NotATest, test_of, value_of
from rules.tables.table import MOST_COLUMNS, MOST_ROWS, Aggregate, BadCell, HitPolicy, Row, Table


class Undecided(Refused):
    """The table gives no answer for these values: no row applies, or rows contradict each other."""

    code = "undecided"
    status = 422


@dataclass(frozen=True)
class Decision:
    """What was decided: each output's value (a list where every row that applies speaks), and the rows, from 1."""

    values: dict[str, Any]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class _Ready:
    test: Rule | None
    values: tuple[Rule | None, ...]


class Checked:
    """A table that was checked. Immutable; may be used by many threads at once."""

    def __init__(self, table: Table, rows: list[_Ready]) -> None:
        self.table = table
        self._rows = rows

    def decide(self, given: Mapping[str, Any]) -> Decision:
        """What the rows that apply say. Raises `Undecided`."""
        hits = [at for at, row in enumerate(self._rows) if row.test is None or row.test.holds(given)]
        policy = self.table.policy
        if not hits and policy != HitPolicy.COLLECT:
            raise Undecided(
                _("No row of “{table}” applies.").format(table=self.table.label or self.table.name)
            )
        if policy == HitPolicy.UNIQUE and len(hits) > 1:
            raise Undecided(self._two(hits, _("Rows {rows} of “{table}” apply at once, and only one may.")))
        if policy in (HitPolicy.UNIQUE, HitPolicy.FIRST):
            hits = hits[:1]
        said = [[None if one is None else one.value(given) for one in self._rows[at].values] for at in hits]
        if policy == HitPolicy.ANY:
            if any(one != said[0] for one in said):
                raise Undecided(
                    self._two(hits, _("Rows {rows} of “{table}” apply at once and say different things."))
                )
            said = said[:1]
        names = [column.name for column in self.table.outputs]
        rows = tuple(at + 1 for at in hits)
        if policy in (HitPolicy.RULE_ORDER, HitPolicy.COLLECT):
            return Decision(
                {name: self._gathered([one[at] for one in said]) for at, name in enumerate(names)}, rows
            )
        return Decision(dict(zip(names, said[0], strict=True)), rows)

    def _gathered(self, found: list[Any]) -> Any:
        """What DMN 1.3, 8.2.11 makes of all that was said; nothing said is nothing, a sum of nothing is 0."""
        aggregate = self.table.aggregate
        if aggregate == Aggregate.LIST:
            return found
        if aggregate == Aggregate.COUNT:
            return len(found)
        numbers = [one for one in found if isinstance(one, Decimal)]
        if len(numbers) != len(found):
            raise Undecided(
                _("“{table}” says something that is no number.").format(
                    table=self.table.label or self.table.name
                )
            )
        if aggregate == Aggregate.SUM:
            return sum(numbers, Decimal(0))
        pick = min if aggregate == Aggregate.SMALLEST else max
        return pick(numbers, default=None)

    def _two(self, hits: list[int], words: str) -> str:
        rows = ", ".join(str(at + 1) for at in hits[:5])
        return words.format(rows=rows, table=self.table.label or self.table.name)


def checked(table: Table, facts: Facts) -> Checked:
    """The table, compiled. A name no fact stands for may be anything. Raises `BadCell` at the first wrong one."""
    return Checked(table, [_row(table, number, row, facts) for number, row in _rows(table)])


def faults(table: Table, facts: Facts) -> list[BadCell]:
    """Every row's first wrong cell, for the page that edits them."""
    found = []
    try:
        rows = list(_rows(table))
    except BadCell as bad:
        return [bad]
    for number, row in rows:
        try:
            _row(table, number, row, facts)
        except BadCell as bad:
            found.append(bad)
    return found


def _rows(table: Table) -> Iterator[tuple[int, Row]]:
    if len(table.rows) > MOST_ROWS or len(table.inputs) + len(table.outputs) > MOST_COLUMNS:
        raise BadCell(
            0,
            0,
            _("The table is too large: {rows} rows and {columns} columns at most.").format(
                rows=MOST_ROWS, columns=MOST_COLUMNS
            ),
        )
    if not table.outputs:
        raise BadCell(0, 0, _("The table decides nothing: it has no output."))
    for at, column in enumerate(table.outputs, len(table.inputs) + 1):
        if not is_fact_name(column.name):
            raise BadCell(0, at, _("An answer can't be called “{name}”.").format(name=column.name))
    if table.aggregate != Aggregate.LIST and (table.policy != HitPolicy.COLLECT or len(table.outputs) > 1):
        raise BadCell(0, 0, _("Only what one output collects can be added up."))
    for number, row in enumerate(table.rows, 1):
        if len(row.tests) != len(table.inputs) or len(row.values) != len(table.outputs):
            raise BadCell(number, 0, _("The row has another number of cells than the table has columns."))
        yield number, row


def _row(table: Table, number: int, row: Row, facts: Facts) -> _Ready:
    tests = []
    for at, (column, cell) in enumerate(zip(table.inputs, row.tests, strict=True), 1):
        try:
            test = test_of(cell, f"({column.reads})")
        except NotATest as error:
            raise BadCell(number, at, str(error)) from None
        if test:
            _compiled(test, facts, "bool", number, at)  # to say which cell it is
            tests.append(f"({test})")
    values = [
        _compiled(value_of(cell), facts, "any", number, len(table.inputs) + at) if cell.strip() else None
        for at, cell in enumerate(row.values, 1)
    ]
    whole = _compiled(" && ".join(tests), facts, "bool", number, 0) if tests else None
    return _Ready(whole, tuple(values))


def _compiled(source: str, facts: Facts, expects: str, row: int, column: int) -> Rule:
    try:
        return compile_open(source, facts, expects=expects)
    except BrokenRule as broken:
        raise BadCell(row, column, str(broken)) from None
