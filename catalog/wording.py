"""Sentences with answers in them: why a check doesn't hold, what a ticket is called."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from catalog.questions import Question
from catalog.questions.money import money
from catalog.spec import ServiceSpec
from people.models import Person
from rules import Rule
from ui.bilingual import pick

PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")
LONGEST_SUBJECT = 200


def explained(
    question: Question, rule: Rule, known: Mapping[str, Any], spec: ServiceSpec, *, now: datetime
) -> str:
    """What the publisher says when a check doesn't hold, with the values it met; our own words where none are."""
    said = pick(question.message)
    if PLACEHOLDER.search(said):
        return filled(said, known, spec)
    because = _(" and ").join(rule.explain(known, now=now).reasons)
    return f"{said} ({because})" if said else _("This doesn't fit: %(because)s.") % {"because": because}


def filled(text: str, known: Mapping[str, Any], spec: ServiceSpec) -> str:
    """The text with `{question}`, `{fact}` and `{person.field}` as people read them."""

    def value(found: re.Match[str]) -> str:
        name, _dot, part = found[1].partition(".")
        if name == "person":
            told = getattr(known["person"], part or "label", "")
            return str(told or "")
        return fact_text(name, known.get(name), spec)

    return PLACEHOLDER.sub(value, text)


def fact_text(name: str, value: Any, spec: ServiceSpec) -> str:
    """A fact of the form as people read it."""
    if value in (None, "", []):
        return ""
    for question in spec.asked:
        if question.name == name:
            return pick(question.read(value))
        if name.startswith(f"{question.name}_") and name.endswith("_total") and question.kind == "table":
            return _total(name, value, question)
    return formats.localize(value, use_l10n=True) if not isinstance(value, str) else value


def _total(name: str, value: Any, table: Any) -> str:
    column = next((one for one in table.columns if name == f"{table.name}_{one.name}_total"), None)
    if column is not None and column.kind == "money":
        return pick(money(value, table.currency))
    return formats.number_format(value, force_grouping=True)


def subject_of(spec: ServiceSpec, known: Mapping[str, Any], reader: Person) -> str:
    """What the ticket is called, in the requester's language: the publisher's pattern, or the service's name."""
    with translation.override(reader.language):
        pattern = pick(spec.subject)
        said = " ".join(filled(pattern, known, spec).split()) if pattern else ""
        subject = said or pick(spec.title)
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"
