"""What a board is asked for: kinds, teams, columns, lanes and the queue's own filters, all in the address."""

from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person, Team
from tickets.filters import MINE, NONE, TicketFilter
from tickets.models import Kind, Ticket
from tickets.querysets import TicketQuerySet

COLUMNS = {
    "status": _("Status"),
    "phase": _("Phase"),
    "assignee": _("Assignee"),
    "priority": _("Priority"),
}
LANES = {
    "": _("None"),
    "priority": _("Priority"),
    "assignee": _("Assignee"),
    "team": _("Team"),
    "kind": _("Kind"),
}
USUAL_KINDS = [Kind.INCIDENT, Kind.REQUEST]


class Asked:
    """What the address asks a board for. Reads nothing before it is asked."""

    def __init__(self, request: HttpRequest, tickets: TicketQuerySet, *, now: datetime | None = None) -> None:
        self.request = request
        self.person: Person = request.user
        self.now = now or timezone.now()
        self.params = self._params(request.GET)
        self._tickets = tickets

    def _params(self, given: QueryDict) -> QueryDict:
        """What is asked; without a word on kinds or teams, the usual kinds and my own teams."""
        params = given.copy()
        if not params.getlist("kind"):
            params.setlist("kind", [kind.value for kind in USUAL_KINDS])
        if "team" not in params and self.person.team_ids:
            params["team"] = MINE
        return params

    def widen_to(self, ticket: Ticket) -> None:
        """Makes sure the columns fit this ticket, whatever kinds the address names."""
        if ticket.kind not in self.params.getlist("kind"):
            self.params.appendlist("kind", ticket.kind)

    def narrow_to(self, team: str) -> None:
        """Makes it the board of this one team, whatever teams the address names."""
        self.params["team"] = team

    # ── what is asked ────────────────────────────────────────────────────────────────────────────

    @property
    def columns_by(self) -> str:
        asked = self.params.get("columns", "")
        return asked if asked in COLUMNS else "status"

    @property
    def lanes_by(self) -> str:
        asked = self.params.get("lanes", "")
        return asked if asked in LANES and asked != self.columns_by else ""

    @cached_property
    def kinds(self) -> list[str]:
        return [kind for kind in self.params.getlist("kind") if kind in Kind.values]

    @cached_property
    def teams(self) -> list[Team]:
        """The teams whose work is shown; none where the board isn't limited to teams."""
        words = [word for word in self.params.getlist("team") if word and word != NONE]
        asked = Q(slug__in=[word for word in words if word != MINE])
        if MINE in words:
            asked |= Q(pk__in=self.person.team_ids)
        return list(Team.objects.filter(asked).order_by("name")) if words else []

    @cached_property
    def team(self) -> Team | None:
        """The one team whose limits hold on this board, if it is one team's."""
        return self.teams[0] if len(self.teams) == 1 else None

    @property
    def search_text(self) -> str:
        return self.params.get("q", "")

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """The filters that the bar above the board doesn't show itself, to be carried along."""
        shown = ("q", "kind", "team", "columns", "lanes")
        return [(name, one) for name, many in self.params.lists() if name not in shown for one in many]

    @property
    def queue_query(self) -> str:
        """The same question to the queue."""
        query = self.params.copy()
        for name in ("columns", "lanes"):
            query.pop(name, None)
        return query.urlencode()

    @cached_property
    def filters(self) -> TicketFilter:
        return TicketFilter(self.params, self._tickets, request=self.request, now=self.now)

    @cached_property
    def tickets(self) -> TicketQuerySet:
        return self.filters.qs.order_by()
