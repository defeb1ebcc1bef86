"""The Kanban board over the queue's own filter: which columns, which cards, which lanes, how full."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from people.models import Person
from tickets.arrangements import Arrangement, ByAssignee, ByPhase, ByPriority, ByStatus, Slot
from tickets.board.asked import Asked
from tickets.board.history import lifecycles_of
from tickets.choices import mates
from tickets.holding import Held, held
from tickets.models import BoardLimit, Priority, Ticket
from ui.board import Board, BoardColumn, Card, Lane
from ui.looks import PHASES, PRIORITIES

SHOWN = 30  # cards of a column; the rest is in the queue
COUNTED = 100
AT_ONCE = 500  # open tickets that are read together; more are read column by column
RECENT = timedelta(days=14)  # ended tickets stay on the board for as long
MATES = 12
JUST_NOW = timedelta(seconds=15)
WARM = {Priority.CRITICAL: timedelta(hours=4), Priority.HIGH: timedelta(days=1)}
LEAN = ("lifecycle_version", "status", "phase", "assignee", "priority", "is_open")


@dataclass(frozen=True)
class Load:
    """How much open work somebody has."""

    person: Person
    count: int


class BoardPage(Asked):
    """One person's board as the address asks for it. Reads nothing before it is asked."""

    # ── columns ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def arrangement(self) -> Arrangement:
        if self.columns_by == "phase":
            return ByPhase()
        if self.columns_by == "priority":
            return ByPriority()
        if self.columns_by == "assignee":
            return ByAssignee(self.mates)
        return ByStatus(lifecycles_of(self.kinds))

    @cached_property
    def mates(self) -> list[Person]:
        """Those whose work stands on the board, with how much open work of theirs one may see (`open_work`)."""
        people = mates(self.person)
        if self.teams:
            people = (
                Person.objects.active().filter(memberships__team__in=self.teams).distinct().order_by("name")
            )
        open_work = (
            self._tickets.filter(assignee=OuterRef("pk"), is_open=True)
            .order_by()
            .values("assignee")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return list(people.annotate(open_work=Coalesce(Subquery(open_work), 0))[:MATES])

    @property
    def loads(self) -> list[Load]:
        return [Load(mate, mate.open_work) for mate in self.mates]

    @cached_property
    def limits(self) -> dict[str, int]:
        """How many cards the team's columns may hold, by column."""
        if self.team is None:
            return {}
        return dict(BoardLimit.objects.filter(team=self.team).values_list("column", "limit"))

    # ── cards ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _dealt(self) -> dict[str, list[int]]:
        """The ids of each column's first hundred tickets, most urgent or newest first."""
        opened = self.tickets.filter(is_open=True).order_by("priority", "pk")
        rows = list(opened.only(*LEAN)[: AT_ONCE + 1])
        together = len(rows) <= AT_ONCE
        dealt: dict[str, list[int]] = {slot.key: [] for slot in self.arrangement.slots}
        if together:
            for row in rows:
                key = self.arrangement.slot_of(row)
                if key in dealt:
                    dealt[key].append(row.pk)
        for slot in self.arrangement.slots:
            if not together or slot.ended:
                dealt[slot.key] = list(self._of(slot).values_list("pk", flat=True)[: COUNTED + 1])
        return dealt

    def _of(self, slot: Slot) -> QuerySet[Ticket]:
        held = self.tickets.filter(slot.holds)
        if slot.ended:
            return held.filter(updated_at__gte=self.now - RECENT).order_by("-updated_at", "-pk")
        return held.filter(is_open=True).order_by("priority", "pk")

    @cached_property
    def _shown(self) -> dict[int, Ticket]:
        """The tickets whose cards are drawn, by id."""
        wanted = [pk for ids in self._dealt.values() for pk in ids[:SHOWN]]
        return self._tickets.with_people().in_bulk(wanted)

    @cached_property
    def cards(self) -> list[Card]:
        return [
            self._card(self._shown[pk], key)
            for key, ids in self._dealt.items()
            for pk in ids[:SHOWN]
            if pk in self._shown
        ]

    def _card(self, ticket: Ticket, column: str) -> Card:
        icon, _tone = PRIORITIES[ticket.priority]
        late = bool(ticket.due_at and ticket.due_at < self.now)
        return Card(
            id=str(ticket.pk),
            column=column,
            lane=self._lane_of(ticket).key if self.lanes_by else "",
            title=ticket.subject,
            url=ticket.desk_url,
            reference=ticket.reference,
            who=ticket.assignee,
            hint=ticket.requester.label,
            icon=icon,
            icon_label=ticket.get_priority_display(),
            tone="danger" if late else "",
            since=ticket.status_since if ticket.is_open else None,
            warm=WARM.get(ticket.priority, timedelta(days=2)),
            until=ticket.due_at,
            seen=ticket.revision,
            moved_by=self._movers.get(ticket.pk, ""),
            waits_for=_whom(waits) if (waits := self._held.get(ticket.pk)) else "",
            waits_since=waits.since if waits else None,
        )

    @cached_property
    def _held(self) -> dict[int, Held]:
        """Whose turn it is in the tasks of what is shown: processes and people give those out."""
        return held(pk for pk, ticket in self._shown.items() if ticket.is_open)

    @cached_property
    def _movers(self) -> dict[int, str]:
        """Who has just moved a card: watching boards sign it with the name for a moment."""
        fresh = [pk for pk, ticket in self._shown.items() if ticket.status_since > self.now - JUST_NOW]
        if not fresh:
            return {}
        moves = Event.objects.filter(subject_kind="tickets.ticket", subject_id__in=fresh, verb="ticket.moved")
        return {event.subject_id: event.actor.label for event in moves.select_related("actor").order_by("pk")}

    def _lane_of(self, ticket: Ticket) -> Lane:
        if self.lanes_by == "priority":
            icon, _tone = PRIORITIES[ticket.priority]
            return Lane(str(ticket.priority), ticket.get_priority_display(), icon)
        if self.lanes_by == "kind":
            return Lane(ticket.kind, ticket.get_kind_display())
        if self.lanes_by == "team":
            return Lane(
                str(ticket.team_id or "none"), ticket.team.label if ticket.team else _("No team"), "users"
            )
        person = ticket.assignee
        return Lane(
            str(person.pk) if person else "nobody", person.label if person else _("Nobody"), face=person
        )

    @property
    def lanes(self) -> list[Lane]:
        """The lanes in which there are cards: by importance, else by name, nobody's first."""
        if not self.lanes_by:
            return []
        lanes = {lane.key: lane for lane in map(self._lane_of, self._shown.values())}
        by_key = self.lanes_by == "priority"
        unnamed = ("nobody", "none")
        return sorted(
            lanes.values(),
            key=lambda lane: (lane.key if by_key else lane.key not in unnamed, str(lane.label)),
        )

    # ── the board ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def slots(self) -> list[Slot]:
        """The columns to draw: those of today's lifecycles, and older ones that still hold something."""
        return [slot for slot in self.arrangement.slots if slot.current or self._dealt[slot.key]]

    def board(self) -> Board:
        return Board(
            columns=[self._column(slot) for slot in self.slots],
            cards=self.cards,
            now=self.now,
            lanes=self.lanes,
            name="tickets-board",
            legal_url=self._address("tickets:board_legal"),
            move_url=self._address("tickets:board_drop"),
            refresh_url=self._address("tickets:board"),
            empty_text=_("No card here. Choose other teams or kinds above."),
        )

    def _column(self, slot: Slot) -> BoardColumn:
        held = self._dealt[slot.key]
        return BoardColumn(
            key=slot.key,
            label=slot.label,
            tone=slot.tone,
            icon=PHASES[slot.phase][0] if slot.phase else "",
            limit=self.limits.get(slot.key),
            count=len(held),
            more_url=f"{reverse('tickets:queue')}?{self._narrowed(slot)}" if len(held) > SHOWN else "",
        )

    def _narrowed(self, slot: Slot) -> str:
        query = self.params.copy()
        for name in ("columns", "lanes", *slot.words):
            query.pop(name, None)
        for name, words in slot.words.items():
            query.setlist(name, words)
        return query.urlencode()

    def _address(self, name: str) -> str:
        return f"{reverse(name)}?{self.params.urlencode()}"


def _whom(waits: Held) -> str:
    """The first name, and how many more: "Mara +2"."""
    return f"{waits.first} +{waits.others}" if waits.others else waits.first
