"""Somebody decides: approves, rejects, or returns what is missing something."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.actions._writing import clean_text, invalid
from tickets.actions.tasks._writing import (
    CannotAct,
    NotYourTurn,
    Role,
    give_part,
    held_open,
    settle_part,
    waiting_parts,
)
from tickets.actions.tasks.counting import SAID, go_on, outcome, pass_turn, tell_decision
from tickets.actions.tasks.returning import return_task
from tickets.models import Assignment, Task
from tickets.task_policies import may_claim

LONGEST = 4000


@transaction.atomic
def decide(
    task: Task,
    outcome: str,
    *,
    by: Person,
    now: datetime,
    comment: str = "",
    flagged: Iterable[str] = (),
    back_to: str = "",
    seen: int | None = None,
    channel: str = "web",
) -> Task:
    """Says `approve`, `reject` or `return` for the person's own part, and for those whose place they take.

    The task ends as soon as its outcome is certain. A rejection and a return need a comment. Returned to the
    requester (`back_to` empty) the approval waits until the answers named by `flagged` are put right; returned to
    an element of its process it ends. Raises `NotYourTurn`, `Stale`, `Invalid`, `CannotAct`, `Ended`.
    """
    if outcome not in SAID:
        raise invalid("outcome", _("Approve, reject or return it."))
    found = held_open(task, seen)
    if found.kind != Task.Kind.APPROVAL:
        raise CannotAct(_("This is work, not a decision: it is finished."))
    parts = _parts_of(found, by, now)
    comment = clean_text("comment", comment, limit=LONGEST, required=outcome != "approve")
    if outcome == "return":
        return_task(
            found, parts, by=by, now=now, comment=comment, flagged=flagged, back_to=back_to, channel=channel
        )
        return found
    _vote(found, parts, outcome, by=by, now=now, comment=comment, channel=channel)
    return found


def _parts_of(task: Task, by: Person, now: datetime) -> list[Assignment]:
    mine = waiting_parts(task, by, (Role.SIGNER,))
    if mine:
        return mine
    if may_claim(by, task):
        return [give_part(task, by, Role.SIGNER, now=now)]
    raise NotYourTurn(_("It isn't your turn to decide this."))


def _vote(
    task: Task, parts: list[Assignment], said: str, *, by: Person, now: datetime, comment: str, channel: str
) -> None:
    for part in parts:
        settle_part(part, SAID[said], by=by, now=now, comment=comment, channel=channel)
    fresh = [] if outcome(task) else pass_turn(task, now=now)
    task.save()
    tell_decision(task, parts, said, by=by, now=now, channel=channel, comment=comment, fresh=fresh)
    go_on(task, by=by, now=now, channel=channel, comment=comment)
