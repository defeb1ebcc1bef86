"""The panel of tasks on a ticket's page: who has to act now and since when, what is done, what can be asked for."""

from datetime import datetime
from typing import Any

from people.models import Person
from tickets import actions
from tickets.inbox.picture import chain_of
from tickets.models import Task, Ticket
from tickets.phases import ENDED
from tickets.policies import may_work
from tickets.task_policies import may_give_out, may_urge, may_withdraw
from tickets.terms import may_have_process


def panel_of(ticket: Ticket, person: Person, *, now: datetime) -> dict[str, Any]:
    """Open tasks first, each with what the person may do about it; costs little where there are none.

    It is `brief` for a requester whose process tells step by step who has what, on the same page.
    """
    chain = chain_of(ticket, person)
    for task in chain:
        task.may_urge = task.is_open and may_urge(person, task)
        task.urge_at = actions.urgeable_at(task) if task.may_urge else None
        task.may_withdraw = task.is_open and may_withdraw(person, task)
    return {
        "ticket": ticket,
        "person": person,
        "now": now,
        "acting": [task for task in chain if task.is_open],
        "acted": [task for task in chain if not task.is_open and task.state != Task.State.CANCELLED],
        "may_give_out": ticket.phase not in ENDED and may_give_out(person, ticket),
        "brief": may_have_process(ticket) and not may_work(person, ticket),
    }
