"""Somebody leaves: everything they hold is shown, and handed over in one deed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.refusals import Invalid, NotAllowed
from people.actions import end_delegation
from people.models import Delegation, Membership, Person
from people.policies import may_change_person
from tickets.actions._writing import invalid, locked, named
from tickets.actions.assigning import hand_over, release
from tickets.actions.tasks._writing import ACTING, UNDECIDED, CannotAct, Role, bump, held, tell
from tickets.actions.tasks.handling import checked_receiver, move_part, votes_instead
from tickets.models import Assignment, Task, Ticket
from tickets.models.task import acting
from tickets.performing import Appointed
from tickets.policies import may_be_assigned

OPEN_STATES = (Task.State.OPEN, Task.State.PAUSED)


@dataclass(frozen=True)
class Held:
    """What a person holds: parts in open tasks, open tickets, delegations to them, and teams that only they lead."""

    parts: list[Assignment]
    tickets: list[Ticket]
    delegations: list[Delegation]
    teams: list[Membership]

    def __bool__(self) -> bool:
        return bool(self.parts or self.tickets or self.delegations or self.teams)

    @property
    def count(self) -> int:
        """What is handed over; who leads a team is said by people, not by this."""
        return len(self.parts) + len(self.tickets) + len(self.delegations)


def preview_of(person: Person) -> Held:
    """Everything that would be left without anybody if the person went. Four queries, however much it is."""
    parts = (
        Assignment.objects.filter(person=person, state__in=UNDECIDED, task__state__in=OPEN_STATES)
        .exclude(role=Role.COPIED)
        .select_related("task__ticket", "on_behalf_of", "person")
        .order_by("task__ticket", "pk")
    )
    leads = Membership.objects.filter(person=person, is_lead=True).select_related("team")
    others = Membership.objects.filter(is_lead=True, person__is_active=True).exclude(person=person)
    return Held(
        parts=list(parts),
        tickets=list(Ticket.objects.open().assigned_to(person).with_people().order_by("pk")),
        delegations=list(
            Delegation.objects.filter(substitute=person, ended_at=None).select_related("person", "substitute")
        ),
        teams=list(leads.exclude(team__in=others.values("team"))),
    )


@transaction.atomic
def hand_over_all(person: Person, *, to: Person, by: Person, now: datetime, channel: str = "web") -> Held:
    """Gives everything the person holds to somebody else, one event each; gives what it was.

    Whom they stood in for gets the own back. A ticket that `to` doesn't work on goes to its team's queue, a vote
    `to` may not cast (on the own request, or where they vote already) to who leads the team. Raises `NotAllowed`,
    `Invalid` beside `to`.
    """
    if not may_change_person(by, person):
        raise NotAllowed(_("Only an administrator may change this account."))
    if to.pk == person.pk or not to.is_active or to.is_machine:
        raise invalid("to", _("Choose somebody else, who can sign in."))
    was = preview_of(person)
    for delegation in was.delegations:
        end_delegation(delegation, by=by, now=now)
    for part in preview_of(person).parts:
        _give_part(part, to, by=by, now=now, channel=channel)
    for ticket in was.tickets:
        _give_ticket(ticket, to, by=by, now=now, channel=channel)
    return was


def _give_part(part: Assignment, to: Person, *, by: Person, now: datetime, channel: str) -> None:
    task = held(part.task)
    part = Assignment.objects.select_related("person", "on_behalf_of").get(pk=part.pk)
    if not part.is_undecided:
        return
    receiver = _receiver(task, part, to, now)
    was, waits = part.who, part.state == Assignment.State.WAITING
    move_part(task, part, receiver, by=by, now=now, channel=channel)
    bump(task)
    tell(
        "task.handed-over",
        task,
        by=by,
        now=now,
        channel=channel,
        **{"from": was},
        to_name=acting(receiver.person, receiver.on_behalf_of),
        person=named(receiver.person),
        note="",
        to=[receiver.person.pk] if waits else [],
    )


def _receiver(task: Task, part: Assignment, to: Person, now: datetime) -> Appointed:
    """Who gets the part: nobody approves the own request, or has two votes by this."""
    if part.role not in ACTING or task.kind != Task.Kind.APPROVAL:
        return Appointed(to)
    try:
        return checked_receiver(task, to, now)
    except Invalid:
        pass
    try:
        return votes_instead(task, now)
    except CannotAct:
        if to.pk != task.ticket.requester_id:
            return Appointed(to)
    sentence = format_lazy(
        _("{person} can't approve the own request {reference}, and nobody else could. Choose somebody else."),
        person=to.label,
        reference=task.ticket.reference,
    )
    raise invalid("to", sentence)


def _give_ticket(ticket: Ticket, to: Person, *, by: Person, now: datetime, channel: str) -> None:
    ticket = locked(ticket)
    if may_be_assigned(to, ticket):
        hand_over(ticket, assignee=to, by=by, now=now, channel=channel)
    else:
        release(ticket, by=by, now=now, channel=channel)
