"""What belongs to a request: the parts it was split into, what it is part of, and what was ordered with it.

Parts are tickets below it (`Link.Type.PARENT`). What was ordered together is known to who takes orders; they
tell of it here.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from people.models import Person
from tickets.lifecycles import specs_of
from tickets.models import Link, Ticket
from tickets.stage import who_has
from tickets.terms import agreed_in, lifecycle_of
from ui.bilingual import pick

MOST = 50
Teller = Callable[[Ticket], list[int]]
_tellers: list[Teller] = []


def tells_company(teller: Teller) -> Teller:
    """Registers what tells the ids of the tickets that were ordered together with one."""
    _tellers.append(teller)
    return teller


@dataclass(frozen=True)
class Part:
    """A ticket in short: where it stands, who has it, what comes next."""

    ticket: Ticket
    has_it: str
    next: str


@dataclass(frozen=True)
class Company:
    """The tickets around one, as far as the person may see them."""

    parts: list[Part]
    whole: Ticket | None
    together: list[Part]

    @property
    def done(self) -> int:
        return sum(not part.ticket.is_open for part in self.parts)


def company_of(ticket: Ticket, person: Person) -> Company:
    """In five statements at most, however many there are."""
    links = Link.objects.filter(Q(source=ticket) | Q(target=ticket), type=Link.Type.PARENT)
    pairs = list(links.order_by("pk").values_list("source", "target")[:MOST])
    below = [target for source, target in pairs if source == ticket.pk]
    above = [source for source, target in pairs if target == ticket.pk]
    beside = [pk for teller in _tellers for pk in teller(ticket) if pk != ticket.pk][:MOST]
    wanted = {*below, *above, *beside}
    seen: dict[int, Ticket] = {}
    if wanted:
        seen = Ticket.objects.visible_to(person).with_people().in_bulk(wanted)
        specs_of({one.lifecycle_version_id for one in seen.values()})
        agreed_in({one.terms_id for one in seen.values()})
    return Company(
        parts=[_part(seen[pk]) for pk in below if pk in seen],
        whole=next((seen[pk] for pk in above if pk in seen), None),
        together=[_part(seen[pk]) for pk in beside if pk in seen],
    )


def progress_of(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """(parts done, parts) of those of these tickets that have parts, in one statement."""
    links = Link.objects.filter(type=Link.Type.PARENT, source__in=ids)
    done = Count("pk", filter=Q(target__is_open=False))
    rows = links.order_by().values("source").annotate(parts=Count("pk"), done=done)
    return {row["source"]: (row["done"], row["parts"]) for row in rows}


def _part(ticket: Ticket) -> Part:
    spec: Any = lifecycle_of(ticket)
    ahead = spec.expected_from(ticket.status) if ticket.is_open else []
    label = pick(spec.statuses[ahead[0]].label.model_dump()) if ahead else ""
    return Part(ticket, who_has(ticket) if ticket.is_open else "", label)
