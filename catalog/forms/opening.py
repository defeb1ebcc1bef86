"""The form of a service version for one person, for a page, for the API, and as JSON Schema."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from catalog.forms.counting import QUANTITY
from catalog.forms.filling import OrderForm
from catalog.forms.fixed import Fixed
from catalog.models import ServiceVersion
from catalog.questions import Asking, Question
from people.models import Person
from tickets.models import Ticket


def form_for(
    version: ServiceVersion,
    *,
    person: Person,
    now: datetime,
    on_behalf_of: Person | None = None,
    data: Any = None,
    prefill: Mapping[str, Any] | None = None,
    ticket: Ticket | None = None,
    fixed: Fixed | None = None,
) -> OrderForm:
    """The form of a version as `person` fills it in; for somebody else with that person's prefill and devices.

    With a `ticket` its answers are put right: its files may be named again; what is `fixed` stays.
    """
    asking = _asking(version, person, on_behalf_of, now, ticket)
    return OrderForm(version.service_spec, asking, data=data, prefill=prefill, fixed=fixed)


def prefill_of_link(version: ServiceVersion, link: QueryDict) -> dict[str, Any]:
    """What an address says to fill in: parameters called like questions, several of one for several answers."""
    filled = {
        question.name: link.getlist(question.name) if question.takes_list else link[question.name]
        for question in version.service_spec.asked
        if question.by_link and question.name in link
    }
    return filled | ({QUANTITY: link[QUANTITY]} if QUANTITY in link else {})


def prefill_of_answers(
    version: ServiceVersion, answers: Mapping[str, Any], *, same: bool = False
) -> dict[str, Any]:
    """What the stored answers of an earlier order say to fill in, as far as the questions still take it;
    files only where it is the `same` order.
    """
    found = {}
    for question in version.service_spec.asked:
        if question.name in answers and (same or question.repeats):
            with suppress(ValidationError):
                found[question.name] = question.raw(answers[question.name])
    return found


def form_of_answers(
    version: ServiceVersion,
    *,
    person: Person,
    now: datetime,
    answers: Mapping[str, Any],
    on_behalf_of: Person | None = None,
    quantity: int = 1,
) -> OrderForm:
    """The same form, filled in with typed answers as the API sends them."""
    asking = _asking(version, person, on_behalf_of, now)
    return OrderForm(version.service_spec, asking, answers=answers, quantity=quantity)


def form_of_edit(
    version: ServiceVersion,
    ticket: Ticket,
    *,
    person: Person,
    on_behalf_of: Person,
    now: datetime,
    fixed: Fixed,
    answers: Mapping[str, Any],
) -> OrderForm:
    """The form of an order filled in with its answers and, over them, those sent now; None takes one away."""
    kept = {name: one for name, one in ticket.answers.items() if name in fixed.open}
    asking = _asking(version, person, on_behalf_of, now, ticket)
    form = OrderForm(version.service_spec, asking, answers={**kept, **answers}, fixed=fixed)
    form.sent = answers
    return form


def schema_for(version: ServiceVersion, *, person: Person, now: datetime) -> dict[str, Any]:
    """The questions as JSON Schema (draft 2020-12), in the reader's language.

    Rules decide on the server; what is required or shown only sometimes is not in `required`, and says
    so in `x-visible-if` and `x-required-if` (CEL).
    """
    spec, asking = version.service_spec, _asking(version, person, None, now)
    properties, required = {}, []
    for place, question in enumerate(spec.questions):
        if not question.asks:
            continue
        properties[question.name] = {**_described(question), **question.schema(asking)}
        above = spec.sections[place]
        conditional = question.visible_if or (above is not None and spec.questions[above].visible_if)
        if question.required and not conditional:
            required.append(question.name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _described(question: Question) -> dict[str, Any]:
    described = {
        "title": question.text,
        "description": question.hint,
        "x-kind": question.kind,
        "x-visible-if": question.visible_if,
        "x-required-if": question.required_if,
        "x-check": question.check,
    }
    return {name: value for name, value in described.items() if value}


def _asking(
    version: ServiceVersion,
    by: Person,
    on_behalf_of: Person | None,
    now: datetime,
    ticket: Ticket | None = None,
) -> Asking:
    slug = version.service_spec.slug
    return Asking(person=on_behalf_of or by, by=by, now=now, service=slug, ticket=ticket)
