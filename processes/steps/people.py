"""Human work at the steps of a run: tasks, approvals and questions, as the shapes say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused
from people.calendars import working_day
from people.models import Team
from processes.bpmn import Node
from processes.bpmn.timing import span_of
from processes.engine import Waiting
from processes.models import Step
from processes.settings import Ask, BadSetting, HumanWork, Reminder, names_of
from processes.steps import ends
from tickets.actions import cancel_task, open_task
from tickets.models import Assignment, Task
from tickets.pace import calendar_of
from tickets.performers import Performer
from tickets.performing import appointed
from ui.bilingual import both

REQUESTER = Performer(by="requester")
NO_LONGER = _("the process no longer needs it")
LONGEST = 366 * 86_400  # seconds


def ask(held: Any, waiting: Waiting) -> bool:
    """Opens the human work of a step; whether the run can go on at once, because that failed."""
    step = held.step(waiting.key)
    try:
        step.task = opened(held, waiting)
    except (Refused, BadSetting) as fault:
        held.fail(step, str(fault), getattr(fault, "code", ""))
        return True
    held.log.change(step)
    return False


def opened(held: Any, waiting: Waiting, *, only: set[int] | None = None) -> Task:
    """The task of a step, for those who have to act; `only` for these of them. Raises `BadSetting`, `Refused`."""
    node, work = waiting.node, held.ready.work(waiting.node)
    facts = held.engine.sees(waiting.key)
    performers = work.performers or ((REQUESTER,) if work.does == "question" else ())
    found = appointed(
        held.ticket,
        performers,
        facts=facts,
        now=held.now,
        fallbacks=work.fallbacks,
        own_request=work.own_request if work.does == "approval" else "ask",
    )
    if only is not None:
        found = [one for one in found if one.person.pk in only] or found
    return open_task(
        held.ticket,
        kind=work.does,
        title=_title(node),
        performers=found,
        team=None if performers else _team(node),
        instructions=both(work.instructions, work.instructions_zh) if work.instructions else None,
        rule=work.rule,
        threshold=work.threshold,
        in_turn=work.order == "sequence",
        after_return=work.after_return,
        asks=[question_of(one) for one in work.asks],
        fields={one.question: one.may for one in work.fields},
        policy=policy_of(held, work),
        by=held.machine,
        now=held.now,
    )


def question_of(one: Ask) -> dict[str, Any]:
    """What a shape asks, as a task asks it."""
    pairs = (choice.partition("=") for choice in one.choices.split(";") if choice.strip())
    choices = [
        {"value": value.strip(), "label": both((label or value).strip(), "")} for value, _sign, label in pairs
    ]
    label = both(one.label or one.name, one.label_zh)
    return {"name": one.name, "kind": one.kind, "label": label, "required": one.required, "choices": choices}


def policy_of(held: Any, work: HumanWork) -> dict[str, Any]:
    """What the desk does with the task by itself."""
    found: dict[str, Any] = {"same_person": work.same_person, "own_request": work.own_request}
    found["grace"] = _seconds(held, work.grace, working=False, place="grace")
    found["reminders"] = [_span(held, one, "reminder") for one in work.reminders]
    if work.limit is not None:
        to = [{"by": work.limit.by, "value": work.limit.value}] if work.limit.by else []
        found["limit"] = {**_span(held, work.limit, "limit"), "then": work.limit.then, "to": to}
    return found


def _span(held: Any, said: Reminder, place: str) -> dict[str, Any]:
    return {"after": _seconds(held, said.after, working=said.working, place=place), "working": said.working}


def _seconds(held: Any, text: str, *, working: bool, place: str) -> int:
    """How long, with days as long as working days where working time counts."""
    span = span_of(text)
    if span is None:
        raise BadSetting(place, str(_("“%(text)s” is no length of time.") % {"text": text}))
    calendar = calendar_of(held.ticket) if working else None
    day = working_day(calendar) * 60 if calendar else 28_800 if working else 86_400
    return min(int((span.days + 30 * span.months) * day + span.seconds), LONGEST)


def _title(node: Node) -> dict[str, str]:
    names = names_of(node)
    return both(names["en"] or names["zh"] or node.id, names["zh"])


def _team(node: Node) -> Team | None:
    """The team of work that names nobody: the shape's, else the one its lane is called after."""
    named = node.settings.get("team") or node.lane
    if not named:
        return None
    teams = Team.objects.order_by("pk")
    return (
        teams.filter(slug=named).first()
        or teams.filter(name__iexact=named).first()
        or teams.filter(name_zh=named).first()
    )


# ── the end of it ─────────────────────────────────────────────────────────────────────────────────


def ended(held: Any, step: Step, said: Mapping[str, Any], *, by: Any) -> None:
    """The work of a step is over: the run goes on with what was said, or ends with a rejection."""
    outcome, work = said["outcome"], held.ready.work(held.ready.nodes[step.element])
    facts = {
        **(said.get("answers") or {}),
        "outcome": outcome,
        f"{step.element}_outcome": outcome,
        "comment": said.get("comment") or "",
        "decided_by": by.username,
    }
    stops = work.does == "approval" and outcome in (Task.Outcome.REJECTED, Task.Outcome.EXPIRED)
    if stops and work.rejected == "decline":
        held.engine.learn(facts)
        ends.decline(held, step, by=by)
    else:
        held.complete(step, facts, by=by)


def leave(held: Any, step: Step) -> None:
    """A step is over: work that nobody has ended is taken back."""
    if step.task_id is None or step.state == Step.State.DONE:
        return
    task = step.task
    if task is not None and task.is_open:
        cancel_task(task, by=held.machine, now=held.now, why=str(held.why or NO_LONGER), channel="process")


def resume(held: Any, key: str) -> None:
    """An earlier step was done again: those who returned it, and who have not decided yet, are asked anew."""
    waiting = next((one for one in held.engine.waiting if one.key == key and one.kind == "person"), None)
    step = held.log.open.get(key)
    if waiting is None or step is None:
        return
    signers = Assignment.objects.filter(task=step.task_id, role=Assignment.Role.SIGNER)
    approved = signers.filter(state=Assignment.State.APPROVED).values("person")
    again = set(signers.exclude(person__in=approved).values_list("person", flat=True))
    counted = held.ready.work(waiting.node).rule in ("majority", "weighted")
    step.task = opened(held, waiting, only=None if counted else again)
    held.log.change(step)
