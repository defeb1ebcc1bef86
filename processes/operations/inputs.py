"""From what people wrote into the inputs of an operation to typed values."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext as _

from people.models import Person, Team
from processes.engine.scripting import Scripts
from processes.operations.registry import Failed, Field, Operation
from processes.settings import Input

PLACE = re.compile(r"\{([A-Za-z_]\w*)\}")
YES, NO = {"true", "yes", "1", "on"}, {"false", "no", "0", "off", ""}
MOST = 20_000  # characters


def values_of(
    operation: Operation, written: Iterable[Input], facts: Mapping[str, Any], scripts: Scripts
) -> dict[str, Any]:
    """The typed inputs by name; None for what was left empty. Raises `Failed` and `CannotGoOn`."""
    given = {one.name: one for one in written}
    return {one.name: _typed(one, given.get(one.name), facts, scripts) for one in operation.fields}


def filled(text: str, facts: Mapping[str, Any], safely: Callable[[str], str] = str) -> str:
    """The text with each {name} replaced by that fact; an answer that was not given is nothing.

    `safely` makes a fact fit for where it is put. Raises `Failed` for a name nobody knows.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in facts:
            raise Failed("unknown-fact", _("Nothing is called “%(name)s” here.") % {"name": name})
        return safely(readable(facts[name]))

    return PLACE.sub(value, text)


def readable(value: Any) -> str:
    """A fact as a text for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(readable(one) for one in value)
    return str(getattr(value, "label", value))


def _typed(asked: Field, given: Input | None, facts: Mapping[str, Any], scripts: Scripts) -> Any:
    raw: Any = None
    if given is not None:
        raw = (
            scripts.value(given.expression, facts)
            if given.expression
            else _written(asked, given.value, facts)
        )
    if raw is None or raw == "":
        if asked.required:
            sentence = _("“%(field)s” is missing.") % {"field": asked.label}
            raise Failed("missing-input", sentence)
        return None
    return READERS[asked.kind](asked, raw)


def _written(asked: Field, text: str, facts: Mapping[str, Any]) -> Any:
    """The fact itself, where the text is nothing but its name in braces: people and lists stay what they are."""
    alone = PLACE.fullmatch(text.strip())
    if alone and asked.kind not in ("text", "longtext", "path", "json") and alone[1] in facts:
        return facts[alone[1]]
    return filled(text, facts, SAFELY.get(asked.kind, str))


def _in_path(text: str) -> str:
    return quote(text, safe="")


def _in_json(text: str) -> str:
    """As it may stand between quotes; what is a number may stand without."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


SAFELY: dict[str, Callable[[str], str]] = {"path": _in_path, "json": _in_json}


def _text(asked: Field, raw: Any) -> str:
    text = readable(raw).strip()
    if len(text) > MOST:
        raise _unfit(asked, text[:40])
    return text


def _choice(asked: Field, raw: Any) -> str:
    text = str(raw).strip()
    if text not in [value for value, _label in asked.choices]:
        raise _unfit(asked, text)
    return text


def _yesno(asked: Field, raw: Any) -> bool:
    word = str(raw).strip().lower()
    if word not in YES | NO:
        raise _unfit(asked, word)
    return word in YES


def _number(asked: Field, raw: Any) -> int | Decimal:
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise _unfit(asked, raw) from None
    if not number.is_finite():
        raise _unfit(asked, raw)
    return int(number) if number == number.to_integral_value() else number


def _person(asked: Field, raw: Any) -> Person:
    """A person, also one who has left: that is when most is to be done about them."""
    if isinstance(raw, Person):
        return raw
    named = raw.get("username") if isinstance(raw, Mapping) else raw  # as rules know people
    return _row(asked, Person.objects.filter(is_machine=False), "username", named)


def _team(asked: Field, raw: Any) -> Team:
    return raw if isinstance(raw, Team) else _row(asked, Team.objects.all(), "slug", raw)


def _row(asked: Field, rows: models.QuerySet, name: str, raw: Any) -> Any:
    """By the name people write, else by its id, as stored answers have it."""
    found = rows.filter(**{name: str(raw)}).first()
    if found is None and str(raw).isdecimal() and len(str(raw)) < 19:
        found = rows.filter(pk=int(raw)).first()
    if found is None:
        raise _unfit(asked, raw)
    return found


def _as_it_is(asked: Field, raw: Any) -> Any:
    return raw


def _unfit(asked: Field, raw: Any) -> Failed:
    said = {"value": str(raw)[:80], "field": asked.label}
    return Failed("bad-input", _("“%(value)s” doesn't fit “%(field)s”.") % said)


READERS = {
    "text": _text,
    "longtext": _text,
    "choice": _choice,
    "yesno": _yesno,
    "number": _number,
    "person": _person,
    "team": _team,
    "transition": _text,
    "question": _text,
    "item": _as_it_is,
    "path": _text,
    "json": _text,
}
