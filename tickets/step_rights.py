"""What the tasks of a ticket let those see and edit of its answers who have or had a part in them.

Kept on the ticket, so that whoever shows answers asks nothing more: `{"<person's id>" or "team:<id>": {question:
"hidden" | "read" | "edit"}}`. While a part waits it counts as it stands. Before and after, and for a team that may
take the task, nothing is edited, and the strictest of all counts.
"""

from collections.abc import Iterable

from people.models import Person
from tickets.models import Assignment, Task, Ticket
from tickets.terms import EDIT, HIDDEN, READ

ORDER = {HIDDEN: 0, READ: 1, EDIT: 2}
State, Role = Assignment.State, Assignment.Role
ACTING = (Role.HANDLER, Role.SIGNER, Role.HELPER)
Rights = dict[str, dict[str, str]]


def step_for(person: Person, ticket: Ticket) -> dict[str, str]:
    """What the steps say for this person, by question; nothing for those who have no part in any."""
    if not ticket.step_rights or person.is_machine:
        return {}
    own = ticket.step_rights.get(str(person.pk), {})
    teams = [ticket.step_rights.get(f"team:{pk}", {}) for pk in person.team_ids]
    return {**_strictest(teams), **own}


def hidden_by_steps(ticket: Ticket) -> frozenset[str]:
    """The questions that some step hides from somebody."""
    every = ticket.step_rights.values()
    return frozenset(name for one in every for name, may in one.items() if may == HIDDEN)


def rights_now(ticket: Ticket) -> Rights:
    """The rights as the tasks of the ticket stand, in two queries."""
    tasks = {task.pk: task for task in Task.objects.filter(ticket=ticket) if task.fields}
    parts = Assignment.objects.filter(task__in=list(tasks))
    now: dict[str, list[dict[str, str]]] = {}
    other: dict[str, list[dict[str, str]]] = {}
    for part in parts:
        task = tasks[part.task_id]
        acts = part.state == State.WAITING and part.role in ACTING and task.state == Task.State.OPEN
        kept = now if acts else other
        kept.setdefault(str(part.person_id), []).append(task.fields)
        if part.on_behalf_of_id:
            other.setdefault(str(part.on_behalf_of_id), []).append(task.fields)
    for task in tasks.values():
        if task.team_id and task.is_open:
            other.setdefault(f"team:{task.team_id}", []).append(task.fields)
    return {
        who: {**_reading(_strictest(other.get(who, []))), **_widest(now.get(who, []))}
        for who in sorted({*now, *other})
    }


def _strictest(many: Iterable[dict[str, str]]) -> dict[str, str]:
    return _chosen(many, min)


def _widest(many: Iterable[dict[str, str]]) -> dict[str, str]:
    return _chosen(many, max)


def _chosen(many: Iterable[dict[str, str]], choose: object) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for one in many:
        for name, may in one.items():
            found.setdefault(name, []).append(may)
    return {name: choose(mays, key=ORDER.__getitem__) for name, mays in found.items()}  # type: ignore[operator]


def _reading(rights: dict[str, str]) -> dict[str, str]:
    return {name: READ if may == EDIT else may for name, may in rights.items()}
