"""What follows from a vote: the task ends, the turn passes on, or what may be decided by itself is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.models import Event
from people.models import Person
from tickets.actions.tasks._writing import (
    UNDECIDED,
    Role,
    State,
    bump,
    outcome_in_words,
    parts_of,
    settle_part,
    tell,
)
from tickets.models import Assignment, Task
from tickets.pace import aim, policy_of, wind
from tickets.voting import APPROVED, outcome_of, slots_of, turn_of
from tickets.wording import in_both

SAME_PERSON = _("they have approved this request before")
OWN_REQUEST = _("it is their own request")


def pass_turn(task: Task, *, now: datetime) -> list[Assignment]:
    """Lets those act whose turn it is, and the others wait; gives those whose turn has just come."""
    parts = parts_of(task)
    turn = {part.pk for part in turn_of(task, slots_of(parts))}
    fresh = []
    for part in parts:
        if part.role != Role.SIGNER or not part.is_undecided:
            continue
        state = State.WAITING if part.pk in turn else State.QUEUED
        if part.state == state:
            continue
        part.state = state
        if state == State.WAITING:
            part.since = now
            fresh.append(part)
        part.save(update_fields=["state", "since"])
    if fresh and task.in_turn:
        wind(task, now=now)
    return fresh


def outcome(task: Task) -> str | None:
    return outcome_of(task, slots_of(parts_of(task)))


def go_on(task: Task, *, by: Person, now: datetime, channel: str = "process", comment: str = "") -> None:
    """Ends an approval whose outcome is certain; else decides what may be decided by itself, and looks again."""
    while True:
        found = outcome(task)
        if found is not None:
            by_itself = not _by_hand(task)
            end(task, found, by=by, now=now, channel=channel, comment=comment, by_itself=by_itself)
            return
        if not _decide_by_itself(task, now=now):
            return


def _by_hand(task: Task) -> bool:
    """Whether at least one person decided."""
    decided = (State.APPROVED, State.REJECTED)
    return any(part.state in decided and not part.by_itself for part in parts_of(task))


def _decide_by_itself(task: Task, *, now: datetime) -> bool:
    """Approves for the first of those who wait whose approval the policy gives by itself; whether there was one."""
    machine = Person.objects.machine()
    for part in parts_of(task):
        why = _reason(task, part) if part.role == Role.SIGNER and part.state == State.WAITING else None
        if why is None:
            continue
        settle_part(
            part, State.APPROVED, by=machine, now=now, channel="machine", by_itself=True, why=in_both(why)
        )
        fresh = pass_turn(task, now=now)
        task.save()
        tell_decision(task, [part], "approve", by=machine, now=now, channel="machine", fresh=fresh)
        return True
    return False


def _reason(task: Task, part: Assignment) -> Any:
    policy, ticket = policy_of(task), task.ticket
    if part.person_id == ticket.requester_id and policy.own_request == "approve":
        return OWN_REQUEST
    if policy.same_person == "approve" and _approved_before(task, part):
        return SAME_PERSON
    return None


def _approved_before(task: Task, part: Assignment) -> bool:
    """Whether the person themselves approved this request before, and it still says what it said then."""
    last = (
        Assignment.objects.filter(
            task__ticket=task.ticket_id,
            person=part.person_id,
            on_behalf_of=part.on_behalf_of_id,
            role=Role.SIGNER,
            state=State.APPROVED,
            by_itself=False,
        )
        .exclude(task=task)
        .order_by("-acted_at")
        .first()
    )
    if last is None:
        return False
    rewritten = Event.objects.about(task.ticket).filter(verb__in=("ticket.answered-anew", "ticket.corrected"))
    return not rewritten.filter(at__gt=last.acted_at).exists()


SAID = {
    "approve": State.APPROVED,
    "reject": State.REJECTED,
    "return": State.RETURNED,
}


def tell_decision(
    task: Task,
    parts: list[Assignment],
    said: str,
    *,
    by: Person,
    now: datetime,
    channel: str,
    comment: str = "",
    fresh: Iterable[Assignment] = (),
    **more: Any,
) -> None:
    """Records what somebody decided: who and for whom, what, why, and whose turn it is now."""
    first = parts[0]
    tell(
        "task.decided",
        task,
        by=by,
        now=now,
        channel=channel,
        who=first.who,
        decision=in_both(State(SAID[said]).label),
        said=said,
        comment=comment,
        parts=[part.pk for part in parts],
        by_itself=first.by_itself,
        why=first.why if first.by_itself else {},
        to=[part.person_id for part in fresh],
        **more,
    )


def end(
    task: Task,
    outcome: str,
    *,
    by: Person,
    now: datetime,
    channel: str,
    comment: str = "",
    by_itself: bool = False,
    why: dict[str, str] | None = None,
    who: dict[str, str] | None = None,
) -> None:
    """The end of a task: what others still had to do lapses, and whoever opened it hears of it."""
    close(task, Task.State.DONE, outcome, by=by, now=now)
    tell(
        "task.ended",
        task,
        by=by,
        now=now,
        channel=channel,
        outcome=outcome,
        outcome_label=outcome_in_words(outcome),
        who=who or {},
        answers=task.answers,
        sheet=task.sheet,
        comment=comment,
        by_itself=by_itself,
        why=why or {},
        approved=outcome == APPROVED,
    )


def close(task: Task, state: str, outcome: str, *, by: Person, now: datetime) -> None:
    """Lets everything open of the task lapse, its questions with it. Nothing is recorded here."""
    task.state, task.outcome, task.ended_at, task.ended_by = state, outcome, now, by
    aim(task)
    bump(
        task,
        "state",
        "outcome",
        "ended_at",
        "ended_by",
        "next_at",
        "answers",
        "sheet",
        "clock_from",
        "due_at",
    )
    task.assignments.filter(state__in=UNDECIDED).update(state=State.LAPSED)
    for child in task.children.filter(state__in=(Task.State.OPEN, Task.State.PAUSED)):
        child.ticket = task.ticket
        close(child, Task.State.CANCELLED, "", by=by, now=now)
