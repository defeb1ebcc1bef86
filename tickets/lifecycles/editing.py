"""A lifecycle while it is drawn: each change gives another one, which may not be fit to run yet."""

from collections.abc import Collection
from typing import Any

from django.utils.text import slugify

from tickets.lifecycles.spec import Spec, Status, Text, Transition
from tickets.models.ticket import Kind
from tickets.phases import Phase

BEGINNING = {"en": "Submitted", "zh": "已提交"}


def blank(slug: str, kind: str, label: Text) -> Spec:
    """A lifecycle of one status, where tickets begin."""
    status = Status(phase=Phase.NEW, label=Text.model_validate(BEGINNING))
    return Spec(
        slug=slug,
        kind=Kind(kind),
        label=label,
        initial="submitted",
        statuses={"submitted": status},
        transitions={},
    )


def alike(spec: Spec, slug: str, kind: str, label: Text) -> Spec:
    """A copy under another name."""
    return _with(spec, slug=slug, kind=Kind(kind), label=label)


def name_for(label: str, taken: Collection[str], otherwise: str) -> str:
    """A name nobody has yet: from the English label where that gives one, else a word with a number."""
    word = slugify(label).replace("-", "_").strip("_")[:50]
    word = word if word[:1].isalpha() else otherwise
    tries = (word if number == 1 else f"{word}_{number}" for number in range(1, len(taken) + 2))
    return next(name for name in tries if name not in taken)


def with_about(spec: Spec, **facts: Any) -> Spec:
    """With another label, first status or number of silent days."""
    return _with(spec, **facts)


def with_status(spec: Spec, name: str, status: Status, *, is_first: bool = False) -> Spec:
    """With the status under this name, in its old place or at the end; `is_first` makes tickets begin there."""
    changed = _with(spec, statuses={**spec.statuses, name: status})
    return _with(changed, initial=name) if is_first else changed


def without_status(spec: Spec, name: str) -> Spec:
    """Without the status, and without the transitions that led to it or from nowhere else.

    The last status stays: a lifecycle has at least one.
    """
    statuses = {key: one for key, one in spec.statuses.items() if key != name}
    if not statuses:
        return spec
    transitions = {}
    for key, step in spec.transitions.items():
        source = tuple(one for one in step.source if one != name)
        if step.to != name and source:
            transitions[key] = step if source == step.source else step.model_copy(update={"source": source})
    initial = next(iter(statuses)) if spec.initial == name else spec.initial
    return _with(spec, statuses=statuses, transitions=transitions, initial=initial)


def with_transition(spec: Spec, name: str, step: Transition) -> Spec:
    """With the transition under this name, in its old place or at the end."""
    return _with(spec, transitions={**spec.transitions, name: step})


def without_transition(spec: Spec, name: str) -> Spec:
    return _with(spec, transitions={key: step for key, step in spec.transitions.items() if key != name})


def _with(spec: Spec, **changes: Any) -> Spec:
    """Built anew: a copy would carry along what the old one has computed of itself."""
    return Spec.model_validate({name: getattr(spec, name) for name in Spec.model_fields} | changes)
