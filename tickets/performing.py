"""From ways of naming who acts to people: found on the ticket, its people and answers; each with the reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy

from people.models import Department, Person, Team
from people.models.grant import Role
from people.standing_in import stand_in
from rules import BrokenRule, Facts, compile_open
from tickets.models import Task, Ticket
from tickets.performers import WAYS, Performer
from tickets.wording import in_both
from ui.bilingual import pick_lazy


@dataclass(frozen=True)
class Appointed:
    """Somebody who has to act, and why (in both languages). `on_behalf_of` is whom they stand in for; `team` (an
    id) is through which team they were found: work for a whole team is not given to each of its members."""

    person: Person
    weight: int = 1
    why: dict[str, str] = field(default_factory=dict)
    on_behalf_of: Person | None = None
    team: int | None = None


def appointed(
    ticket: Ticket,
    performers: Iterable[Performer],
    *,
    facts: Mapping[str, Any],
    now: datetime,
    fallbacks: Iterable[Performer] = (),
    own_request: str = "ask",
) -> list[Appointed]:
    """Everybody whom these ways name, each once; whom the fallbacks name, if that is nobody.

    `facts` are what expressions and answers are read from (typed values by name: people, ids or user names).
    Only people who can sign in; who stands in for somebody now comes in their place. With `own_request`
    "fallback" the requester is passed over, as one who may not approve the own request. Empty when nobody is
    found at all: `open_task` then hands the work to a team.
    """
    never = (ticket.requester_id,) if own_request == "fallback" else ()
    for ways in (performers, fallbacks):
        found = _all_of(ticket, ways, facts, now, never)
        if found:
            return found
    return []


def _all_of(
    ticket: Ticket, ways: Iterable[Performer], facts: Mapping[str, Any], now: datetime, never: tuple[int, ...]
) -> list[Appointed]:
    found: dict[int, Appointed] = {}
    for way in ways:
        people = FINDERS[way.by](ticket, way, facts)
        team = team_named(way, ticket).pk if way.by == "team" and people else None
        for person in people:
            if person.is_active and not person.is_machine and person.pk not in never:
                one = standing_in(Appointed(person, way.weight, why_of(way), team=team), now, never=never)
                found.setdefault(one.person.pk, one)
    return list(found.values())


def standing_in(one: Appointed, now: datetime, *, never: Iterable[int] = ()) -> Appointed:
    """The same part for whoever stands in for the person now."""
    acting = stand_in(one.person, now, never=tuple(never))
    if acting.pk == one.person.pk:
        return one
    return Appointed(acting, one.weight, one.why, one.person, one.team)


def why_of(way: Performer) -> dict[str, str]:
    """The way of naming in words, with what it names."""
    label = WAYS[way.by][0]
    if not way.value or way.by == "expression":
        return in_both(label)
    if way.by == "role" and way.value in Role.values:
        return in_both(format_lazy("{}: {}", label, Role(way.value).label))
    team = Team.objects.filter(slug=way.value).first() if way.by in ("team", "team-lead") else None
    return in_both(format_lazy("{}: {}", label, pick_lazy(team.names) if team else way.value))


def pool_of(ticket: Ticket) -> Team | None:
    """The team that takes what nobody else does: the ticket's, its department's, the service desk."""
    if ticket.team_id is not None:
        return ticket.team
    above = [*ticket.department.get_ancestors().order_by("-depth"), ticket.department]
    for department in reversed(above):
        found = department.teams.order_by("-is_service_desk", "pk").first()
        if found is not None:
            return found
    return Team.objects.filter(is_service_desk=True).order_by("pk").first()


def owners_of(department: Department) -> list[Person]:
    """Who answers for the department: its owners, else those of what it belongs to, else administrators."""
    line = [*department.get_ancestors().order_by("depth"), department]
    for place in reversed(line):
        found = list(Person.objects.active().filter(grants__role=Role.OWNER, grants__department=place))
        if found:
            return found
    return administrators()


def administrators() -> list[Person]:
    """Who administers the whole company."""
    admin = Q(grants__role=Role.ADMIN, grants__department=None) | Q(is_superuser=True)
    return list(Person.objects.active().filter(admin).distinct())


# ── one function per way ─────────────────────────────────────────────────────────────────────────────

Finder = Callable[[Ticket, Performer, Mapping[str, Any]], list[Person]]


def _requester(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    return [ticket.requester]


def _manager(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    return _some(ticket.requester.manager)


def _managers_manager(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    manager = ticket.requester.manager
    return _some(manager.manager if manager else None)


def _head(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    return _head_of(ticket.requester.department)


def _cost_centre_owner(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    if not way.value:
        return _head_of(ticket.requester.department)
    return _head_of(_department(facts.get(way.value, ticket.answers.get(way.value))))


def _role(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    """Those given the role for the department, else for the nearest one above it, else for the company."""
    line = [*ticket.department.get_ancestors().order_by("depth"), ticket.department]
    for place in (*reversed(line), None):
        found = list(Person.objects.active().filter(grants__role=way.value, grants__department=place))
        if found:
            return found
    return []


def _team(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    team = team_named(way, ticket)
    return list(Person.objects.active().filter(memberships__team=team)) if team else []


def _team_lead(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    team = team_named(way, ticket)
    leads = Person.objects.active().filter(memberships__team=team, memberships__is_lead=True)
    return list(leads) if team else []


def _person(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    return people_in(way.value)


def _assignee(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    return _some(ticket.assignee)


def _answer(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    return people_in(facts.get(way.value, ticket.answers.get(way.value)))


def _expression(ticket: Ticket, way: Performer, facts: Mapping[str, Any]) -> list[Person]:
    """Whom the expression gives; one that can't be read or has no value names nobody."""
    kinds = {name: "person" if isinstance(one, Person) else "any" for name, one in facts.items()}
    try:
        rule = compile_open(way.value, Facts(kinds), expects="any")
    except BrokenRule:
        return []
    return people_in(rule.value(facts))


FINDERS: dict[str, Finder] = {
    "requester": _requester,
    "manager": _manager,
    "managers-manager": _managers_manager,
    "department-head": _head,
    "cost-centre-owner": _cost_centre_owner,
    "role": _role,
    "team": _team,
    "team-lead": _team_lead,
    "person": _person,
    "assignee": _assignee,
    "answer": _answer,
    "expression": _expression,
}


def team_named(way: Performer, ticket: Ticket) -> Team | None:
    return Team.objects.filter(slug=way.value).first() if way.value else ticket.team


def people_in(value: Any) -> list[Person]:
    """The people that a value names: a person, an id, a user name, what a rule or a sheet knows of a person
    (`{"id"}` or `{"username"}`), or a list of those."""
    if isinstance(value, (list, tuple)):
        return [person for one in value for person in people_in(one)]
    if isinstance(value, Person):
        return [value]
    if isinstance(value, Mapping):
        return people_in(value.get("id") or value.get("username"))
    if isinstance(value, bool) or value in (None, ""):
        return []
    text = str(value).removesuffix(".0")
    known = Person.objects.active()
    by_name = known.filter(username=text) if isinstance(value, str) else known.none()
    if by_name or not text.isdecimal() or len(text) > 18:
        return list(by_name)
    return list(known.filter(pk=int(text)))


def _some(person: Person | None) -> list[Person]:
    return [person] if person else []


def _head_of(department: Department | None) -> list[Person]:
    """The head of the department, or of the nearest one above it that has an active head."""
    if department is None:
        return []
    line = [*department.get_ancestors().order_by("depth").select_related("head"), department]
    return _some(next((one.head for one in reversed(line) if one.head and one.head.is_active), None))


def _department(value: Any) -> Department | None:
    """The department that an answer names, by id, slug or cost centre."""
    if isinstance(value, Department):
        return value
    if isinstance(value, Mapping):
        value = value.get("id") or value.get("slug") or value.get("code")
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    named = Department.objects.filter(Q(slug=text) | Q(code=text)).first()
    if named is not None or not text.isdecimal() or len(text) > 18:
        return named
    return Department.objects.filter(pk=int(text)).first()


def is_for_a_team(kind: str, people: list[Appointed]) -> int | None:
    """The team (its id) whose work it is, where work was given to the members of one team and to nobody else."""
    teams = {one.team for one in people}
    return teams.pop() if kind == Task.Kind.WORK and len(teams) == 1 else None
