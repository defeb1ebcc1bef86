"""One deed for many tickets: each is done or refused by itself, and the answer says which and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journal.refusals import Refused
from people.models import Person
from tickets.actions import IllegalMove
from tickets.lifecycles import spec_of
from tickets.models import Ticket
from tickets.moves import Move, moves_of
from ui.bilingual import pick


@dataclass
class Outcome:
    """What became of a deed done to many."""

    done: list[Ticket] = field(default_factory=list)
    pairs: list[tuple[Ticket, Ticket]] = field(
        default_factory=list
    )  # as they were, and as the deed gave them back
    refused: list[tuple[Ticket, str]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Such as «17 done, 3 refused»."""
        done = ngettext("%(count)d done", "%(count)d done", len(self.done)) % {"count": len(self.done)}
        if not self.refused:
            return done
        refused = ngettext("%(count)d refused", "%(count)d refused", len(self.refused))
        return _("{done}, {refused}").format(done=done, refused=refused % {"count": len(self.refused)})


def each(tickets: Iterable[Ticket], deed: Callable[[Ticket], Any]) -> Outcome:
    """Does the deed to each ticket, in a transaction of its own; a refusal stops only that one."""
    outcome = Outcome()
    for ticket in tickets:
        try:
            became = deed(ticket)
        except Refused as refused:
            outcome.refused.append((ticket, str(refused)))
        else:
            outcome.done.append(ticket)
            if isinstance(became, Ticket):
                outcome.pairs.append((ticket, became))
    return outcome


@dataclass(frozen=True)
class CommonStep:
    """A step that some of the tickets may take."""

    move: Move
    count: int
    of: int

    @property
    def label(self) -> str:
        if self.count == self.of:
            return self.move.label
        return _("%(step)s (%(count)d of %(of)d)") % {
            "step": self.move.label,
            "count": self.count,
            "of": self.of,
        }


def common_steps(tickets: list[Ticket], person: Person, *, now: Any) -> list[CommonStep]:
    """The steps that may be taken by some of the tickets, those for the most of them first."""
    found: dict[str, list[Move]] = {}
    for moves in moves_of(tickets, person, now=now).values():
        for move in moves:
            if move.refused is None:
                found.setdefault(move.name, []).append(move)
    steps = [CommonStep(moves[0], len(moves), len(tickets)) for moves in found.values()]
    return sorted(steps, key=lambda step: -step.count)


def refuse_foreign(move: Move, ticket: Ticket) -> None:
    """Raises `IllegalMove` for a step that only the other tickets' lifecycles know, by the name people chose."""
    spec = spec_of(ticket.lifecycle_version_id)
    if move.name not in spec.transitions:
        sentence = _("The lifecycle “{lifecycle}” has no step “{step}”.")
        raise IllegalMove(sentence.format(lifecycle=pick(spec.label.model_dump()), step=move.label))
