"""What a step asks, as typed answers: checked one by one, every fault beside its question."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal.refusals import Invalid
from people.models import Person, Team
from tickets.actions._writing import LONG_TEXT, too_long
from tickets.lifecycles import Question, Transition
from tickets.wording import as_stored, in_both

SHORT_TEXT = 200
LARGEST = 1e15  # what a number may be, either way
YES, NO = {"true", "on", "yes", "1"}, {"false", "off", "no", "0"}


class Unfit(ValueError):
    """One answer doesn't fit its question; says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class Given:
    """The typed answers by name, and how they read, for the journal."""

    values: dict[str, Any] = field(default_factory=dict)
    sheet: list[dict[str, Any]] = field(default_factory=list)

    def get(self, name: str) -> Any:
        return self.values.get(name)


def read_answers(step: Transition, answers: Mapping[str, Any]) -> Given:
    """The answers to what the step asks; raises `Invalid` with every fault beside its question."""
    return read_asked(step.ask, answers)


def read_asked(questions: Iterable[Question], answers: Mapping[str, Any]) -> Given:
    """The answers to these questions; raises `Invalid` with every fault beside its question."""
    questions = list(questions)
    asked = {question.name for question in questions}
    errors: dict[str, list[Any]] = {
        name: [_("This isn't asked here.")]
        for name in answers.keys() - asked
        if answers[name] not in ("", None)
    }
    given = Given()
    for question in questions:
        try:
            value = read_answer(question, answers.get(question.name))
        except Unfit as unfit:
            errors[question.name] = [unfit.sentence]
            continue
        if value is not None:
            given.values[question.name] = value
            given.sheet.append(_as_read(question, value))
    if errors:
        raise Invalid(_("Some answers are missing or don't fit; they are marked."), errors=errors)
    return given


def read_answer(question: Question, raw: Any) -> Any:
    """One typed answer, None where nothing was answered; raises `Unfit`."""
    if isinstance(raw, str):
        raw = raw.replace("\x00", "").strip()
    if raw is None or raw == "":
        if question.required:
            raise Unfit(_("Please answer this."))
        return None
    return READERS[question.kind](question, raw)


def _text(question: Question, raw: Any) -> str:
    limit = SHORT_TEXT if question.kind == "text" else LONG_TEXT
    if not isinstance(raw, str):
        raise Unfit(_("This must be a text."))
    if len(raw) > limit:
        raise Unfit(too_long(len(raw), limit))
    return raw


def _choice(question: Question, raw: Any) -> str:
    if raw not in [choice.value for choice in question.choices]:
        raise Unfit(_("This is not one of the choices."))
    return raw


def _yesno(question: Question, raw: Any) -> bool:
    word = str(raw).lower()
    if word not in YES | NO:
        raise Unfit(_("Please answer yes or no."))
    return word in YES


def _date(question: Question, raw: Any) -> date:
    try:
        return raw if type(raw) is date else date.fromisoformat(str(raw))
    except ValueError:
        raise Unfit(_("Please enter a date such as 2026-03-31.")) from None


def _person(question: Question, raw: Any) -> Person:
    return _row(Person.objects.active(), raw, _("This person can't be found."))


def _team(question: Question, raw: Any) -> Team:
    return _row(Team.objects.all(), raw, _("This team can't be found."))


def _number(question: Question, raw: Any) -> float | int:
    try:
        number = float(raw)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(raw, bool) or not abs(number) <= LARGEST:  # neither is NaN
        raise Unfit(_("Please enter a number."))
    return int(number) if number.is_integer() else number


def _row(rows: models.QuerySet, raw: Any, sentence: Promise) -> Any:
    key = raw.pk if isinstance(raw, rows.model) else raw
    found = rows.filter(pk=int(key)).first() if str(key).isdecimal() and len(str(key)) < 19 else None
    if found is None:
        raise Unfit(sentence)
    return found


READERS = {
    "text": _text,
    "longtext": _text,
    "choice": _choice,
    "yesno": _yesno,
    "date": _date,
    "number": _number,
    "person": _person,
    "team": _team,
}


def _as_read(question: Question, value: Any) -> dict[str, Any]:
    return {"name": question.name, "label": as_stored(question.label), "text": _words(question, value)}


def _words(question: Question, value: Any) -> Any:
    if question.kind == "choice":
        return next(as_stored(one.label) for one in question.choices if one.value == value)
    if question.kind == "yesno":
        return in_both(_("yes") if value else _("no"))
    if question.kind == "team":
        return value.names
    if question.kind == "person":
        return value.label
    if question.kind == "number":
        return str(value)
    return value.isoformat() if question.kind == "date" else value


def storable(value: Any) -> Any:
    """A typed answer as JSON keeps it: people and teams by their ids, days as ISO 8601."""
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value
