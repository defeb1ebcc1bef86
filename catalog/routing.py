"""Who gets the ticket and how soon, by the service's rules, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.conditions import rule
from catalog.spec import ServiceSpec
from catalog.texts import Bilingual, in_both
from people.models import Team


@dataclass(frozen=True)
class Routed:
    """The team, and in words why it is this one."""

    team: Team
    why: Bilingual | str


def team_for(spec: ServiceSpec, known: Mapping[str, Any], *, now: datetime) -> Routed:
    """The first rule that holds names the team; the service's own team gets the rest.

    A team that was removed since is passed over.
    """
    teams = {
        team.slug: team for team in Team.objects.filter(slug__in=[spec.team, *(r.team for r in spec.routes)])
    }
    for route in spec.routes:
        compiled = rule(route.when, spec.facts)
        if route.team in teams and compiled.holds(known, now=now):
            explanation = compiled.explain(known, now=now)
            return Routed(teams[route.team], in_both(lambda told=explanation: told.sentence))
    return Routed(teams[spec.team], in_both(lambda: _("The service names this team.")))


def priority_for(spec: ServiceSpec, known: Mapping[str, Any], *, now: datetime) -> tuple[int, int]:
    """(impact, urgency): of the first rule that holds, or the service's own."""
    for one in spec.priorities:
        if rule(one.when, spec.facts).holds(known, now=now):
            return one.impact, one.urgency
    return spec.impact, spec.urgency
