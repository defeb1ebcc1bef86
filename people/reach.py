"""How far somebody's roles carry: over which departments, in two small queries per person and request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, Value

if TYPE_CHECKING:
    from people.models import Person

# A role that does another one's work as well (see Role).
IMPLIED_BY = {"agent": {"lead"}, "publisher": {"owner"}}
WORKING_ROLES = frozenset({"agent", "lead", "admin"})
_MEMBER, _LEAD = "team", "team-lead"


@dataclass(frozen=True)
class Reach:
    """The departments a role covers; `everywhere` when it was given for the whole company.

    `department_id in reach` and `department in reach` answer for one department, `reach.over("department")`
    is the same as a condition on rows that point to departments by that field.
    """

    everywhere: bool = False
    departments: frozenset[int] = frozenset()

    def __contains__(self, department: Any) -> bool:
        return self.everywhere or getattr(department, "pk", department) in self.departments

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.departments)

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(self.everywhere or other.everywhere, self.departments | other.departments)

    def over(self, name: str = "department") -> Q:
        """The condition that the department a row points to by this field is covered."""
        if self.everywhere:
            return Q()
        return Q(**{f"{name}__in": self.departments}) if self.departments else Q(pk__in=[])


@dataclass
class Standing:
    """Everything a person was given: roles with the departments they cover, and teams."""

    everywhere: set[str] = field(default_factory=set)
    departments: dict[str, set[int]] = field(default_factory=dict)
    team_ids: frozenset[int] = frozenset()
    led_team_ids: frozenset[int] = frozenset()

    def reach(self, roles: Iterable[str]) -> Reach:
        """What these roles cover together. An administrator of a place has every role there."""
        wanted = {"admin", *roles}
        for role in tuple(wanted):
            wanted |= IMPLIED_BY.get(role, set())
        if wanted & self.everywhere:
            return Reach(everywhere=True)
        covered = (self.departments.get(role, ()) for role in wanted)
        return Reach(departments=frozenset().union(*covered))

    @property
    def works_tickets(self) -> bool:
        return bool(self.team_ids or WORKING_ROLES & (self.everywhere | self.departments.keys()))


def standing_of(person: "Person") -> Standing:
    """Reads what the person was given. Who is not active has nothing; the machine and superusers, all."""
    if not (person.is_active or person.is_machine):
        return Standing()
    standing = Standing()
    if person.is_superuser or person.is_machine:
        standing.everywhere.add("admin")
    teams, led, places = set(), set(), []
    for kind, place_id, path in _given_to(person):
        if kind in (_MEMBER, _LEAD):
            teams.add(place_id)
            led |= {place_id} if kind == _LEAD else set()
        elif path is None:
            standing.everywhere.add(kind)
        else:
            places.append((kind, path))
    standing.team_ids, standing.led_team_ids = frozenset(teams), frozenset(led)
    standing.departments = _closed(places)
    return standing


def _given_to(person: "Person") -> Iterable[tuple[str, int, str | None]]:
    """Grants and memberships as one query: (role, department, its path) or (team, id, None)."""
    from people.models import Grant, Membership

    def members(kind: str, **which: Any) -> Any:
        return (
            Membership.objects.filter(person=person, **which)
            .annotate(kind=Value(kind, CharField()), path=Value(None, CharField()))
            .values_list("kind", "team_id", "path")
        )

    grants = Grant.objects.filter(person=person).values_list("role", "department_id", "department__path")
    return grants.union(members(_MEMBER, is_lead=False), members(_LEAD, is_lead=True), all=True)


def _closed(places: list[tuple[str, str]]) -> dict[str, set[int]]:
    """For each role the ids of the departments at or below its places."""
    from people.models import Department

    covered: dict[str, set[int]] = {}
    if not places:
        return covered
    below = list(Department.objects.under(*{path for _role, path in places}).values_list("id", "path"))
    for role, place in places:
        covered.setdefault(role, set()).update(pk for pk, path in below if path.startswith(place))
    return covered
