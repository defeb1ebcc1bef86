"""What the screen of one task shows, gathered in as few questions as possible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets import actions, pictures
from tickets.inbox.rows import acts, dressed
from tickets.masks import sight_of
from tickets.models import Assignment, Task, Ticket
from tickets.policies import asked_for, may_work

Role, State = Assignment.Role, Assignment.State
HIDDEN_STATES = (State.MOVED, State.REMOVED)


@dataclass(frozen=True)
class More:
    """One entry of the menu behind *More*: what it is called, its icon, and the address it asks."""

    label: Any
    icon: str
    name: str

    @property
    def namespaced(self) -> str:
        return f"tickets:{self.name}"


def screen_of(task: Task, person: Person, *, now: datetime) -> dict[str, Any]:
    """Everything but the conversation's composer."""
    ticket, works = task.ticket, may_work(person, task.ticket)
    sight = sight_of(person, ticket)
    return {
        **deeds_of(task, person, now=now),
        "task": task,
        "ticket": ticket,
        "person": person,
        "now": now,
        "works": works,
        "is_own": asked_for(person, ticket),
        "home": ticket.desk_url if works else ticket.portal_url,
        "may_edit_answers": bool(ticket.service and sight.editable),
        "loose_files": pictures.loose_files(ticket, person, works=works),
        "chain": chain_of(ticket, person),
    }


def deeds_of(task: Task, person: Person, *, now: datetime) -> dict[str, Any]:
    """What the person may do about it: the buttons that stand first, and the menu behind them."""
    decides = task.kind == Task.Kind.APPROVAL and acts(task, Role.SIGNER)
    handles = task.kind != Task.Kind.APPROVAL and acts(task, Role.HANDLER, Role.HELPER)
    return {
        "decides": decides,
        "handles": handles,
        "consulted": acts(task, Role.CONSULTED),
        "may_take_back": actions.can_take_back(task, person, now=now),
        "more": menu_of(task, person, decides=decides, handles=handles),
    }


def menu_of(task: Task, person: Person, *, decides: bool, handles: bool) -> list[More]:
    """What stands behind *More* for somebody whose turn it is; who is asked something only answers."""
    if not (decides or handles) or task.kind == Task.Kind.QUESTION:
        return []
    found = [More(_("Ask a question"), "message-circle", "task-ask")]
    if decides:
        found.append(More(_("Add somebody who decides"), "user-plus", "task-add-signer"))
        if added_by(task, person):
            found.append(More(_("Remove somebody you added"), "user-minus", "task-remove-signer"))
    if task.kind == Task.Kind.WORK:
        found.append(More(_("Add a helper"), "user-plus", "task-add-helper"))
        if helpers_of(task):
            found.append(More(_("Remove a helper"), "user-minus", "task-remove-helper"))
        if task.team_id and acts(task, Role.HANDLER):
            found.append(More(_("Put it back into the team's queue"), "corner-down-left", "task-release"))
    found.append(More(_("Hand over"), "arrow-right-left", "task-hand-over"))
    found.append(More(_("Ask for an opinion"), "users", "task-consult"))
    found.append(More(_("Keep somebody informed"), "eye", "task-copy"))
    return found


def added_by(task: Task, person: Person) -> list[Assignment]:
    """Signers whom the person added and who haven't decided."""
    open_states = (State.WAITING, State.QUEUED)
    return [
        part
        for part in task.parts
        if part.added_by_id == person.pk
        and part.role == Role.SIGNER
        and part.state in open_states
        and part.person_id != person.pk
    ]


def helpers_of(task: Task) -> list[Assignment]:
    return [part for part in task.parts if part.role == Role.HELPER and part.state == State.WAITING]


def chain_of(ticket: Ticket, person: Person) -> list[Task]:
    """All tasks of the ticket in order, each with `.said` (parts that tell something) and `.copies`."""
    tasks = (
        Task.objects.visible_to(person).filter(ticket=ticket).select_related("team", "opened_by", "ended_by")
    )
    found = dressed(_with(ticket, tasks.order_by("opened_at", "pk")), person, costs=False)
    for task in found:
        task.said = [part for part in task.parts if part.role != Role.COPIED and _tells(part)]
        task.copies = [
            part for part in task.parts if part.role == Role.COPIED and part.state != State.REMOVED
        ]
    return found


def _with(ticket: Ticket, tasks: Iterable[Task]) -> list[Task]:
    """The tasks, which know their ticket already."""
    found = list(tasks)
    for task in found:
        task.ticket = ticket
    return found


def _tells(part: Assignment) -> bool:
    """Whether the part says something to the next reader: not one that was passed on or taken away in silence."""
    return part.state not in HIDDEN_STATES or bool(part.comment)
