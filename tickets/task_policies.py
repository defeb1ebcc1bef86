"""May this person do this to that task: one small function per question."""

from people.models import Person
from tickets.models import Assignment, Task, Ticket
from tickets.policies import asked_for, leads, may_work

Role, State = Assignment.Role, Assignment.State
HOLDING = (State.WAITING, State.QUEUED)


def is_held(task: Task) -> bool:
    """Whether somebody has it, so that nobody takes it from the team's pool."""
    return task.assignments.filter(state__in=HOLDING, role__in=(Role.HANDLER, Role.SIGNER)).exists()


def may_claim(person: Person, task: Task) -> bool:
    """Whether the person may take it from its team's pool: a member, while nobody has it. Nobody approves the own
    request that way."""
    if not person.is_active or task.state != Task.State.OPEN or task.team_id not in person.team_ids:
        return False
    if task.kind == Task.Kind.APPROVAL and person.pk == task.ticket.requester_id:
        return False
    return not is_held(task)


def may_direct(person: Person, task: Task) -> bool:
    """Whether the person gives others' parts to somebody else: who leads the ticket's team or department, who leads
    the team that takes the task, administrators, the desk itself."""
    if person.is_machine or not person.is_active:
        return person.is_machine
    return person.is_admin or leads(person, task.ticket) or task.team_id in person.led_team_ids


def may_withdraw(person: Person, task: Task) -> bool:
    """Whether the person takes back a task that was given out by hand, or the desk one of its own."""
    if person.is_machine or task.opened_by_id == person.pk:
        return True
    return not task.opened_by.is_machine and may_direct(person, task)


def may_give_out(person: Person, ticket: Ticket) -> bool:
    """Whether the person asks others for work and approvals on a ticket by hand: those who work on it."""
    return may_work(person, ticket)


def may_urge(person: Person, task: Task) -> bool:
    """Whether the person may urge those who have it: who asked for it, who works on it, who gave it out."""
    return asked_for(person, task.ticket) or may_work(person, task.ticket) or task.opened_by_id == person.pk


def takes_part(person: Person, task: Task) -> bool:
    """Whether the person acts on the task now, as handler, signer or helper."""
    roles = (Role.HANDLER, Role.SIGNER, Role.HELPER)
    return task.assignments.filter(person=person, state__in=HOLDING, role__in=roles).exists()
