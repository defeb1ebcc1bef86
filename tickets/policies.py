"""May this person do this to that ticket: one small function per question, on what is loaded already."""

from people.models import Department, Person, Team
from tickets.models import SavedView, Ticket
from tickets.phases import Phase


def may_work(person: Person, ticket: Ticket) -> bool:
    """Whether the person works on the ticket: agent or lead of its department, in its team, or assignee."""
    if not (person.is_active or person.is_machine):
        return False
    return (
        ticket.department_id in person.reach("agent")
        or ticket.team_id in person.team_ids
        or ticket.assignee_id == person.pk
    )


def is_requester(person: Person, ticket: Ticket) -> bool:
    """Whether it is the person's own request; who ordered for somebody else counts, unless working on it."""
    if ticket.requester_id == person.pk:
        return True
    return ticket.opened_by_id == person.pk and not may_work(person, ticket)


def asked_for(person: Person, ticket: Ticket) -> bool:
    """Whether the person asked for it, for themselves or for somebody else."""
    return person.pk in (ticket.requester_id, ticket.opened_by_id)


def may_correct(person: Person, ticket: Ticket) -> bool:
    """Whether the person may still put their own answers right: nobody has taken the request up."""
    return (
        person.is_active
        and asked_for(person, ticket)
        and ticket.phase == Phase.NEW
        and ticket.assignee_id is None
    )


def may_rate(person: Person, ticket: Ticket) -> bool:
    """Whether the person may say how it went: it is their request, and it was done."""
    return person.is_active and asked_for(person, ticket) and ticket.phase in (Phase.RESOLVED, Phase.CLOSED)


def leads(person: Person, ticket: Ticket) -> bool:
    """Whether the person leads the ticket's team or has a leading role over its department."""
    return ticket.department_id in person.reach("lead") or ticket.team_id in person.led_team_ids


def roles_of(person: Person, ticket: Ticket, *, channel: str = "web") -> frozenset[str]:
    """What the person is to the ticket, in the words a lifecycle uses."""
    if person.is_machine:
        return frozenset({"system", "process"} if channel == "process" else {"system"})
    if not person.is_active:
        return frozenset()
    roles = {"requester"} if is_requester(person, ticket) else set()
    if may_work(person, ticket):
        roles.add("agent")
        if ticket.assignee_id == person.pk:
            roles.add("assignee")
        if leads(person, ticket):
            roles.add("lead")
        if person.is_admin:
            roles.add("admin")
    return frozenset(roles)


def may_comment(person: Person, ticket: Ticket, *, takes_part: bool = False) -> bool:
    """Whether the person may write a public reply: requester, collaborator, or who works on it."""
    return takes_part or may_work(person, ticket) or asked_for(person, ticket)


def may_be_assigned(person: Person, ticket: Ticket) -> bool:
    """Whether the person could do the work: an agent of the department or a member of the ticket's team."""
    return (
        person.is_active
        and not person.is_machine
        and (ticket.department_id in person.reach("agent") or ticket.team_id in person.team_ids)
    )


def sees_only_as_admin(person: Person, ticket: Ticket) -> bool:
    """Whether nothing but administration lets the person see the ticket: such a look is recorded."""
    if person.is_machine or person.pk in (ticket.requester_id, ticket.opened_by_id, ticket.assignee_id):
        return False
    standing = person.standing
    given = {"agent", "lead", "auditor"}
    if given & standing.everywhere or ticket.team_id in standing.team_ids:
        return False
    return not any(ticket.department_id in standing.departments.get(role, ()) for role in given)


def may_set_service_levels(person: Person) -> bool:
    """What the company promises is set by its administrators."""
    return person.is_admin


def may_publish_lifecycles(person: Person, department: Department | int | None = None) -> bool:
    """Whether the person draws and publishes a department's lifecycles, as its publishers do. The company's
    (without a department) are its administrators' affair, and the desk's own that brings some along."""
    return person.is_admin if department is None else department in person.reach("publisher")


def may_change_view(person: Person, view: SavedView) -> bool:
    """Whether the person may rename, share or drop a saved view: its owner, and who leads its team."""
    return view.owner_id == person.pk or view.team_id in person.led_team_ids or person.is_admin


def may_limit_board(person: Person, team: Team) -> bool:
    """Whether the person sets how many cards a column of the team's board may hold, and may go over it."""
    return team.pk in person.led_team_ids or team.department_id in person.reach("lead")
