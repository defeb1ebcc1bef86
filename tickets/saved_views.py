"""Saved questions to the queue: those that come with the desk, a person's own, and those a team shares."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from people.models import Person, Team
from tickets.filters import TicketFilter
from tickets.models import SavedView
from tickets.policies import may_change_view
from tickets.querysets import TicketQuerySet

CAP = 99  # more than these are read as "99+"
MOST = 30  # views in the rail


@dataclass(frozen=True)
class View:
    """One entry of the rail."""

    key: str
    label: Any
    query: str
    icon: str = "bookmark"
    saved: SavedView | None = None
    current: bool = False
    count: int | None = None
    changeable: bool = False

    @property
    def counted(self) -> str:
        return "" if self.count is None else f"{CAP}+" if self.count > CAP else str(self.count)


SHIPPED = [
    View("mine", _("Mine"), "assignee=me&phase=open&sort=due", "user-check"),
    View("unassigned", _("Unassigned in my teams"), "team=mine&assignee=nobody&phase=open", "inbox"),
    View("overdue", _("Overdue"), "due=overdue&sort=due", "clock-alert"),
    View("waiting", _("Waiting"), "phase=waiting", "circle-pause"),
    View("open", _("All open"), "phase=open", "circle-dot"),
    View("ended", _("Recently closed"), "phase=resolved&phase=closed&sort=-updated", "circle-check"),
]


def visible_to(person: Person) -> QuerySet[SavedView]:
    """A person's own views and those shared with the person's teams."""
    return SavedView.objects.filter(Q(owner=person) | Q(team__in=person.team_ids)).select_related(
        "team", "owner"
    )


def rail_of(person: Person, asked: str) -> list[View]:
    """Every view the person may use, the one that is shown marked."""
    own = [
        View(
            str(view.pk),
            view.name,
            view.query,
            "users" if view.team_id else "bookmark",
            view,
            changeable=may_change_view(person, view),
        )
        for view in visible_to(person)[:MOST]
    ]
    now = _parts(asked)
    return [replace(view, current=_parts(view.query) == now) for view in [*SHIPPED, *own]]


def counted(views: Iterable[View], tickets: TicketQuerySet, request: HttpRequest) -> list[View]:
    """The same views with how many tickets each holds, counted no further than the cap."""
    return [replace(view, count=_count(view.query, tickets, request)) for view in views]


def _count(query: str, tickets: TicketQuerySet, request: HttpRequest) -> int:
    asked = TicketFilter(QueryDict(query), tickets, request=request)
    return asked.qs.order_by()[: CAP + 1].count()


def kept(query: QueryDict) -> str:
    """The part of an address that is worth keeping in a view: known filters and the sorting."""
    left = query.copy()
    known = {*TicketFilter.base_filters, "sort", "columns"}
    for name in list(left):
        if name not in known:
            del left[name]
    return left.urlencode()


def teams_to_share_with(person: Person) -> QuerySet[Team]:
    return Team.objects.filter(pk__in=person.team_ids).order_by("name")


def _parts(query: str) -> list[tuple[str, list[str]]]:
    """A query string as something to compare: the order of its parameters doesn't matter."""
    read = QueryDict(query)
    return sorted(
        (name, sorted(filter(None, values)))
        for name, values in read.lists()
        if any(values) and name not in ("sort", "columns")
    )
