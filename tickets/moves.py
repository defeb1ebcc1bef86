"""Where a ticket may go from here: for buttons, boards and the API, with the reason where it may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.models import Person
from rules import Rule, compile_rule
from tickets.facts import FACTS, facts_of
from tickets.lifecycles import WHO, Question, Spec, Transition, spec_of, specs_of
from tickets.models import Link, Ticket
from tickets.phases import OPEN, Phase
from tickets.policies import roles_of
from tickets.terms import agreed_in, lifecycle_of
from ui.bilingual import pick

Sentence = str | Promise


@dataclass(frozen=True)
class Move:
    """One step a ticket may take; `refused` says why not, where it may not."""

    name: str
    step: Transition
    phase: Phase
    refused: Sentence | None = None
    hint: Sentence | None = None

    @property
    def label(self) -> str:
        return pick(self.step.label.model_dump())

    @property
    def to(self) -> str:
        return self.step.to

    @property
    def tone(self) -> str:
        return self.step.tone

    @property
    def ask(self) -> tuple[Question, ...]:
        return self.step.ask

    @property
    def note(self) -> str:
        return pick(self.step.note.model_dump()) if self.step.note else ""


@dataclass(frozen=True)
class Drop:
    """What happens to a card that is dropped on a column: these steps may be taken, or the reason why not."""

    moves: tuple[Move, ...] = ()
    refused: Sentence | None = None


def rule_of(step: Transition) -> Rule | None:
    """The compiled condition of a step; compiling keeps what it has compiled."""
    return compile_rule(step.when, FACTS, expects="bool") if step.when else None


def who_refuses(step: Transition, roles: frozenset[str]) -> Sentence | None:
    """Why none of these roles may take the step; nothing, if one may."""
    if roles & set(step.who):
        return None
    people = [WHO[who] for who in step.who if who not in ("system", "process")] or [WHO[step.who[0]]]
    return format_lazy(_("Only {people} can do this."), people=_joined(people))


def when_refuses(step: Transition, values: dict[str, Any]) -> Sentence | None:
    """Why the step's condition doesn't hold for these facts; nothing, if it does."""
    rule = rule_of(step)
    if rule is None or rule.holds(values):
        return None
    return rule.explain(values).sentence


def _joined(words: list[Any]) -> Any:
    *first, last = words
    if not first:
        return last
    listed = format_lazy("{}" + ", {}" * (len(first) - 1), *first)
    return format_lazy(_("{people} or {last}"), people=listed, last=last)


def legal_moves(
    ticket: Ticket, person: Person, *, now: datetime, include_refused: bool = False, channel: str = "web"
) -> list[Move]:
    """What the person may do to the ticket next, in the lifecycle's own order.

    With `include_refused` also what somebody else may, or what doesn't hold yet, with the reason.
    """
    moves = moves_of([ticket], person, now=now, channel=channel)[ticket.pk]
    if not include_refused:
        moves = [move for move in moves if move.refused is None]
    return _with_hints(ticket, moves)


def moves_of(
    tickets: Iterable[Ticket], person: Person, *, now: datetime, channel: str = "web"
) -> dict[int, list[Move]]:
    """The steps of many tickets, refused ones included; a fixed number of queries for all of them."""
    tickets = list(tickets)
    specs_of({ticket.lifecycle_version_id for ticket in tickets})
    agreed_in({ticket.terms_id for ticket in tickets})
    leaving = {ticket.pk: lifecycle_of(ticket).leaving(ticket.status) for ticket in tickets}
    rules = [rule_of(step) for steps in leaving.values() for step in steps.values() if step.when]
    facts = facts_of(tickets, {name for rule in rules if rule for name in rule.names})
    found = {}
    for ticket in tickets:
        spec, roles = lifecycle_of(ticket), roles_of(person, ticket, channel=channel)
        found[ticket.pk] = [
            Move(name, step, spec.statuses[step.to].phase, _refusal(step, roles, facts[ticket.pk]))
            for name, step in leaving[ticket.pk].items()
        ]
    return found


def _refusal(step: Transition, roles: frozenset[str], values: dict[str, Any]) -> Sentence | None:
    return who_refuses(step, roles) or when_refuses(step, values)


def drops_of(tickets: Iterable[Ticket], person: Person, *, now: datetime) -> dict[int, dict[str, Drop]]:
    """For each ticket and each status of its lifecycle: what dropping it there would do, or why it can't."""
    tickets = list(tickets)
    moves = moves_of(tickets, person, now=now)
    return {ticket.pk: _drops(lifecycle_of(ticket), ticket, moves[ticket.pk]) for ticket in tickets}


def _drops(spec: Spec, ticket: Ticket, moves: list[Move]) -> dict[str, Drop]:
    drops = {}
    for status in spec.statuses:
        there = [move for move in moves if move.to == status]
        allowed = tuple(move for move in there if move.refused is None)
        if allowed:
            drops[status] = Drop(allowed)
        elif there:
            drops[status] = Drop(refused=there[0].refused)
        elif status != ticket.status:
            drops[status] = Drop(refused=_unused(ticket, status) or no_way(spec, ticket.status, status))
    return drops


def _unused(ticket: Ticket, status: str) -> Sentence | None:
    """That there is a step, which the ticket's service does without; nothing where there is none anyway."""
    whole = spec_of(ticket.lifecycle_version_id)
    if any(step.to == status for step in whole.leaving(ticket.status).values()):
        return not_used(whole.statuses[status].label)
    return None


def not_used(label: Any) -> Sentence:
    """That the service does without this step or status."""
    return format_lazy(_("“{name}” isn't used for this service."), name=_said(label))


def no_way(spec: Spec, status: str, to: str) -> Sentence:
    """That the lifecycle knows no step between the two statuses."""
    return format_lazy(
        _("The lifecycle “{lifecycle}” has no step from “{status}” to “{to}”."),
        lifecycle=_said(spec.label),
        status=_said(spec.statuses[status].label),
        to=_said(spec.statuses[to].label),
    )


def _said(text: Any) -> Any:
    from ui.bilingual import pick_lazy

    return pick_lazy(text.model_dump())


def _with_hints(ticket: Ticket, moves: list[Move]) -> list[Move]:
    """Steps that would end a parent say which of its children are still open."""
    ending = [move for move in moves if move.phase not in OPEN]
    children = _open_children(ticket) if ending else []
    if not children:
        return moves
    hint = format_lazy(_("Still open below it: {tickets}."), tickets=", ".join(children))
    return [
        Move(move.name, move.step, move.phase, move.refused, hint) if move in ending else move
        for move in moves
    ]


def _open_children(ticket: Ticket) -> list[str]:
    links = Link.objects.filter(type=Link.Type.PARENT, source=ticket, target__is_open=True)
    return [link.target.reference for link in links.select_related("target").order_by("target")[:20]]
