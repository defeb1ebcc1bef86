"""The short lists of an agent's day, each cut off after a handful, so that they cost the same at any size."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from people.models import Person
from tickets.models import Participant, Ticket
from tickets.phases import Phase
from tickets.querysets import TicketQuerySet

LENGTH = 8
SOON = timedelta(hours=4)
FOLLOWED = 800  # of those followed last
AHEAD = 20  # so far the key for the next ticket goes down the line
COUNTED = 100  # what is more than this reads "99+"
SHOWN = ("requester", "assignee", "team", "lifecycle_version")


def workable(person: Person) -> TicketQuerySet:
    return Ticket.objects.visible_to(person).workable_by(person)


def mine(person: Person) -> TicketQuerySet:
    """What I have to do."""
    return workable(person).open().filter(assignee=person)


def unassigned(person: Person) -> TicketQuerySet:
    """What nobody in my teams has taken."""
    return workable(person).open().of_teams(person.team_ids).filter(assignee=None)


def breaching(person: Person, *, now: datetime) -> TicketQuerySet:
    """What is mine or my teams' and misses its promise within four hours, or has."""
    ours = Q(team__in=person.team_ids) | Q(assignee=person)
    return workable(person).open().filter(ours, due_at__lte=now + SOON)


def watched(person: Person) -> TicketQuerySet:
    """What I follow without working on it; what moved last comes first."""
    # Asked for first: whoever follows a few would else have all open work looked through for them.
    followed = Participant.objects.filter(person=person).order_by("-pk").values_list("ticket", flat=True)
    return workable(person).open().filter(pk__in=list(followed[:FOLLOWED])).order_by("-updated_at", "-pk")


def by_urgency(tickets: TicketQuerySet, length: int = LENGTH) -> list[Ticket]:
    """The most urgent first: by deadline, then, for those without one, by priority and age."""
    shown = tickets.select_related(*SHOWN)
    found = list(shown.filter(due_at__isnull=False).order_by("due_at", "priority", "pk")[:length])
    if len(found) < length:
        found += shown.filter(due_at=None).order_by("priority", "pk")[: length - len(found)]
    return found


def next_for(person: Person, *, now: datetime, passing_over: int | None = None) -> Ticket | None:
    """The ticket to open next: the most urgent of mine that does not wait, after mine what nobody has.

    With one that is open (`passing_over`) it is the one behind that, and behind the last the first again: whoever
    can't go on with the two most urgent ones comes to the third.
    """
    mine_now = mine(person).exclude(phase=Phase.WAITING)
    line = [*by_urgency(mine_now, AHEAD), *by_urgency(unassigned(person), AHEAD)]
    place = next((at for at, ticket in enumerate(line) if ticket.pk == passing_over), -1)
    following = [*line[place + 1 :], *line[: max(place, 0)]]
    return following[0] if following else None


def pulse(person: Person, *, now: datetime) -> dict[str, int]:
    """Today in my teams: how many came, how many were solved, how many are late, how many wait."""
    ours = workable(person).of_teams(person.team_ids)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    asked: dict[str, Any] = {
        "opened": ours.opened_since(midnight),
        "resolved": ours.resolved_since(midnight),
        "overdue": ours.open().filter(due_at__lte=now),
        "waiting": ours.filter(phase=Phase.WAITING),
    }
    return {name: tickets.order_by()[:COUNTED].count() for name, tickets in asked.items()}
