"""Which tasks stand in which part of somebody's inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.models import Assignment, Task, Ticket
from tickets.querysets import TaskQuerySet

COUNTED = 100  # what is more than this reads "99+"
ACTED = (
    Assignment.State.DONE,
    Assignment.State.APPROVED,
    Assignment.State.REJECTED,
    Assignment.State.RETURNED,
)


@dataclass(frozen=True)
class Tab:
    """One part of the inbox: its name in the address, what it is called, and what stands in it."""

    name: str
    label: Any
    icon: str
    sort: str  # what comes first
    has: Callable[[Person], Q]
    empty: Any
    hint: Any


def waits_for(person: Person) -> Q:
    """What the person has to act on now, and what nobody in the person's teams has taken."""
    own = Assignment.objects.waiting_for(person).values("task")
    waiting = Q(pk__in=own)
    if not person.team_ids:
        return waiting
    free = Task.objects.unclaimed().filter(team__in=person.team_ids).values("pk")
    return waiting | Q(pk__in=free)


def _done(person: Person) -> Q:
    acted = Assignment.objects.filter(Q(person=person) | Q(acted_by=person), state__in=ACTED)
    return Q(pk__in=acted.values("task"))


def _started(person: Person) -> Q:
    own = Ticket.objects.filter(Q(requester=person) | Q(opened_by=person)).values("pk")
    return Q(ticket__in=own) | Q(opened_by=person)


def _copied(person: Person) -> Q:
    copied = Assignment.objects.filter(person=person, role=Assignment.Role.COPIED)
    return Q(pk__in=copied.exclude(state=Assignment.State.REMOVED).values("task"))


def _delegated(person: Person) -> Q:
    others = Assignment.objects.filter(on_behalf_of=person).exclude(person=person)
    given = Assignment.objects.filter(person=person, state=Assignment.State.MOVED)
    return Q(pk__in=others.values("task")) | Q(pk__in=given.values("task"))


TABS = [
    Tab(
        "todo",
        _("To do"),
        "list-checks",
        "since",
        waits_for,
        _("Nothing waits for you"),
        _("What somebody needs your decision or your work for stands here. Well done."),
    ),
    Tab(
        "done",
        _("Done"),
        "circle-check",
        "-since",
        _done,
        _("You have decided nothing yet"),
        _("What you approved, rejected, returned or finished stays here."),
    ),
    Tab(
        "started",
        _("Started by me"),
        "send",
        "-since",
        _started,
        _("Nothing of yours is with anybody"),
        _("What others have to decide or do for your requests stands here, with who has it."),
    ),
    Tab(
        "copied",
        _("Copied to me"),
        "eye",
        "-since",
        _copied,
        _("Nothing was copied to you"),
        _("What others want you to know of stands here. You need not do anything about it."),
    ),
    Tab(
        "delegated",
        _("Delegated"),
        "users",
        "-since",
        _delegated,
        _("Nobody acts in your place"),
        _("While you are away, somebody can act for you. Say who on your account page."),
    ),
]
BY_NAME = {tab.name: tab for tab in TABS}


def tab_named(name: str) -> Tab:
    """The tab of that name; the first one for any other."""
    return BY_NAME.get(name, TABS[0])


def tasks_in(tab: Tab, person: Person) -> TaskQuerySet:
    """The tasks of this part of the person's inbox, as far as the person may see their tickets."""
    return Task.objects.visible_to(person).filter(tab.has(person))


def counts_of(person: Person) -> dict[str, int]:
    """How many stand in each tab, counted up to `COUNTED`."""
    return {tab.name: tasks_in(tab, person).order_by()[:COUNTED].count() for tab in TABS}


def waiting_for(person: Person) -> TaskQuerySet:
    """What stands under *to do*: for the number beside the inbox and the short lists of the home pages."""
    return tasks_in(TABS[0], person)


def counted(number: int) -> str:
    """A number that was counted up to `COUNTED`, as it is shown."""
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)
