"""The registry: which operations there are, what each asks for, and what does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.models import Ticket

Words = str | Promise
Kind = Literal[
    "text", "longtext", "choice", "person", "team", "yesno", "number", "transition", "question", "item"
]


class Failed(Exception):
    """The operation could not be done; `code` is what an error event on the step may catch."""

    def __init__(self, code: str, message: Words) -> None:
        self.code = code
        super().__init__(str(message))


@dataclass(frozen=True)
class Field:
    """One input of an operation, as the designer offers it. `question` names one of the service's questions."""

    name: str
    kind: Kind
    label: Words
    required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    hint: Words = ""

    def told(self) -> dict[str, Any]:
        choices = [{"value": value, "label": str(label)} for value, label in self.choices]
        told = {"name": self.name, "kind": self.kind, "label": str(self.label), "required": self.required}
        return told | {"choices": choices, "hint": str(self.hint)}


@dataclass(frozen=True)
class Doing:
    """One time an operation is done: on which ticket, with which typed inputs and facts.

    `key` is the same each time the same step is tried. `by` is the desk itself, `department_id` whose process it is
    (None: the company's).
    """

    ticket: Ticket
    inputs: Mapping[str, Any]
    facts: Mapping[str, Any]
    by: Person
    now: datetime
    key: str
    process: str
    department_id: int | None = None
    performers: tuple[Any, ...] = ()


Deed = Callable[[Doing], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Operation:
    """What can be done at a step. `later` ones leave the desk: they run after commit, from the outbox."""

    name: str
    label: Words
    run: Deed = field(compare=False)
    fields: tuple[Field, ...] = ()
    later: bool = False
    gives: tuple[str, ...] = ()  # the facts it leaves behind

    def told(self) -> dict[str, Any]:
        told = {"name": self.name, "label": str(self.label), "gives": list(self.gives)}
        return told | {"fields": [one.told() for one in self.fields]}


_known: dict[str, Operation] = {}


def operation(
    name: str, label: Words, *fields: Field, later: bool = False, gives: tuple[str, ...] = ()
) -> Callable[[Deed], Deed]:
    """Makes a function an operation. It returns the facts it found out, and raises `Failed` or any `Refused`."""

    def register(function: Deed) -> Deed:
        if name in _known:
            raise ValueError(f"Two operations are called {name!r}.")
        _known[name] = Operation(name, label, function, fields, later, gives)
        return function

    return register


def known(name: str) -> Operation:
    """The operation of this name. Raises `Failed`."""
    if name not in _known:
        raise Failed("unknown-operation", _("There is no operation “%(name)s”.") % {"name": name})
    return _known[name]


def names() -> list[str]:
    return list(_known)


def describe() -> list[dict[str, Any]]:
    """All operations with their inputs as JSON, in the reader's language: for the designer."""
    return [one.told() for one in _known.values()]
