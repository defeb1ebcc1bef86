"""Operations that give access and take it back: membership in a team of the ticket's own department, never a role."""

from django.utils.translation import gettext_lazy as _

from people import actions
from people.models import Person, Team
from processes.operations.registry import Doing, Failed, Field, operation

TEAM = Field("team", "team", _("Team"))
PERSON = Field("person", "person", _("Person"), required=False, hint=_("empty: the requester"))


@operation("grant", _("Add somebody to a team"), TEAM, PERSON)
def grant(doing: Doing) -> None:
    team, person = _chosen(doing)
    if not person.is_active:
        raise Failed("inactive", _("%(person)s can't sign in any more.") % {"person": person.label})
    if not person.memberships.filter(team=team).exists():  # a lead stays a lead
        actions.join_team(person, team, by=doing.by, now=doing.now)


@operation("revoke", _("Take somebody out of a team"), TEAM, PERSON)
def revoke(doing: Doing) -> None:
    team, person = _chosen(doing)
    actions.leave_team(person, team, by=doing.by, now=doing.now)


def _chosen(doing: Doing) -> tuple[Team, Person]:
    """Raises `Failed` for a team of another department: who draws a process of one gives nothing of another."""
    team, person = doing.inputs["team"], doing.inputs["person"] or doing.ticket.requester
    if team.department_id != doing.ticket.department_id:
        sentence = _("“%(team)s” is no team of “%(department)s”; only its own teams can be given here.")
        said = {"team": team.label, "department": doing.ticket.department.label}
        raise Failed("foreign-team", sentence % said)
    return team, person
