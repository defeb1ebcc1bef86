"""What stands on an order form: its questions in order, by section, and in two parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField

from catalog.questions import Question
from catalog.showing import is_rule

TEXTS = ("text", "longtext")


@dataclass(frozen=True)
class Shown:
    """One thing on the form: a question with its field, or a heading, or a word of help."""

    question: Question
    bound: BoundField | None
    filled: str | None = None  # what we filled in, if it still stands
    by_us: bool = False  # from what we know or computed, and not just the usual choice
    watched: bool = False
    reading: dict[str, Any] | None = None  # the line of an answer that may be read and not edited


@dataclass(frozen=True)
class Group:
    """A section and what stands in it."""

    section: Question | None
    shown: list[Shown]


class Drawn:
    """How a form that has been decided is drawn."""

    spec: Any
    visible: set[int]
    filled: dict[str, str]

    @property
    def shown(self) -> Iterator[Shown]:
        """What stands on the form now, in order."""
        for place, question in enumerate(self.spec.questions):
            if place not in self.visible:
                continue
            if not question.asks:
                yield Shown(question, None)
                continue
            if self.is_fixed(question):
                line = self.fixed.lines.get(question.name)
                if line and question.name in self.fixed.shown:
                    yield Shown(question, None, reading=line)
                continue
            if not self.is_bound:
                self.fields[question.name].required = question.required or bool(
                    question.required_if and self._holds(question.required_if)
                )
            watched = question.name in self.spec.watched
            filled = self.filled.get(question.name)
            by_us = bool(filled and (question.known or is_rule(question.default)))
            yield Shown(question, self[question.name], filled, by_us, watched)

    @property
    def groups(self) -> list["Group"]:
        """What stands on the form now, by section; what comes before the first has none."""
        groups: list[Group] = []
        for shown in self.shown:
            if shown.question.kind == "section":
                groups.append(Group(shown.question, []))
            else:
                if not groups:
                    groups.append(Group(None, []))
                groups[-1].shown.append(shown)
        return groups

    @property
    def parts(self) -> list[list[Group]]:
        """The same in two: up to the first text, beside which help may appear, and the rest."""
        first: list[Group] = []
        groups = self.groups
        for number, group in enumerate(groups):
            for place, shown in enumerate(group.shown):
                if shown.question.kind in TEXTS:
                    rest = [Group(None, group.shown[place + 1 :]), *groups[number + 1 :]]
                    first.append(Group(group.section, group.shown[: place + 1]))
                    return [first, [one for one in rest if one.shown]]
            first.append(group)
        return [first, []]

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(id of the control, question, what is wrong), for the list above the form."""
        return [
            (f"id_{name}_field", self.fields[name].label, " ".join(map(str, said)))
            for name, said in self.errors.items()
            if name in self.fields
        ]
