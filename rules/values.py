"""From answers to what CEL computes with, and back.

Days and moments live on the company's wall clock (its time zone) labelled UTC: so `opened.getHours() < 9`
and `day == today()` mean what people mean by them. Numbers travel as doubles and come back as `Decimal`.
"""

import datetime as dt
import math
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from rules import cel
from rules.facts import TYPES, Fact, Facts
from rules.functions import as_midnight, decimal

Value = Any
LONGEST_TEXT = 10_000  # what a rule sees of one text: it may copy it ten thousand times

_EMPTY: dict[str, Value] = {"text": "", "choice": "", "yesno": False}
_PLAIN = {**{kind: Fact(kind) for kind in TYPES}, "id": Fact("number")}
_EMPTY_LIST = ("choices", "people", "table", "list")


def bind(
    facts: Facts, variables: Mapping[str, Collection[str]], values: Mapping[str, Value]
) -> dict[str, Value]:
    """The CEL variables a rule reads: `variables` maps the name of a fact to those that come of it.

    An unanswered text is "", a list empty, a yes-or-no no; any other has no value at all, so that what
    is computed from it is unknown. So has a value that is not of its type.
    """
    bound: dict[str, Value] = {}
    for name, wanted in variables.items():
        fact, value = facts[name], values.get(name)
        if f"answered.{name}" in wanted:
            bound[f"answered.{name}"] = to_cel(fact, value) is not None
        if fact.type in cel.DOTTED:
            bound.update(_dotted(name, fact, value, wanted))
        elif name in wanted:
            plain = to_cel(fact, value)
            if plain is None and fact.type == "any":
                plain = _loose(value)  # empty, but known to be
            elif plain is None:
                plain = [] if fact.type in _EMPTY_LIST else _EMPTY.get(fact.type)
            if plain is not None:
                bound[name] = plain
    return bound


def _dotted(name: str, fact: Fact, value: Value, wanted: Collection[str]) -> dict[str, Value]:
    """`requester` and `requester.name`: the thing itself only where it is answered, its texts always."""
    if not is_answered(value) or isinstance(value, (str, int, float, list, tuple, set)):
        blank = {f"{name}.{field}": one for field, one in _blank_fields(fact).items()}
        return {key: one for key, one in blank.items() if key in wanted}
    fields = {name: to_cel(fact, value)} if name in wanted else {}
    asked = [key.partition(".")[2] for key in wanted if key.startswith(f"{name}.")]
    told = _fields(fact, value, asked) if asked else {}
    return {**fields, **{f"{name}.{field}": one for field, one in told.items()}}


def is_answered(value: Value) -> bool:
    return not (value is None or value == "" or (isinstance(value, (list, tuple, dict, set)) and not value))


def to_cel(fact: Fact, value: Value) -> Value:
    """One answer as CEL computes with it; None when there is none, or it is not of the fact's type."""
    if not is_answered(value):
        return None
    try:
        return _CONVERTERS[fact.type](fact, value)
    except (ValueError, TypeError, AttributeError, InvalidOperation, OverflowError):
        return None


def _number(fact: Fact, value: Value) -> float:
    if isinstance(value, bool):
        raise TypeError("not a number")
    if isinstance(value, Mapping):
        value = value.get("amount")
    number = float(Decimal(str(value)))
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


def _day(fact: Fact, value: Value) -> dt.datetime:
    if isinstance(value, str):
        value = parse_date(value) or parse_datetime(value)
    if isinstance(value, dt.datetime):
        value = wall_clock(value).date()
    return as_midnight(value) if isinstance(value, dt.date) else _refuse()


def _moment(fact: Fact, value: Value) -> dt.datetime:
    if isinstance(value, str):
        value = parse_datetime(value) or parse_date(value)
    if isinstance(value, dt.datetime):
        return wall_clock(value)
    return as_midnight(value) if isinstance(value, dt.date) else _refuse()


def wall_clock(moment: dt.datetime) -> dt.datetime:
    """What the company's clocks show at that moment; a moment without zone is taken as just that."""
    if timezone.is_aware(moment):
        moment = timezone.make_naive(moment, timezone.get_default_timezone())
    return moment.replace(tzinfo=dt.UTC)


def _refuse() -> Value:
    raise ValueError("not of the type")


def _text(fact: Fact, value: Value) -> str:
    if isinstance(value, Mapping):  # a text in two languages: rules compare the English side
        value = value.get("en") or value.get("zh") or ""
    return str(value)[:LONGEST_TEXT]


def _yesno(fact: Fact, value: Value) -> bool:
    return value if isinstance(value, bool) else _refuse()


def _texts(fact: Fact, value: Value) -> list[str]:
    if isinstance(value, (str, Mapping)):
        raise TypeError("not a list")
    return [str(one) for one in value]


def _fields(fact: Fact, value: Value, wanted: Collection[str] | None = None) -> dict[str, Value]:
    """A person or item, given as an instance or a mapping, as its fields (or those wanted)."""
    if isinstance(value, (str, int, float, list, tuple, set)):
        raise TypeError("not a thing with fields")
    found = _blank_fields(fact)
    for field in fact.fields if wanted is None else wanted:
        kind = fact.fields.get(field, "text")
        plain = to_cel(_PLAIN[kind], _told(_read(value, field)))
        if plain is not None:
            found[field] = int(plain) if kind == "id" else plain
    return found


def _read(value: Value, field: str) -> Value:
    if isinstance(value, Mapping):
        return value.get(field)
    if field == "name":
        return getattr(value, "label", None) or getattr(value, "name", None) or str(value)
    return getattr(value, field, None)


def _told(value: Value) -> Value:
    """A related thing by the name that never changes: its slug or username where it has one."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(getattr(value, "slug", None) or getattr(value, "username", None) or value)


def _blank_fields(fact: Fact) -> dict[str, Value]:
    return {field: _EMPTY[kind] for field, kind in fact.fields.items() if kind in _EMPTY}


def _each(fact: Fact, value: Value) -> list[dict[str, Value]]:
    if isinstance(value, (str, Mapping)):
        raise TypeError("not a list")
    return [_fields(fact, one) if fact.type == "people" else _row(fact, one) for one in value]


def _row(fact: Fact, row: Value) -> dict[str, Value]:
    """A row of a table. What is unanswered stays out, except texts; moments become texts (see `cel`)."""
    found = {field: _EMPTY[kind] for field, kind in fact.fields.items() if kind in _EMPTY}
    for field, one in row.items():
        kind = fact.fields.get(field)
        plain = _loose(to_cel(_PLAIN[kind], one) if kind else one)
        if plain is not None:
            found[str(field)] = plain
    return found


def _loose(value: Value) -> Value:
    """Any plain value as it may stand in a map: numbers as doubles, days and moments as ISO texts."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float, Decimal)):
        number = float(value)
        return number if math.isfinite(number) else None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain for key, one in value.items() if (plain := _loose(one)) is not None}
    if isinstance(value, (list, tuple, set)):
        return [plain for one in value if (plain := _loose(one)) is not None]
    return str(value)


_CONVERTERS: dict[str, Callable[[Fact, Value], Value]] = {
    "text": _text,
    "choice": _text,
    "number": _number,
    "money": _number,
    "date": _day,
    "datetime": _moment,
    "yesno": _yesno,
    "choices": _texts,
    "person": _fields,
    "item": _fields,
    "people": _each,
    "table": _each,
    "list": lambda fact, value: _loose(list(value) if not isinstance(value, str) else _refuse()),
    "map": lambda fact, value: _loose(value) if isinstance(value, Mapping) else _refuse(),
    "any": lambda fact, value: _loose(value),
}


def to_python(value: Value, expects: str) -> Value:
    """A result as the product keeps it: `Decimal`, `date`, aware `datetime`, text, bool, list or dict."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, dt.timedelta)):
        return value
    if isinstance(value, (int, float)):
        return _decimal(value)
    if isinstance(value, dt.datetime):
        clock = value.replace(tzinfo=None)
        return (
            clock.date() if expects == "date" else timezone.make_aware(clock, timezone.get_default_timezone())
        )
    if isinstance(value, Mapping):
        return {key: to_python(one, expects) for key, one in value.items()}
    return [to_python(one, expects) for one in value] if isinstance(value, (list, tuple)) else None


def _decimal(value: float) -> Decimal | None:
    if not math.isfinite(value):
        return None
    number = decimal(value)
    return Decimal(int(number)) if number == number.to_integral_value() else number
