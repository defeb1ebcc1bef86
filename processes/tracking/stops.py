"""The steps of a run as people read them: which there were, who had each and how long, where it stands, what comes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from people.models import Person
from processes.bpmn.drawing import OPERATIONS, PEOPLE
from processes.models import Step
from processes.settings import names_of
from processes.tracking.marks import CANCELLED, DONE, FAILED, NEXT, NOW, POSSIBLE, SKIPPED, UNDER_WAY
from processes.tracking.measuring import Measure
from processes.tracking.ways import Ahead, Ways
from tickets.holding import ACTING
from tickets.models import Assignment, Task
from ui.bilingual import pick

MOST_AHEAD = 12
NAMED = 3  # of those who have a step at once
ACTED = (Assignment.State.DONE, Assignment.State.APPROVED, Assignment.State.REJECTED)
WAITS = ("receiveTask", "intermediateCatchEvent")
# What is a step to everybody, and what only to those who work on the ticket.
FOR_ALL = (*PEOPLE, *OPERATIONS, *WAITS)
FOR_WORKERS = ("scriptTask", "businessRuleTask", "boundaryEvent", "intermediateThrowEvent")
NAMELESS = {
    "timer": _("Waits for the right time"),
    "message": _("Waits for news"),
    "signal": _("Waits for news"),
    "scriptTask": _("The desk works something out"),
    "businessRuleTask": _("The desk works something out"),
    "boundaryEvent": _("A time limit"),
}
STATES = {
    Step.State.WAITING: NOW,
    Step.State.FAILED: FAILED,
    Step.State.DONE: DONE,
    Step.State.SKIPPED: SKIPPED,
    Step.State.CANCELLED: CANCELLED,
}


@dataclass(frozen=True)
class Holder:
    """Who has a step, or had it: a person (for somebody else, if `behalf`), or a team nobody has taken it from.

    `is_reader` says that it is whoever looks. `by_itself`: a rule decided in their place.
    """

    name: str
    person: Person | None = None
    behalf: str = ""
    since: datetime | None = None
    is_reader: bool = False
    by_itself: bool = False


@dataclass(frozen=True)
class Stop:
    """A step of the way. `kind` is work, approval, question, operation or wait; `state` one of the marks.

    `took` is how long it lay there, `until` the moment a wait is over or what failed is tried again. `times` counts
    instances of one step. `fault` and `reason` are for those who work on the ticket, and empty for others.
    """

    element: str
    kind: str
    label: str
    state: str
    since: datetime | None = None
    left_at: datetime | None = None
    holders: tuple[Holder, ...] = ()
    due_at: datetime | None = None
    until: datetime | None = None
    outcome: str = ""
    outcome_label: str = ""
    took: timedelta | None = None
    times: int = 1
    fault: str = ""
    reason: str = ""
    back: bool = False  # was returned, and waits for the requester

    @property
    def is_here(self) -> bool:
        return self.state in (NOW, FAILED)

    @property
    def first_holders(self) -> list[Holder]:
        """The few that are named, whoever looks first."""
        return sorted(self.holders, key=lambda one: not one.is_reader)[:NAMED]

    @property
    def more_holders(self) -> int:
        return max(0, len(self.holders) - NAMED)


@dataclass(frozen=True)
class Reader:
    """For whom the steps are told: `works` on the ticket, or only may see it. `sees_people`: may read names."""

    person: Person
    works: bool = False
    sees_people: bool = True


def stops_of(
    ways: Ways,
    steps: Sequence[Step],
    ahead: Ahead,
    *,
    reader: Reader,
    requester: Person,
    timers: Mapping[str, datetime],
    measure: Measure,
) -> list[Stop]:
    """What was, what is, what comes, in this order. Each step's `task` and its `assignments` (with their people)
    must have been read; `timers` are moments by the keys of waiting steps, `measure` says how long things took."""
    shown = [one for one in steps if _is_for(ways, one.element, one.kind, one.state, reader)]
    past = [_past(one, reader, measure) for one in shown if one.state not in UNDER_WAY]
    here = [_here(one, reader, requester, timers) for one in shown if one.state in UNDER_WAY]
    return [*_together(past, measure), *_together(here, measure), *_coming(ways, steps, ahead, reader)]


def _is_for(ways: Ways, element: str, kind: str, state: str, reader: Reader) -> bool:
    if ways.holds_others(element):
        return False
    if state == Step.State.FAILED:
        return True
    if kind == "boundaryEvent" and state != Step.State.DONE:
        return False  # a limit that has not been passed says itself as a due date
    if kind in FOR_ALL:
        return state != Step.State.CANCELLED or reader.works
    return kind in FOR_WORKERS and reader.works


def _kind(kind: str, task: Task | None) -> str:
    if task is not None:
        return task.kind
    if kind in PEOPLE:
        return Task.Kind.WORK
    return "wait" if kind in WAITS else "operation"


def label_of(names: Mapping[str, str], kind: str, event: str = "") -> str:
    return pick(names) or str(NAMELESS.get(event) or NAMELESS.get(kind) or _("A step without a name"))


def _past(step: Step, reader: Reader, measure: Measure) -> Stop:
    task = step.task
    outcome = task.outcome if task is not None and step.state == Step.State.DONE else ""
    return Stop(
        step.element,
        _kind(step.kind, task),
        label_of(step.name, step.kind),
        STATES[Step.State(step.state)],
        step.entered_at,
        step.left_at,
        tuple(_who_acted(step, reader)) if reader.sees_people else (),
        outcome=outcome,
        outcome_label=task.get_outcome_display() if task is not None and outcome else "",
        took=measure(step.entered_at, step.left_at) if step.left_at else None,
        reason=step.reason if reader.works else "",
    )


def _here(step: Step, reader: Reader, requester: Person, timers: Mapping[str, datetime]) -> Stop:
    task = step.task
    back = task is not None and (task.state == Task.State.PAUSED or task.kind == Task.Kind.QUESTION)
    failed = step.state == Step.State.FAILED
    return Stop(
        step.element,
        _kind(step.kind, task),
        label_of(step.name, step.kind),
        STATES[Step.State(step.state)],
        step.entered_at,
        holders=tuple(_who_has(task, reader, requester, back)) if task and reader.sees_people else (),
        due_at=task.due_at if task else None,
        until=timers.get(step.key) if failed or step.kind in WAITS else None,
        fault=step.fault if failed and reader.works else "",
        back=back,
    )


def _who_has(task: Task, reader: Reader, requester: Person, back: bool) -> Iterable[Holder]:
    turns = [
        one for one in task.assignments.all() if one.state == Assignment.State.WAITING and one.role in ACTING
    ]
    if back:
        since = min((one.since for one in turns), default=None)
        yield Holder(requester.label, requester, since=since, is_reader=requester.pk == reader.person.pk)
        return
    for one in turns:
        yield _holder(one, reader)
    if not turns and task.team is not None:
        yield Holder(task.team.label, since=task.opened_at)


def _who_acted(step: Step, reader: Reader) -> Iterable[Holder]:
    acted = (
        [one for one in step.task.assignments.all() if one.role in ACTING and one.state in ACTED]
        if step.task
        else []
    )
    for one in acted:
        yield _holder(one, reader)
    if not acted and step.left_by is not None and not step.left_by.is_machine:
        yield Holder(step.left_by.label, step.left_by, is_reader=step.left_by_id == reader.person.pk)


def _holder(one: Assignment, reader: Reader) -> Holder:
    behalf = one.on_behalf_of.label if one.on_behalf_of else ""
    return Holder(
        one.person.label,
        one.person,
        behalf,
        one.since,
        one.person_id == reader.person.pk,
        one.by_itself,
    )


def _together(stops: list[Stop], measure: Measure) -> list[Stop]:
    """Instances of one step in one state as one: in a row those of the past, all of them those of now."""
    found: list[Stop] = []
    for stop in stops:
        same = next(
            (
                place
                for place, one in enumerate(found)
                if (one.element, one.state) == (stop.element, stop.state)
                and (stop.is_here or place == len(found) - 1)
                and not (one.fault or stop.fault)
            ),
            None,
        )
        if same is None:
            found.append(stop)
        else:
            found[same] = _merged(found[same], stop, measure)
    return found


def _merged(first: Stop, second: Stop, measure: Measure) -> Stop:
    return replace(
        first,
        left_at=second.left_at,
        holders=tuple(dict.fromkeys((*first.holders, *second.holders))),
        due_at=min((one for one in (first.due_at, second.due_at) if one), default=None),
        outcome_label=first.outcome_label if first.outcome == second.outcome else "",
        took=measure(first.since, second.left_at) if second.left_at and first.since else None,
        times=first.times + second.times,
    )


def _coming(ways: Ways, steps: Sequence[Step], ahead: Ahead, reader: Reader) -> list[Stop]:
    """What comes in any case, and what may come; not what was passed already and may only perhaps come again."""
    passed = {one.element for one in steps}
    sure = set(ahead.sure)
    kinds = (*PEOPLE, *WAITS) if not reader.works else FOR_ALL
    found = []
    for element in ahead.order:
        node = ways.nodes[element]
        if node.kind not in kinds or ways.holds_others(element):
            continue
        if node.kind in WAITS and not node.name:
            continue
        if element in sure or element not in passed:
            label = label_of(names_of(node), node.kind, node.event.kind if node.event else "")
            found.append(Stop(element, _kind(node.kind, None), label, NEXT if element in sure else POSSIBLE))
    return found[:MOST_AHEAD]
