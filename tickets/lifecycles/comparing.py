"""What became different between two versions of a lifecycle, in sentences."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tickets.lifecycles.spec import WHO, Question, Spec, Status, Text, Transition
from ui.bilingual import pick_lazy

Sentence = str | Promise


def differences(old: Spec, new: Spec) -> list[Sentence]:
    """What somebody who knew the old one has to know; nothing, if they mean the same."""
    return [*_about(old, new), *_statuses(old, new), *_transitions(old, new)]


def _about(old: Spec, new: Spec) -> Iterator[Sentence]:
    if old.label != new.label:
        yield _say(_("It is now called “{new}”."), new=_said(new.label))
    if _label(old, old.initial) != _label(new, new.initial):
        yield _say(_("Tickets now begin in “{new}”."), new=_label(new, new.initial))
    if old.settles_after_days != new.settles_after_days:
        days = new.settles_after_days
        yield (
            _say(_("It settles after {days} days of silence."), days=days)
            if days
            else _("It no longer settles by itself.")
        )


def _statuses(old: Spec, new: Spec) -> Iterator[Sentence]:
    for name in [one for one in old.statuses if one not in new.statuses]:
        yield _say(_("Status “{name}” removed."), name=_label(old, name))
    for name, status in new.statuses.items():
        if name not in old.statuses:
            yield _say(_("Status “{name}” added."), name=_said(status.label))
        else:
            yield from _status(old.statuses[name], status)


def _status(old: Status, new: Status) -> Iterator[Sentence]:
    name = _said(old.label)
    if old.label != new.label:
        yield _say(_("Status “{name}” is now called “{new}”."), name=name, new=_said(new.label))
    if old.phase != new.phase:
        sentence = _("Status “{name}” moved from the phase {old} to {new}.")
        yield _say(sentence, name=name, old=old.phase.label, new=new.phase.label)
    if old.hint != new.hint:
        yield _say(_("Status “{name}” tells the requester something else."), name=name)
    if old.runs != new.runs:
        yield _say(_("Status “{name}” runs another process."), name=name)
    if old.awaits != new.awaits:
        yield _say(_("In status “{name}” the process waits for something else."), name=name)


def _transitions(old: Spec, new: Spec) -> Iterator[Sentence]:
    for name in [one for one in old.transitions if one not in new.transitions]:
        yield _say(_("“{name}” can no longer be taken."), name=_said(old.transitions[name].label))
    for name, step in new.transitions.items():
        if name not in old.transitions:
            sentence = _("“{name}” added: from {sources} to “{to}”.")
            sources = listed(_label(new, one) for one in new.sources[name])
            yield _say(sentence, name=_said(step.label), sources=sources, to=_label(new, step.to))
        else:
            yield from _transition(old, new, name)


def _transition(old: Spec, new: Spec, key: str) -> Iterator[Sentence]:
    was, now = old.transitions[key], new.transitions[key]
    name = _said(was.label)
    if was.label != now.label:
        yield _say(_("“{name}” is now called “{new}”."), name=name, new=_said(now.label))
    if set(was.who) != set(now.who):
        yield _say(
            _("“{name}” may now be taken by: {who}."), name=name, who=listed(WHO[one] for one in now.who)
        )
    came, comes = set(old.sources[key]), set(new.sources[key])
    if comes - came:
        more = listed(_label(new, one) for one in new.sources[key] if one not in came)
        yield _say(_("“{name}” now also starts from {sources}."), name=name, sources=more)
    if came - comes:
        less = listed(_label(old, one) for one in old.sources[key] if one not in comes)
        yield _say(_("“{name}” no longer starts from {sources}."), name=name, sources=less)
    if was.to != now.to:
        yield _say(_("“{name}” now leads to “{to}”."), name=name, to=_label(new, now.to))
    if was.when != now.when:
        yield (
            _say(_("“{name}” is possible only if: {when}"), name=name, when=now.when)
            if now.when
            else _say(_("“{name}” is possible without a condition."), name=name)
        )
    yield from _asked(name, was, now)
    if was.on != now.on:
        yield _say(_("“{name}” is now taken by: {cause}."), name=name, cause=CAUSES[now.on])
    if was.note != now.note:
        yield _say(_("“{name}” shows another note."), name=name)
    if was.tone != now.tone:
        yield _say(_("“{name}” looks different."), name=name)


CAUSES: dict[str, Any] = {
    "": _("people"),
    "requester-reply": _("the requester's reply"),
    "silence": _("silence"),
}


def _asked(name: Sentence, was: Transition, now: Transition) -> Iterator[Sentence]:
    before: dict[str, Question] = {one.name: one for one in was.ask}
    after: dict[str, Question] = {one.name: one for one in now.ask}
    for key in [one for one in before if one not in after]:
        yield _say(_("“{name}” no longer asks “{question}”."), name=name, question=_said(before[key].label))
    for key, question in after.items():
        if key not in before:
            yield _say(_("“{name}” now asks “{question}”."), name=name, question=_said(question.label))
        elif before[key] != question:
            yield _say(
                _("“{name}” asks “{question}” differently."), name=name, question=_said(question.label)
            )


def listed(words: Any) -> Sentence:
    """The words with commas between them, each in quotation marks where it is a name."""
    said = list(words)
    return format_lazy(", ".join(["{}"] * len(said)), *said)


def _label(spec: Spec, name: str) -> Sentence:
    status = spec.statuses.get(name)
    return _said(status.label) if status else name


def _said(text: Text) -> Sentence:
    return pick_lazy(text.model_dump())


def _say(sentence: Any, **words: Any) -> Sentence:
    return format_lazy(sentence, **words)
