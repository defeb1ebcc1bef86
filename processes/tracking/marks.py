"""Where a run is, drawn on its diagram: a word for each shape and each flow that has something to tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from processes.models import Step
from processes.tracking.ways import Ahead, Ways

State = Step.State
UNDER_WAY = (State.WAITING, State.FAILED)
DONE, NOW, FAILED, SKIPPED, CANCELLED = "done", "now", "failed", "skipped", "cancelled"
NEXT, POSSIBLE, AROUND = "next", "possible", "around"
WORD = {
    State.WAITING: NOW,
    State.FAILED: FAILED,
    State.DONE: DONE,
    State.SKIPPED: SKIPPED,
    State.CANCELLED: CANCELLED,
}
# What says more stands first: of several visits to a shape its mark is the first of these.
RANK = (FAILED, NOW, AROUND, SKIPPED, DONE, CANCELLED)
ONE_WAY = ("exclusiveGateway", "eventBasedGateway")
JOINING = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway")


@dataclass
class Marks:
    """For each shape: `done`, `now`, `failed`, `skipped`, `cancelled`, `next` (comes in any case), `possible` (if it
    is chosen), `around` (holds what is under way, or waits for the other branches). For each flow: `done`, `next`
    or `possible`. What nothing is said of was not passed and can no longer come."""

    elements: dict[str, str] = field(default_factory=dict)
    flows: dict[str, str] = field(default_factory=dict)


def marks_of(ways: Ways, steps: Sequence[Step], ahead: Ahead) -> Marks:
    """The marks of a run by its steps, in the order they were entered, and by what lies ahead of it."""
    marks = Marks()
    for element in ahead.order:
        marks.elements[element] = NEXT if element in ahead.sure else POSSIBLE
    for flow in ahead.flows:
        marks.flows[flow] = NEXT if flow in ahead.sure_flows else POSSIBLE
    found: dict[str, set[str]] = {}
    for step in steps:
        if step.element in ways.nodes:
            found.setdefault(step.element, set()).add(_word(ways, step))
    for element, words in found.items():
        marks.elements[element] = next(one for one in RANK if one in words)
    for flow in taken(ways, steps):
        marks.flows[flow] = DONE
    return marks


def waiting(ways: Ways, steps: Iterable[Step]) -> list[Step]:
    """The steps at which a run stands: not those that only hold others, or wait for the other branches."""
    here = (one for one in steps if one.state in UNDER_WAY)
    return [one for one in here if _word(ways, one) != AROUND]


def taken(ways: Ways, steps: Sequence[Step]) -> set[str]:
    """The flows that were taken: all that leave a finished step and, where it chose, those whose shapes came next."""
    visits: dict[str, list[int]] = {}
    for place, step in enumerate(steps):
        visits.setdefault(step.element, []).append(place)
    found: set[str] = set()
    for element, places in visits.items():
        done = [one for one in places if steps[one].state in (State.DONE, State.SKIPPED)]
        if element not in ways.nodes or not done:
            continue
        if not ways.chooses(element):
            found |= {edge.flow for edge in ways.drawn_out_of(element)}
            continue
        for place in done:
            until = next((one for one in places if one > place), len(steps))
            followed = [
                (first, edge.flow)
                for edge in ways.drawn_out_of(element)
                if (first := _first(visits.get(edge.target, ()), place, until)) is not None
            ]
            one_way = ways.nodes[element].kind in ONE_WAY
            found |= {flow for _at, flow in (sorted(followed)[:1] if one_way else followed)}
    return found


def _first(places: Iterable[int], after: int, until: int) -> int | None:
    return next((one for one in places if after < one < until), None)


def _word(ways: Ways, step: Step) -> str:
    if step.state == State.WAITING and (
        ways.holds_others(step.element) or ways.nodes[step.element].kind in JOINING
    ):
        return AROUND
    return WORD[State(step.state)]
