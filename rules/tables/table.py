"""A decision table as it is written."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from journal.refusals import Refused

MOST_ROWS, MOST_COLUMNS = 500, 40


class HitPolicy(StrEnum):
    """What it means that several rows apply (DMN 1.3, 8.2.10), by the letter DMN writes."""

    UNIQUE = "U"  # never more than one
    ANY = "A"  # several, if they say the same
    FIRST = "F"  # the first of them
    RULE_ORDER = "R"  # all, in the order of the table
    COLLECT = "C"  # all, added up as the aggregate says


class Aggregate(StrEnum):
    """What is made of what several rows say."""

    LIST = ""
    SUM = "+"
    SMALLEST = "<"
    LARGEST = ">"
    COUNT = "#"


@dataclass(frozen=True)
class Column:
    """An input, read by the CEL expression `reads`, or an output, which sets the fact `name`."""

    name: str
    reads: str = ""
    label: str = ""


@dataclass(frozen=True)
class Row:
    """One rule of the table: a test for each input, a CEL value for each output, as they are written."""

    tests: tuple[str, ...]
    values: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Table:
    name: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]
    policy: HitPolicy = HitPolicy.UNIQUE
    aggregate: Aggregate = Aggregate.LIST
    label: str = ""


class BadCell(Refused):
    """A cell can't be worked out; `row` counts from 1 (0 is the head), `column` from 1 over inputs and outputs."""

    code = "bad-cell"
    status = 422

    def __init__(self, row: int, column: int, message: str | Promise) -> None:
        super().__init__(message, row=row, column=column)
        self.row = row
        self.column = column
