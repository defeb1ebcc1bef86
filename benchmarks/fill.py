"""Many tickets at once: rows as the deeds would leave them, written in bulk, for measuring only."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from journal.models import Event
from people.models import Department, Person, Site, Team
from search.actions import index_many
from search.models import Entry
from tickets.lifecycles import current
from tickets.models import Clock, ServiceLevel, Ticket
from tickets.phases import Phase

BATCH = 2_000
MADE = 20_000
# One ticket in fifty is open, as at a desk that keeps up; the rest is history of three years.
OPEN_SHARE = 0.02
YEARS = timedelta(days=3 * 365)
OPEN_FOR = timedelta(days=14)
THINGS = [
    "laptop",
    "monitor",
    "printer",
    "mailbox",
    "telephone",
    "licence",
    "invoice",
    "badge",
    "projector",
    "scanner",
    "headset",
    "router",
]
FAULTS = [
    "stays black",
    "is slow",
    "was lost",
    "asks for a password",
    "makes a noise",
    "shows an error",
    "does not start",
]
PLACES = ["Hamburg", "Shanghai", "Dublin", "warehouse", "laboratory", "reception", "canteen", "workshop"]
COLLEAGUES = 2_000


def fill(wanted: int, *, now: datetime, seed: int = 1) -> int:
    """Adds tickets until there are `wanted`; gives back how many were added.

    The first `MADE` are made one by one, the rest are copies of these.
    """
    missing = wanted - Ticket.objects.count()
    if missing <= 0:
        return 0
    first = 1 + (Ticket.objects.aggregate(last=Max("pk"))["last"] or 0)
    maker = Maker(now=now, chance=random.Random(seed))
    rows = iter(maker.make() for _number in range(min(missing, MADE)))
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            _write(batch, now)
    copies = missing - MADE
    for offset in range(MADE, missing, MADE):
        with transaction.atomic():
            copy(first, first + min(MADE, copies) - 1, offset)
        copies -= MADE
    _count_on()
    analyse()
    return missing


def copy(first: int, last: int, offset: int) -> None:
    """Writes the tickets of these numbers again, `offset` numbers later, with their clocks, words and events."""
    for model, key, changed in (
        (Ticket, "id", {"id": f"id + {offset}"}),
        (Clock, "ticket_id", {"ticket_id": f"ticket_id + {offset}"}),
        (Entry, "object_id", {"object_id": f"object_id + {offset}"}),
        (Event, "subject_id", {"subject_id": f"subject_id + {offset}"}),
    ):
        meta = model._meta
        kept = [
            f.column
            for f in meta.concrete_fields
            if not f.generated and (f.column in changed or not f.primary_key)
        ]
        only = {Entry: "kind = 'tickets.ticket' AND ", Event: "subject_kind = 'tickets.ticket' AND "}
        names = ", ".join(map(connection.ops.quote_name, kept))
        values = ", ".join(changed.get(name, connection.ops.quote_name(name)) for name in kept)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {meta.db_table} ({names}) SELECT {values} FROM {meta.db_table} "
                f"WHERE {only.get(model, '')}{key} BETWEEN {first} AND {last}"
            )


def _count_on() -> None:
    """Lets the next ticket have the next number."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Ticket]):
            cursor.execute(statement)


def analyse() -> None:
    """Lets the database learn how many rows there are now, as its own housekeeping would."""
    with connection.cursor() as cursor:
        cursor.execute({"mysql": "ANALYZE TABLE tickets_ticket"}.get(connection.vendor, "ANALYZE"))


class Maker:
    """Tickets of the demo company's teams, asked for by two thousand more colleagues."""

    def __init__(self, *, now: datetime, chance: random.Random) -> None:
        self.now, self.chance = now, chance
        self.teams = list(Team.objects.select_related("department").prefetch_related("members"))
        self.hands = {team.pk: list(team.members.all()) for team in self.teams}
        self.askers = list(_colleagues())
        self.version = current("incident")
        self.level = ServiceLevel.objects.order_by("pk").first()

    def make(self) -> Ticket:
        chance, team = self.chance, self.chance.choice(self.teams)
        is_open = chance.random() < OPEN_SHARE
        opened = self.now - chance.random() * (OPEN_FOR if is_open else YEARS)
        asker = chance.choice(self.askers)
        status, phase = self._where(is_open)
        ticket = Ticket(
            kind="incident",
            subject=f"{chance.choice(THINGS).capitalize()} {chance.choice(FAULTS)} in {chance.choice(PLACES)}",
            description=f"Seen by {asker.name}, number {chance.randint(1, 10**6)}.",
            requester=asker,
            opened_by=asker,
            department=team.department,
            team=team,
            assignee=chance.choice(self.hands[team.pk]) if status != "reported" else None,
            lifecycle_version=self.version,
            status=status,
            phase=phase,
            status_since=opened,
            priority=chance.choice([1, 2, 3, 3, 4, 4, 4]),
            service_level=self.level,
            opened_at=opened,
            updated_at=min(self.now, opened + timedelta(hours=chance.randint(1, 90))),
            due_at=opened + timedelta(hours=chance.randint(4, 200)) if is_open else None,
        )
        if not is_open:
            ticket.resolved_at = ticket.closed_at = ticket.updated_at
        return ticket

    def _where(self, is_open: bool) -> tuple[str, Phase]:
        if not is_open:
            return "closed", Phase.CLOSED
        return self.chance.choice(
            [
                ("reported", Phase.NEW),
                ("assigned", Phase.ACTIVE),
                ("in_progress", Phase.ACTIVE),
                ("waiting_requester", Phase.WAITING),
            ]
        )


def _colleagues() -> Iterator[Person]:
    department = Department.objects.get(slug="engineering")
    site = Site.objects.order_by("pk").first()
    known = {"department": department, "site": site, "password": "!"}
    missing = [
        Person(username=f"colleague-{number}", name=f"Colleague {number}", **known)
        for number in range(COLLEAGUES)
    ]
    Person.objects.bulk_create(missing, ignore_conflicts=True, batch_size=500)
    return Person.objects.filter(username__startswith="colleague-").iterator()


def _write(batch: list[Ticket], now: datetime) -> None:
    Ticket.objects.bulk_create(batch)
    index_many((one, f"{one.reference} {one.subject}", one.description) for one in batch)
    Clock.objects.bulk_create(_clocks(batch))
    Event.objects.bulk_create(_opened(ticket) for ticket in batch)


def _clocks(batch: list[Ticket]) -> Iterator[Clock]:
    for ticket in batch:
        if ticket.due_at:
            yield Clock(
                ticket=ticket,
                kind="resolution",
                target=2_880,
                running_since=ticket.opened_at,
                due_at=ticket.due_at,
            )


def _opened(ticket: Ticket) -> Event:
    data: dict[str, Any] = {"kind": ticket.kind, "to_status": "reported", "to_phase": "new", "revision": 1}
    return Event(
        verb="ticket.opened",
        subject_kind="tickets.ticket",
        subject_id=ticket.pk,
        subject_label=ticket.reference,
        actor_id=ticket.requester_id,
        data=data,
        at=ticket.opened_at,
    )
