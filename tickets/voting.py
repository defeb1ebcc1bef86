"""How votes are counted: an approval's outcome, given as soon as nothing that is still missing could change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tickets.models import Assignment, Task

APPROVED, REJECTED = Task.Outcome.APPROVED.value, Task.Outcome.REJECTED.value
State, Position = Assignment.State, Assignment.Position
LIVE = (State.QUEUED, State.WAITING, State.APPROVED, State.REJECTED, State.RETURNED)


@dataclass(frozen=True)
class Vote:
    """One vote: its weight, and whether it is for (True), against (False) or not cast yet (None)."""

    weight: int
    said: bool | None = None


def certain(rule: str, threshold: int, votes: Iterable[Vote]) -> str | None:
    """`approved` or `rejected` once that is certain, None as long as it isn't. Without votes nothing is.

    `any`: the first vote decides. `all`: everybody has to approve. `majority`: more than half of the people.
    `weighted`: at least `threshold` per cent of all weights. Except for `any` the order of votes never matters.
    """
    votes = list(votes)
    if not votes:
        return None
    if rule == Task.Rule.ANY:
        return _first([vote.said for vote in votes])
    total, needed = _needed(rule, threshold, votes)
    if rule in (Task.Rule.ALL, Task.Rule.MAJORITY):
        votes = [Vote(1, vote.said) for vote in votes]
    given = sum(vote.weight for vote in votes if vote.said)
    refused = sum(vote.weight for vote in votes if vote.said is False)
    if given >= needed:
        return APPROVED
    return REJECTED if total - refused < needed else None


def _first(said: list[bool | None]) -> str | None:
    if True in said:
        return APPROVED
    return REJECTED if False in said else None


def _needed(rule: str, threshold: int, votes: Sequence[Vote]) -> tuple[int, float]:
    """All there is, and how much of it has to be for it."""
    if rule == Task.Rule.ALL:
        return len(votes), len(votes)
    if rule == Task.Rule.MAJORITY:
        return len(votes), len(votes) // 2 + 1
    total = sum(vote.weight for vote in votes)
    return total, max(total * threshold / 100, 1)


@dataclass
class Slot:
    """One vote and whoever has a say in it: its owner, those before and after them, those who may stand in."""

    owner: Assignment
    before: list[Assignment] = field(default_factory=list)
    after: list[Assignment] = field(default_factory=list)
    instead: list[Assignment] = field(default_factory=list)

    @property
    def own(self) -> list[Assignment]:
        return [self.owner, *self.instead]

    @property
    def parts(self) -> list[Assignment]:
        return [*self.before, *self.own, *self.after]

    @property
    def said(self) -> bool | None:
        """For, if the owner (or who stands in) and all added ones are; against, as soon as one of them is."""
        if any(part.state == State.REJECTED for part in self.parts):
            return False
        approved = any(part.state == State.APPROVED for part in self.own)
        added = all(part.state == State.APPROVED for part in (*self.before, *self.after))
        return True if approved and added else None

    @property
    def turn(self) -> list[Assignment]:
        """Whose turn it is within this vote, as long as it is not cast."""
        waiting = next((part for part in self.before if part.is_undecided), None)
        if waiting is not None:
            return [waiting]
        if not any(part.state == State.APPROVED for part in self.own):
            return [part for part in self.own if part.is_undecided]
        return [part for part in self.after if part.is_undecided][:1]


def slots_of(parts: Iterable[Assignment]) -> list[Slot]:
    """The votes of an approval in their order, from its signers' parts."""
    live = sorted(
        (part for part in parts if part.role == Assignment.Role.SIGNER and part.state in LIVE),
        key=lambda part: (part.place, part.pk),
    )
    slots = {part.pk: Slot(part) for part in live if part.beside_id is None}
    for part in live:
        slot = slots.get(part.beside_id) if part.beside_id else None
        if slot is not None:
            getattr(slot, part.position).append(part)
    return list(slots.values())


def outcome_of(task: Task, slots: Iterable[Slot]) -> str | None:
    """What the approval comes to, if that is certain."""
    return certain(task.rule, task.threshold, [Vote(slot.owner.weight, slot.said) for slot in slots])


def turn_of(task: Task, slots: Iterable[Slot]) -> list[Assignment]:
    """Whose turn it is: of all votes not cast yet, or of the first where they decide one after the other."""
    open_slots = [slot for slot in slots if slot.said is None]
    return [part for slot in (open_slots[:1] if task.in_turn else open_slots) for part in slot.turn]
