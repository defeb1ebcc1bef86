"""Whether a lifecycle may run: everything that would strand a ticket is found before it is published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from rules import BrokenRule, compile_rule
from tickets.facts import FACTS
from tickets.lifecycles.spec import Spec, Text
from tickets.phases import Phase, may_follow

# What the gate is told beside the answers (see `tickets.actions.move`).
RESERVED = {"ticket", "transition", "by", "now", "seen", "channel"}


@dataclass(frozen=True)
class Fault:
    """Why a lifecycle can't be published: a stable code, the place (`transitions.close`), a sentence."""

    code: str
    place: str
    sentence: str | Promise


def read(data: Any) -> tuple[Spec | None, list[Fault]]:
    """The lifecycle in the data and what is wrong with it; without a lifecycle where it can't be read."""
    if isinstance(data, Spec):
        return data, check(data)
    try:
        spec = Spec.model_validate(data)
    except ValidationError as error:
        return None, [_unreadable(one) for one in error.errors(include_url=False)]
    return spec, check(spec)


def _unreadable(error: Any) -> Fault:
    place = ".".join(str(part) for part in error["loc"])
    said = format_lazy(_("This can't be read: {problem}."), problem=error["msg"])
    return Fault("unreadable", place, said)


def check(spec: Spec) -> list[Fault]:
    """Everything that is wrong with a lifecycle; nothing, if it may be published."""
    unknown = list(_unknown_names(spec))
    if unknown:  # what the others ask makes no sense yet
        return unknown
    return [
        *_start(spec),
        *check_ways(spec),
        *_awaiting(spec),
        *_phase_moves(spec),
        *_automatic(spec),
        *_conditions(spec),
        *_questions(spec),
        *_languages(spec),
    ]


def _unknown_names(spec: Spec) -> Iterator[Fault]:
    if spec.initial not in spec.statuses:
        yield Fault("unknown-status", "initial", _unknown(spec.initial))
    for name, step in spec.transitions.items():
        named = [step.to] if step.source == ("*",) else [*step.source, step.to]
        for status in named:
            if status not in spec.statuses:
                yield Fault("unknown-status", f"transitions.{name}", _unknown(status))


def _unknown(status: str) -> Promise:
    return format_lazy(_("There is no status “{status}”."), status=status)


def _start(spec: Spec) -> Iterator[Fault]:
    if spec.statuses[spec.initial].phase != Phase.NEW:
        yield Fault("initial-not-new", "initial", _("A ticket starts in a status of the phase New."))


def check_ways(spec: Spec) -> Iterator[Fault]:
    """Whether every status is reached and every ticket can come to an end."""
    onward = {name: {step.to for step in spec.leaving(name).values()} for name in spec.statuses}
    reached = _closure({spec.initial}, onward)
    ends = {name for name in spec.statuses if spec.is_ended(name)}
    if not ends:
        yield Fault("no-end", "statuses", _("There is no status of the phase Closed or Cancelled."))
    backward = {name: {other for other in onward if name in onward[other]} for name in onward}
    can_end = _closure(ends, backward)
    for name, status in spec.statuses.items():
        place, label = f"statuses.{name}", str(status.label.en or name)
        if name not in reached:
            yield Fault(
                "unreachable", place, format_lazy(_("No ticket ever gets to “{status}”."), status=label)
            )
        if name in ends and onward[name]:
            yield Fault(
                "end-has-a-way-out",
                place,
                format_lazy(_("“{status}” has ended, so nothing may lead out of it."), status=label),
            )
        if name not in ends and not onward[name]:
            yield Fault(
                "dead-end", place, format_lazy(_("A ticket in “{status}” has no way out."), status=label)
            )
        elif ends and name not in can_end:
            yield Fault(
                "endless", place, format_lazy(_("From “{status}” a ticket can never be ended."), status=label)
            )


def _closure(start: set[str], onward: dict[str, set[str]]) -> set[str]:
    seen, todo = set(start), list(start)
    while todo:
        for name in onward[todo.pop()] - seen:
            seen.add(name)
            todo.append(name)
    return seen


def _phase_moves(spec: Spec) -> Iterator[Fault]:
    for name, step in spec.transitions.items():
        to = spec.statuses[step.to]
        if not spec.sources[name]:
            yield Fault("starts-nowhere", f"transitions.{name}", _("No status leads into this transition."))
        for source in spec.sources[name]:
            came = spec.statuses[source]
            if not may_follow(came.phase, to.phase):
                sentence = format_lazy(
                    _("A ticket can't go from the phase {source} to the phase {target}."),
                    source=came.phase.label,
                    target=to.phase.label,
                )
                yield Fault("illegal-phase-move", f"transitions.{name}", sentence)


def _awaiting(spec: Spec) -> Iterator[Fault]:
    """A place to wait belongs to a process, and there is one for each thing to wait for."""
    taken: set[tuple[str, str]] = set()
    for name, status in spec.statuses.items():
        if not status.awaits:
            continue
        place = f"statuses.{name}"
        if not status.runs:
            yield Fault("awaits-nothing", place, _("Where no process runs, none waits for anything."))
        elif (status.runs, status.awaits) in taken:
            yield Fault("two-to-wait", place, _("The process waits for the same in another status already."))
        taken.add((status.runs, status.awaits))


def _automatic(spec: Spec) -> Iterator[Fault]:
    for name in spec.statuses:
        taken: set[str] = set()
        for step_name, step in spec.leaving(name).items():
            place = f"transitions.{step_name}"
            if step.on and step.on in taken:
                yield Fault(
                    "two-for-one-cause",
                    place,
                    _("From the same status another transition is taken by the same cause."),
                )
            taken.add(step.on)
            if step.on and any(question.required for question in step.ask):
                yield Fault("nobody-to-ask", place, _("What is taken by itself can't ask anything."))
            if step.on and step.when:
                yield Fault("unsure", place, _("What is taken by itself can't depend on a condition."))
            if step.on and "system" not in step.who:
                yield Fault("not-by-system", place, _("The desk itself must be allowed to take it."))
            if step.on == "silence" and not spec.settles_after_days:
                yield Fault("no-silence", place, _("Say after how many days of silence it is taken."))


def _conditions(spec: Spec) -> Iterator[Fault]:
    for name, step in spec.transitions.items():
        if step.when:
            try:
                compile_rule(step.when, FACTS, expects="bool")
            except BrokenRule as broken:
                yield Fault("broken-condition", f"transitions.{name}.when", str(broken))


def _questions(spec: Spec) -> Iterator[Fault]:
    for name, step in spec.transitions.items():
        place, seen = f"transitions.{name}.ask", set[str]()
        if not step.who:
            yield Fault("for-nobody", f"transitions.{name}.who", _("Say who may take it."))
        for question in step.ask:
            if question.name in RESERVED:
                sentence = format_lazy(_("A question can't be called “{name}”."), name=question.name)
                yield Fault("reserved-name", place, sentence)
            if question.name in seen:
                sentence = format_lazy(_("“{name}” is asked twice."), name=question.name)
                yield Fault("asked-twice", place, sentence)
            seen.add(question.name)
            if question.kind == "choice" and not question.choices:
                sentence = format_lazy(_("“{name}” has nothing to choose from."), name=question.name)
                yield Fault("no-choices", place, sentence)


def _languages(spec: Spec) -> Iterator[Fault]:
    for place, text in _texts(spec):
        if not (text.en and text.zh):
            yield Fault("missing-language", place, _("The text is needed in English and in Chinese."))


def _texts(spec: Spec) -> Iterable[tuple[str, Text]]:
    yield "label", spec.label
    for name, status in spec.statuses.items():
        yield f"statuses.{name}.label", status.label
        if status.hint:
            yield f"statuses.{name}.hint", status.hint
    for name, step in spec.transitions.items():
        yield f"transitions.{name}.label", step.label
        if step.note:
            yield f"transitions.{name}.note", step.note
        for question in step.ask:
            yield f"transitions.{name}.ask.{question.name}", question.label
            for choice in question.choices:
                yield f"transitions.{name}.ask.{question.name}.{choice.value}", choice.label
