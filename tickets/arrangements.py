"""How a board can be laid out: by status, phase, assignee or priority. Each says what its columns are,
in which of them a ticket lies, where a card may be dropped, and which deed a drop is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.choices import assignable
from tickets.lifecycles import Spec, spec_of
from tickets.models import Priority, Ticket
from tickets.moves import Drop, Move, drops_of
from tickets.phases import OPEN, Phase
from tickets.policies import may_work
from ui.bilingual import pick
from ui.looks import PHASES, PRIORITIES


@dataclass(frozen=True)
class Slot:
    """One column before its cards are known: what it is called and which tickets lie in it.

    `words` are the queue's filters that find the same tickets; `current` is False for a column that only an
    outdated lifecycle knows.
    """

    key: str
    label: Any
    tone: str = "neutral"
    phase: str = ""
    holds: Q = field(default_factory=Q)
    words: Mapping[str, list[str]] = field(default_factory=dict)
    current: bool = True
    limitable: bool = False

    @property
    def ended(self) -> bool:
        return bool(self.phase) and self.phase not in OPEN


@dataclass(frozen=True)
class Target:
    """What dropping a card on a column would mean: one of these steps, another deed, or a refusal."""

    moves: tuple[Move, ...] = ()
    refused: Any = None

    @property
    def asks(self) -> bool:
        """Whether somebody has to be asked something before it is done."""
        return len(self.moves) > 1 or any(move.ask for move in self.moves)


class Arrangement:
    """The base of all layouts; `slots` come in the order of the columns."""

    name: str
    slots: list[Slot]

    def slot_of(self, ticket: Ticket) -> str | None:
        """The key of the ticket's column, or None when no column holds it."""
        raise NotImplementedError

    def targets(self, ticket: Ticket, *, person: Person, now: datetime) -> Mapping[str, Target]:
        """For every other column, what a drop there means."""
        raise NotImplementedError

    def slot(self, key: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.key == key), None)


class ByMove(Arrangement):
    """Columns that tickets change by the transitions of their lifecycles."""

    def _key_of(self, ticket: Ticket, status: str) -> str | None:
        """The column of the ticket, were it in that status of its lifecycle."""
        raise NotImplementedError

    def slot_of(self, ticket: Ticket) -> str | None:
        return self._key_of(ticket, ticket.status)

    def targets(self, ticket: Ticket, *, person: Person, now: datetime) -> Mapping[str, Target]:
        here, found = self.slot_of(ticket), dict[str, Target]()
        for status, drop in drops_of([ticket], person, now=now)[ticket.pk].items():
            key = self._key_of(ticket, status)
            if key is not None and key != here:
                found[key] = _joined(found.get(key), drop)
        stranger = Target(refused=_("Tickets of this kind never get there."))
        return {slot.key: found.get(slot.key, stranger) for slot in self.slots if slot.key != here}


def _joined(known: Target | None, drop: Drop) -> Target:
    """Two statuses in one column: the steps to both count, and a refusal only where there is no step."""
    moves = (*(known.moves if known else ()), *drop.moves)
    return Target(moves=moves) if moves else Target(refused=known.refused if known else drop.refused)


@dataclass
class _Merged:
    """Statuses of several lifecycles that read the same."""

    phase: Phase
    label: Any
    current: bool = False
    where: dict[int, list[str]] = field(default_factory=dict)


class ByStatus(ByMove):
    """A column per status. Statuses of different lifecycles that read the same share a column."""

    name = "status"

    def __init__(self, lifecycles: Iterable[tuple[int, Spec, bool]]) -> None:
        merged: dict[str, _Merged] = {}
        self._keys: dict[tuple[int, str], str] = {}
        for version_id, spec, is_current in lifecycles:
            for name, status in spec.statuses.items():
                key = _status_key(status)
                one = merged.setdefault(key, _Merged(status.phase, _status_label(status)))
                one.current |= is_current
                one.where.setdefault(version_id, []).append(name)
                self._keys[version_id, name] = key
        order = {phase: place for place, phase in enumerate(Phase)}
        rows = sorted(merged.items(), key=lambda row: order[row[1].phase])
        self.slots = [_status_slot(key, one) for key, one in rows]

    def _key_of(self, ticket: Ticket, status: str) -> str | None:
        return self._keys.get((ticket.lifecycle_version_id, status))


def _status_label(status: Any) -> Any:
    """All ways to be cancelled share a column, so that the board stays narrow; a drop asks which is meant."""
    if status.phase == Phase.CANCELLED:
        return Phase.CANCELLED.label
    return pick(status.label.model_dump())


def _status_key(status: Any) -> str:
    if status.phase == Phase.CANCELLED:
        return str(Phase.CANCELLED)
    return f"{status.phase}-{slugify(status.label.en or status.label.zh, allow_unicode=True)}"[:64]


def _status_slot(key: str, one: _Merged) -> Slot:
    names = sorted({name for names in one.where.values() for name in names})
    return Slot(
        key,
        one.label,
        PHASES[one.phase][1],
        one.phase,
        _in_status(one.where),
        {"status": names, "phase": [str(one.phase)]},
        one.current,
        limitable=one.phase in OPEN,
    )


def _in_status(where: Mapping[int, list[str]]) -> Q:
    """The tickets of these lifecycle versions in these statuses; one condition per set of names."""
    by_names: dict[tuple[str, ...], list[int]] = {}
    for version_id, names in where.items():
        by_names.setdefault(tuple(sorted(names)), []).append(version_id)
    condition = Q()
    for names, versions in by_names.items():
        condition |= Q(status__in=names, lifecycle_version__in=versions)
    return condition


class ByPhase(ByMove):
    """A column per phase: every kind of ticket fits."""

    name = "phase"

    def __init__(self) -> None:
        self.slots = [
            Slot(
                phase.value,
                phase.label,
                PHASES[phase][1],
                phase.value,
                Q(phase=phase),
                {"phase": [phase.value]},
                limitable=phase in OPEN,
            )
            for phase in Phase
        ]

    def _key_of(self, ticket: Ticket, status: str) -> str | None:
        return str(spec_of(ticket.lifecycle_version_id).statuses[status].phase)


class ByAssignee(Arrangement):
    """A column per colleague, after one for what nobody has."""

    name = "assignee"

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {str(person.pk): person for person in people}
        nobody = Slot(
            "nobody", _("Nobody"), "attention", holds=Q(assignee=None), words={"assignee": ["nobody"]}
        )
        theirs = [
            Slot(key, person.label, holds=Q(assignee=person), words={"assignee": [key]})
            for key, person in self.people.items()
        ]
        self.slots = [nobody, *theirs]

    def slot_of(self, ticket: Ticket) -> str | None:
        key = str(ticket.assignee_id) if ticket.assignee_id else "nobody"
        return key if ticket.is_open else None

    def targets(self, ticket: Ticket, *, person: Person, now: datetime) -> Mapping[str, Target]:
        no = None if may_work(person, ticket) else _("Only people who work on this ticket can assign it.")
        here, able = self.slot_of(ticket), set(assignable(ticket).order_by().values_list("pk", flat=True))
        found = {}
        for slot in self.slots:
            colleague = self.people.get(slot.key)
            if slot.key != here:
                unfit = None if colleague is None or colleague.pk in able else _stranger(colleague, ticket)
                found[slot.key] = Target(refused=no or unfit)
        return found


def _stranger(colleague: Person, ticket: Ticket) -> Any:
    place = ticket.team or ticket.department
    return format_lazy(_("{person} doesn't work for {place}."), person=colleague.label, place=place)


class ByPriority(Arrangement):
    """A column per priority."""

    name = "priority"

    def __init__(self) -> None:
        self.slots = [
            Slot(
                str(level.value),
                level.label,
                PRIORITIES[level][1],
                holds=Q(priority=level),
                words={"priority": [str(level.value)]},
            )
            for level in Priority
        ]

    def slot_of(self, ticket: Ticket) -> str | None:
        return str(ticket.priority) if ticket.is_open else None

    def targets(self, ticket: Ticket, *, person: Person, now: datetime) -> Mapping[str, Target]:
        no = None if may_work(person, ticket) else _("Only people who work on it set its priority.")
        here = self.slot_of(ticket)
        return {slot.key: Target(refused=no) for slot in self.slots if slot.key != here}
