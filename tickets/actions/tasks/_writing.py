"""What every deed on a task shares: lock, compare with what was seen, give out parts, tell of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.models import Event
from journal.refusals import NotAllowed, Refused, Stale
from people.models import Person
from tickets import words
from tickets.actions._writing import Ended, locked
from tickets.models import Assignment, Participant, Task, Ticket
from tickets.phases import ENDED
from tickets.step_rights import hidden_by_steps, rights_now
from tickets.wording import in_both

Role, State = Assignment.Role, Assignment.State
UNDECIDED = (State.QUEUED, State.WAITING)
ACTING = (Role.HANDLER, Role.SIGNER)
# After these, what somebody saw of a task is no longer what it is.
CHANGING = (
    "task.opened",
    "task.decided",
    "task.ended",
    "task.cancelled",
    "task.returned",
    "task.resumed",
    "task.taken-back",
    "task.claimed",
    "task.released",
    "task.resigned",
    "task.handed-over",
    "task.signer-added",
    "task.signer-removed",
    "task.escalated",
    "ticket.answered-anew",
    "ticket.corrected",
)
LOOKED_AT = 50


class CannotAct(Refused):
    """As the task stands, this can't be done with it."""

    code = "cannot-act"


class NotYourTurn(NotAllowed):
    """The task waits for somebody else."""

    code = "not-your-turn"


def held(task: Task) -> Task:
    """The task as it is now, its ticket locked first: of two deeds on a ticket one waits for the other."""
    ticket = locked(Ticket(pk=task.ticket_id))
    found = Task.objects.select_for_update().get(pk=task.pk)
    found.ticket = ticket
    return found


def held_open(task: Task, seen: int | None = None) -> Task:
    """The same, of a task on which people can still act. Raises `Stale`, naming who did what, if it was ended
    or changed since the person saw it, `Ended` where its ticket is."""
    found = held(task)
    if found.ticket.phase in ENDED:
        raise Ended(_("The request is closed; nothing is left to do."))
    if not found.is_open or (seen is not None and seen != found.revision):
        raise Stale(stale_sentence(found), revision=found.revision, state=found.state)
    if found.state == Task.State.PAUSED:
        raise CannotAct(_("It was returned and waits for an answer."))
    return found


def stale_sentence(task: Task) -> Any:
    """What somebody did last with the task, and what to do now."""
    last = last_deed(task)
    if last is None or (
        last.data.get("changes") and task.ticket.terms_id
    ):  # not everybody may read of answers
        return _("Somebody changed it in the meantime. Look again, then decide.")
    return format_lazy(_("Meanwhile: {deed}. Look again, then decide."), deed=last.sentence)


def last_deed(task: Task) -> Event | None:
    events = Event.objects.about(task.ticket).filter(verb__in=CHANGING).order_by("-id")[:LOOKED_AT]
    return next((one for one in events if one.data.get("task", task.pk) == task.pk), None)


def parts_of(task: Task) -> list[Assignment]:
    return list(task.assignments.select_related("person", "on_behalf_of"))


def waiting_parts(task: Task, person: Person, roles: Iterable[str] = ACTING) -> list[Assignment]:
    """What the person has to act on now, the own first."""
    mine = [
        part
        for part in parts_of(task)
        if part.person_id == person.pk and part.state == State.WAITING and part.role in roles
    ]
    return sorted(mine, key=lambda part: part.on_behalf_of_id is not None)


def give_part(task: Task, person: Person, role: str, *, now: datetime, **more: Any) -> Assignment:
    """A new part of the person, who from now on sees the ticket; so does whoever they stand in for."""
    take_part(task.ticket, person)
    if more.get("on_behalf_of") is not None:
        take_part(task.ticket, more["on_behalf_of"])
    return Assignment.objects.create(task=task, person=person, role=role, since=now, **more)


def take_part(ticket: Ticket, person: Person) -> None:
    Participant.objects.get_or_create(
        ticket=ticket, person=person, defaults={"role": Participant.Role.TASKED}
    )


def settle_part(
    part: Assignment,
    state: str,
    *,
    by: Person,
    now: datetime,
    channel: str = "",
    comment: str = "",
    **more: Any,
) -> None:
    """Says what came of a part, and who did it."""
    part.state, part.acted_at, part.acted_by, part.channel = state, now, by, channel
    part.comment = comment or part.comment
    for name, value in more.items():
        setattr(part, name, value)
    part.save()


def bump(task: Task, *fields: str) -> None:
    """Saves these fields; what somebody saw before is now stale."""
    task.revision += 1
    task.save(update_fields=[*fields, "revision"])


def tell(verb: str, task: Task, *, by: Person, now: datetime, channel: str = "web", **data: Any) -> Event:
    """Records what was done with the task, on its ticket, on which those who now act may see and edit what it says."""
    keep_rights(task)
    said = {"task": task.pk, "kind": task.kind, "title": task.title, "revision": task.revision, **data}
    return record(verb, task.ticket, by=by, now=now, channel=channel, data=said)


def keep_rights(task: Task) -> None:
    """Writes on the ticket what its tasks now let whom see and edit of its answers."""
    ticket = task.ticket
    if not (task.fields or ticket.step_rights):
        return
    before = hidden_by_steps(ticket)
    rights = rights_now(ticket)
    if rights == ticket.step_rights:
        return
    ticket.step_rights = rights
    ticket.save(update_fields=["step_rights"])
    if hidden_by_steps(ticket) != before:
        words.index_ticket(ticket)


def all_named(people: Iterable[Any]) -> dict[str, str]:
    """Several people (or texts in both languages) in one line of each language."""
    names = [one if isinstance(one, dict) else {"en": one.label, "zh": one.label} for one in people]
    return {"en": ", ".join(one["en"] for one in names), "zh": "、".join(one["zh"] for one in names)}


def persons(parts: Iterable[Assignment]) -> list[dict[str, Any]]:
    """Whose parts these are, as the journal keeps people."""
    return [{"id": part.person_id, "name": part.person.label} for part in parts]


def outcome_in_words(outcome: str) -> dict[str, str]:
    return in_both(Task.Outcome(outcome).label)
