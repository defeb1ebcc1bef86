"""Others who take part without deciding: asked for an opinion, helping, kept informed, asked a question."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import clean_text, invalid, named
from tickets.actions.saying import say
from tickets.actions.tasks._writing import (
    ACTING,
    UNDECIDED,
    NotYourTurn,
    Role,
    State,
    all_named,
    give_part,
    held_open,
    keep_rights,
    parts_of,
    settle_part,
    tell,
    waiting_parts,
)
from tickets.models import Assignment, Comment, Task, Ticket
from tickets.policies import asked_for, may_work
from tickets.task_policies import may_direct, takes_part
from tickets.wording import in_both

LONGEST = 4000


@transaction.atomic
def consult(
    task: Task, person: Person, question: str, *, by: Person, now: datetime, channel: str = "web"
) -> Assignment:
    """Asks a colleague for an opinion, which is no vote; those who decide read it. Raises `NotYourTurn`, `Invalid`."""
    found = _taking_part(task, by)
    question = clean_text("question", question, limit=LONGEST)
    _refuse_again(found, person, Role.CONSULTED)
    part = give_part(found, person, Role.CONSULTED, now=now, added_by=by, why=in_both(question))
    data = {"person": named(person), "question": question, "to": [person.pk]}
    tell("task.consulted", found, by=by, now=now, channel=channel, **data)
    return part


@transaction.atomic
def give_opinion(task: Task, text: str, *, by: Person, now: datetime, channel: str = "web") -> Assignment:
    """Writes down what the person thinks who was asked. Raises `NotYourTurn`, `Invalid`, `Stale`."""
    found = held_open(task)
    mine = waiting_parts(found, by, (Role.CONSULTED,))
    if not mine:
        raise NotYourTurn(_("Nobody asked you for an opinion on this."))
    text = clean_text("text", text, limit=LONGEST)
    settle_part(mine[0], State.DONE, by=by, now=now, channel=channel, comment=text)
    data = {"opinion": text, "to": [mine[0].added_by_id]}
    tell("task.advised", found, by=by, now=now, channel=channel, **data)
    return mine[0]


@transaction.atomic
def add_helper(task: Task, person: Person, *, by: Person, now: datetime, channel: str = "web") -> Assignment:
    """Lets a colleague help: they may do what who has it may, but for deciding. Raises `NotYourTurn`, `Invalid`."""
    found = held_open(task)
    if not (waiting_parts(found, by) or may_direct(by, found)):
        raise NotYourTurn(_("Only who has it asks others to help."))
    _refuse_again(found, person, Role.HELPER, *ACTING)
    part = give_part(found, person, Role.HELPER, now=now, added_by=by)
    data = {"person": named(person), "to": [person.pk]}
    tell("task.helper-added", found, by=by, now=now, channel=channel, **data)
    return part


@transaction.atomic
def remove_helper(task: Task, person: Person, *, by: Person, now: datetime, channel: str = "web") -> None:
    """Ends the help: who has it may, and everybody for oneself. Raises `NotAllowed`; who doesn't help stays away."""
    found = held_open(task)
    if by.pk != person.pk and not (waiting_parts(found, by) or may_direct(by, found)):
        raise NotAllowed(_("Only who has it, or who helps, ends the help."))
    for part in waiting_parts(found, person, (Role.HELPER,)):
        settle_part(part, State.REMOVED, by=by, now=now, channel=channel)
        tell("task.helper-removed", found, by=by, now=now, channel=channel, person=named(person))


@transaction.atomic
def copy_to(
    task: Task, people: Iterable[Person], *, by: Person, now: datetime, channel: str = "web"
) -> list[Assignment]:
    """Keeps people informed who have nothing to do; nobody twice on one ticket. Gives the new parts.

    Raises `NotAllowed` for those who don't take part, `Invalid` for people who have left.
    """
    found = held_open(task)
    ticket = found.ticket
    if not (takes_part(by, found) or may_work(by, ticket) or asked_for(by, ticket) or by.is_machine):
        raise NotAllowed(_("Only those who take part keep others informed."))
    people = list(dict.fromkeys(people))
    for person in people:
        _refuse_gone(person)
    know = set(
        Assignment.objects.filter(task__ticket=ticket, role=Role.COPIED).values_list("person", flat=True)
    ) | {part.person_id for part in parts_of(found) if part.is_undecided}
    fresh = [
        give_part(found, person, Role.COPIED, now=now, state=State.DONE, added_by=by)
        for person in people
        if person.pk not in know
    ]
    if fresh:
        named_all = all_named(part.person for part in fresh)
        data = {"people": named_all, "to": [part.person_id for part in fresh]}
        tell("task.copied", found, by=by, now=now, channel=channel, **data)
    return fresh


@transaction.atomic
def ask_about(
    task: Task, person: Person, text: str, *, by: Person, now: datetime, channel: str = "web"
) -> Comment:
    """Asks somebody a question in the ticket's conversation, who is told at once and may read and answer there.

    The task goes on waiting. Raises `NotYourTurn`, `Invalid`.
    """
    found = _taking_part(task, by)
    _refuse_gone(person)
    if not Ticket.objects.visible_to(person).filter(pk=found.ticket_id).exists():
        give_part(
            found, person, Role.COPIED, now=now, state=State.DONE, added_by=by
        )  # sees what the step allows
        keep_rights(found)
    return say(found.ticket, text, by=by, now=now, channel=channel, also=[person])


def _taking_part(task: Task, by: Person) -> Task:
    found = held_open(task)
    if not takes_part(by, found):
        raise NotYourTurn(_("Only those who have a part in it ask others."))
    return found


def _refuse_again(task: Task, person: Person, *roles: str) -> None:
    _refuse_gone(person)
    has = task.assignments.filter(person=person, state__in=UNDECIDED, role__in=roles)
    if has.exists():
        raise invalid("person", format_lazy(_("{person} has a part in it already."), person=person.label))


def _refuse_gone(person: Person) -> None:
    if not person.is_active or person.is_machine:
        raise invalid("person", _("This person has left. Choose somebody else."))
