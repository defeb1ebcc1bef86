"""Who else takes part: watchers for themselves, colleagues whom the requester or a worker adds."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import invalid, locked, named
from tickets.models import Assignment, Participant, Ticket
from tickets.policies import is_requester, may_work

WATCHER, COLLABORATOR = Participant.Role.WATCHER, Participant.Role.COLLABORATOR
TASKED = Participant.Role.TASKED


@transaction.atomic
def watch(ticket: Ticket, *, by: Person, now: datetime, channel: str = "web") -> None:
    """The person hears of everything that happens to the ticket; only those who may read it can."""
    held = locked(ticket)
    if not Ticket.objects.visible_to(by).filter(pk=held.pk).exists():
        raise NotAllowed(_("You may not see this ticket."))
    row, fresh = Participant.objects.get_or_create(ticket=held, person=by, defaults={"role": WATCHER})
    if row.role == TASKED:
        row.role, fresh = WATCHER, True
        row.save(update_fields=["role"])
    if fresh:
        record("ticket.watched", held, by=by, now=now, channel=channel)


@transaction.atomic
def unwatch(ticket: Ticket, *, by: Person, now: datetime, channel: str = "web") -> None:
    """The person hears of it no more; whoever was added to the conversation leaves it."""
    held = locked(ticket)
    row = held.participants.filter(person=by).first()
    if row is not None and row.role != TASKED:
        _take_out(held, row)
        _tell_gone(held, row, by=by, now=now, channel=channel)


@transaction.atomic
def add_participant(
    ticket: Ticket, person: Person, *, by: Person, now: datetime, channel: str = "web"
) -> Participant:
    """Adds a colleague to the conversation, who then reads and replies. Requester and workers may."""
    held = locked(ticket)
    if not (is_requester(by, held) or may_work(by, held)):
        raise NotAllowed(_("Only the requester and those who work on it add people."))
    if not person.is_active or person.is_machine:
        raise invalid("person", _("This person has left and can't be added."))
    row, fresh = Participant.objects.get_or_create(
        ticket=held, person=person, defaults={"role": COLLABORATOR}
    )
    if fresh or row.role != COLLABORATOR:
        row.role = COLLABORATOR
        row.save(update_fields=["role"])
        data = {"person": named(person)}
        record("ticket.joined", held, by=by, now=now, channel=channel, data=data)
    return row


@transaction.atomic
def remove_participant(
    ticket: Ticket, person: Person, *, by: Person, now: datetime, channel: str = "web"
) -> None:
    """Takes somebody out of the conversation. Requester and workers may, and everybody for oneself."""
    held = locked(ticket)
    if by.pk != person.pk and not (is_requester(by, held) or may_work(by, held)):
        raise NotAllowed(_("Only the requester and those who work on it remove people."))
    row = held.participants.filter(person=person).first()
    if row is not None and row.role != TASKED:
        _take_out(held, row)
        _tell_gone(held, row, by=by, now=now, channel=channel)


def _take_out(ticket: Ticket, row: Participant) -> None:
    """Whoever has or had a task on it goes on seeing it."""
    has_task = Assignment.objects.filter(task__ticket=ticket, person=row.person_id).exists()
    if has_task:
        Participant.objects.filter(pk=row.pk).update(role=TASKED)
    else:
        row.delete()


def _tell_gone(ticket: Ticket, row: Participant, *, by: Person, now: datetime, channel: str) -> None:
    left = row.role == COLLABORATOR or row.person_id != by.pk
    data = {"person": named(row.person)} if left else {}
    verb = "ticket.left" if left else "ticket.unwatched"
    record(verb, ticket, by=by, now=now, channel=channel, data=data)
