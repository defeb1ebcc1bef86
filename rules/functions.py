"""What rules can compute beyond CEL's own: days, sums, and arithmetic as people learn it at school.

CEL's numbers are binary doubles, for which 0.1 + 0.2 is not 0.3, and integers, which it won't mix with
them. Here every number with up to fifteen digits calculates as the decimal it is written as.
"""

import datetime as dt
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

BIGGEST_LIST = 10_000

local_now: ContextVar[dt.datetime] = ContextVar("rules_local_now")


@dataclass(frozen=True)
class Function:
    """A function of the language: its name, what it takes and gives (CEL types by name), and how."""

    name: str
    takes: tuple[str, ...]
    gives: str
    does: Callable[..., Any] | None


def decimal(number: float) -> Decimal:
    """The number as it is written: 0.1 is one tenth."""
    return Decimal(repr(number))


def _exactly(operation: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Any], float]:
    return lambda left, right: float(operation(decimal(left), decimal(right)))


def today() -> dt.datetime:
    return local_now.get().replace(hour=0, minute=0, second=0, microsecond=0)


def date(text: str) -> dt.datetime:
    return as_midnight(dt.datetime.fromisoformat(text))


def as_midnight(day: dt.date) -> dt.datetime:
    """A day as rules compute with it: its midnight on a clock without zones, labelled UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def total(numbers: list) -> float:
    return float(sum(map(decimal, _checked(numbers)), Decimal(0)))


def rounded(number: float, digits: int) -> float:
    return float(decimal(number).quantize(Decimal(1).scaleb(-max(-12, min(digits, 12))), ROUND_HALF_UP))


def _checked(numbers: list) -> list:
    if len(numbers) > BIGGEST_LIST:
        raise ValueError("too many numbers")
    if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers):
        raise TypeError("not a number")
    return numbers


def days_between(start: dt.datetime, end: dt.datetime) -> int:
    return (end.date() - start.date()).days


FUNCTIONS = (
    Function("today", (), "timestamp", today),
    Function("now", (), "timestamp", lambda: local_now.get()),
    Function("date", ("string",), "timestamp", date),
    Function("days", ("int",), "duration", lambda number: dt.timedelta(days=number)),
    Function("days", ("double",), "duration", lambda number: dt.timedelta(days=number)),
    Function("days_between", ("timestamp", "timestamp"), "int", days_between),
    Function("sum", ("list",), "double", total),
    Function("largest", ("list",), "double", lambda numbers: float(max(_checked(numbers)))),
    Function("smallest", ("list",), "double", lambda numbers: float(min(_checked(numbers)))),
    Function("round", ("double",), "double", lambda number: rounded(number, 0)),
    Function("round", ("double", "int"), "double", rounded),
    Function("lower", ("string",), "string", str.lower),
)

_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "%": lambda left, right: left % right,
}

# The names stand-ins have in a compiled rule: as long as CEL's own, and impossible to write.
EXACT = {f"_{sign}_": f"@{sign}@" for sign in _ARITHMETIC}

EXACT_ARITHMETIC = (
    Function("@+@", ("string", "string"), "string", lambda left, right: left + right),
    *(
        Function(f"@{sign}@", takes, "double", _exactly(operation))
        for sign, operation in _ARITHMETIC.items()
        for takes in (("double", "double"), ("double", "int"), ("int", "double"), ("int", "int"))
    ),
)

# Whole numbers (1, size(…)) and others may stand beside each other: known to the checker only, since at
# run time the arithmetic is replaced by the exact one and CEL itself compares across.
MIXED = (
    Function("_%_", ("double", "double"), "double", None),
    Function("_?_:_", ("bool", "double", "int"), "double", None),
    Function("_?_:_", ("bool", "int", "double"), "double", None),
    Function("@in", ("double", "list<int>"), "bool", None),
    Function("@in", ("int", "list<double>"), "bool", None),
    *(
        Function(f"_{sign}_", takes, gives, None)
        for signs, gives in (
            (("+", "-", "*", "/", "%"), "double"),
            (("<", ">", "<=", ">=", "==", "!="), "bool"),
        )
        for sign in signs
        for takes in (("double", "int"), ("int", "double"))
    ),
)
