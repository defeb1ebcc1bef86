"""The registry of what can happen: every verb an app records, with the sentence it reads as."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAME = re.compile(r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$")


@dataclass(frozen=True)
class Verb:
    """What an event of this name says and to whom: `internal` ones are never shown to requesters."""

    name: str
    sentence: str | Promise
    internal: bool = False
    icon: str = "circle-dot"


class UnknownVerb(LookupError):
    """Somebody records or hears of a verb that no app has declared."""


_declared: dict[str, Verb] = {}


def declare(name: str, sentence: str | Promise, *, internal: bool = False, icon: str = "circle-dot") -> Verb:
    """Makes a verb known. Its sentence may use {actor}, {subject} and every key of the event's data.

    Raises `ValueError` for a name that is not `noun.verb` and for a second declaration that differs.
    """
    if not NAME.match(name):
        raise ValueError(f"A verb is named noun.verb in lower case, not {name!r}.")
    verb = Verb(name, sentence, internal, icon)
    known = _declared.setdefault(name, verb)
    if known is not verb and (str(known.sentence), known.internal) != (str(sentence), internal):
        raise ValueError(f"The verb {name!r} is declared twice, with different meanings.")
    return known


def get(name: str) -> Verb:
    """The declared verb; raises `UnknownVerb`, since a verb nobody declared can't be recorded."""
    try:
        return _declared[name]
    except KeyError:
        raise UnknownVerb(f"No app declares the verb {name!r} (in its verbs.py).") from None


def find(name: str) -> Verb | None:
    """The declared verb, or None for one whose app is gone: old events must stay readable."""
    return _declared.get(name)


def names(*, internal: bool | None = None) -> list[str]:
    """All declared names, or only the internal or the public ones."""
    return sorted(name for name, verb in _declared.items() if internal is None or verb.internal is internal)


declare(
    "delivery.replayed",
    _("{actor} sent {reaction} for {target} on its way again"),
    internal=True,
    icon="refresh-cw",
)
declare(
    "delivery.dismissed",
    _("{actor} put {reaction} for {target} aside"),
    internal=True,
    icon="ban",
)
