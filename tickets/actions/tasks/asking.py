"""By hand: who works on a ticket asks anybody for an approval, or gives out work, without any process."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.refusals import NotAllowed
from people.models import Person, Team
from tickets.actions._writing import clean_text, invalid
from tickets.actions.tasks.opening import open_up
from tickets.models import Task, Ticket
from tickets.performing import Appointed, standing_in
from tickets.task_policies import may_give_out
from tickets.wording import in_both

TITLE, TEXT = 200, 4000
WORKING_DAY = 8 * 3600
# Who is asked by hand is reminded after a working day and after three.
POLICY = {"reminders": [{"after": WORKING_DAY}, {"after": 3 * WORKING_DAY}]}


@transaction.atomic
def ask_for_approval(
    ticket: Ticket,
    people: Iterable[Person],
    *,
    title: str,
    by: Person,
    now: datetime,
    text: str = "",
    rule: str = "all",
    in_turn: bool = False,
    due_at: datetime | None = None,
    channel: str = "web",
) -> Task:
    """Asks these people to approve something about the ticket. Raises `NotAllowed`, `Invalid` beside the field."""
    if rule not in (Task.Rule.ANY, Task.Rule.ALL, Task.Rule.MAJORITY):
        raise invalid("rule", _("One of them, all of them, or more than half."))
    people = list(people)
    if any(person.pk == ticket.requester_id for person in people):
        raise invalid("people", _("Nobody approves the own request. Choose somebody else."))
    return _give_out(
        ticket,
        people,
        kind=Task.Kind.APPROVAL,
        title=title,
        text=text,
        by=by,
        now=now,
        rule=rule,
        in_turn=in_turn,
        due_at=due_at,
        channel=channel,
    )


@transaction.atomic
def give_task(
    ticket: Ticket,
    people: Iterable[Person],
    *,
    title: str,
    by: Person,
    now: datetime,
    team: Team | None = None,
    text: str = "",
    due_at: datetime | None = None,
    channel: str = "web",
) -> Task:
    """Gives these people, or a team, something to do. Raises `NotAllowed`, `Invalid` beside the field."""
    return _give_out(
        ticket,
        list(people),
        kind=Task.Kind.WORK,
        title=title,
        text=text,
        by=by,
        now=now,
        team=team,
        due_at=due_at,
        channel=channel,
    )


def _give_out(
    ticket: Ticket, people: list[Person], *, title: str, text: str, by: Person, now: datetime, **more: Any
) -> Task:
    if not may_give_out(by, ticket):
        raise NotAllowed(_("Only people who work on this ticket ask others for work or approval."))
    title = clean_text("title", title, limit=TITLE)
    text = clean_text("text", text, limit=TEXT, required=False)
    if not people and more.get("team") is None:
        raise invalid("people", _("Choose at least one person."))
    if any(not person.is_active or person.is_machine for person in people):
        raise invalid("people", _("This person has left. Choose somebody else."))
    if more["due_at"] is not None and more["due_at"] <= now:
        raise invalid("due_at", _("This lies in the past."))
    why = in_both(format_lazy(_("{person} asks for it"), person=by.label))
    never = (ticket.requester_id,) if more["kind"] == Task.Kind.APPROVAL else ()
    performers = [standing_in(Appointed(person, why=why), now, never=never) for person in people]
    return open_up(
        ticket,
        title=in_both(title),
        instructions=in_both(text) if text else None,
        performers=performers,
        policy=POLICY,
        by=by,
        now=now,
        **more,
    )
