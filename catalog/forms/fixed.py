"""The answers of an order that stay as they are while somebody edits the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.forms.filling import FILLED
from people.models import Person
from tickets.masks import AS_EVER, sight_of
from tickets.models import Ticket
from tickets.terms import EDIT


@dataclass(frozen=True)
class Fixed:
    """What of a ticket's answers this person may not change now. Rules still read all of them.

    `open` are the questions that may be edited, `shown` those that may be read; `counts` says whether the number
    ordered may be changed, too.
    """

    answers: dict[str, Any]
    lines: dict[str, dict[str, Any]]
    open: frozenset[str]
    shown: frozenset[str]
    counts: bool = False

    def touched(self, sent: Iterable[str], asked: Iterable[str]) -> list[str]:
        """The questions that somebody sent an answer to without having been asked it."""
        closed = {name for name in asked if not name.startswith("_")} - self.open
        return sorted({name.removeprefix(FILLED).partition("-")[0] for name in sent} & closed)


def fixed_for(person: Person, ticket: Ticket, asked: Iterable[str], *, own: bool = False) -> Fixed:
    """What stays fixed for the person: all that no mask opens. Who corrects the `own` order, before anybody took
    it up, edits what no mask speaks of, too."""
    sight, asked = sight_of(person, ticket), list(asked)
    editable = {name for name in asked if sight.may(name) in ((EDIT, AS_EVER) if own else (EDIT,))}
    return Fixed(
        answers=ticket.answers,
        lines={line["name"]: line for line in ticket.sheet},
        open=frozenset(editable),
        shown=frozenset(name for name in asked if sight.reads(name)),
        counts=own,
    )
