"""Whom and what the desk's forms offer to choose from."""

from django.db.models import Q

from people.models import Department, Grant, Membership, Person, Team
from people.querysets import DepartmentQuerySet, PersonQuerySet, TeamQuerySet
from people.reach import WORKING_ROLES
from tickets.models import Ticket


def assignable(ticket: Ticket) -> PersonQuerySet:
    """Those who could do the work: members of the team, and agents of the department or of one above it."""
    above = Department.objects.filter(path__in=_paths_to(ticket.department)).values("pk")
    agents = Grant.objects.filter(Q(department__in=above) | Q(department=None), role__in=WORKING_ROLES)
    members = Membership.objects.filter(team=ticket.team_id)
    return (
        Person.objects.active()
        .filter(Q(pk__in=agents.values("person")) | Q(pk__in=members.values("person")))
        .order_by("name")
    )


def _paths_to(department: Department) -> list[str]:
    """The places of the department and of all those above it in the tree."""
    steps = range(department.steplen, len(department.path) + 1, department.steplen)
    return [department.path[:end] for end in steps]


def teams(person: Person) -> TeamQuerySet:
    return Team.objects.visible_to(person).order_by("name")


def mates(person: Person) -> PersonQuerySet:
    """Those who share a team with the person, the person among them."""
    together = Membership.objects.filter(team__in=person.team_ids).values("person")
    return Person.objects.active().filter(pk__in=together).order_by("name")


def departments(person: Person) -> DepartmentQuerySet:
    """Departments whose tickets the person works: by role, or because a team of theirs belongs to it."""
    theirs = Team.objects.filter(pk__in=person.team_ids).values("department")
    return Department.objects.filter(person.reach("agent").over("pk") | Q(pk__in=theirs)).order_by("name")


def colleagues(person: Person) -> PersonQuerySet:
    """Those who work tickets where the person does: in teams of those departments, or by a role there."""
    reach = person.reach("agent")
    places = Q(team__in=person.team_ids) | reach.over("team__department")
    members = Membership.objects.filter(places)
    agents = Grant.objects.filter(reach.over("department"), role__in=WORKING_ROLES)
    return (
        Person.objects.active()
        .filter(Q(pk__in=members.values("person")) | Q(pk__in=agents.values("person")))
        .order_by("name")
    )
