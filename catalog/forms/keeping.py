"""A form that is half filled in, as texts: what a draft keeps, and the form that comes of it again."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.http import QueryDict

from catalog.forms.counting import QUANTITY
from catalog.forms.filling import FILLED, OrderForm, as_text
from catalog.questions import Question
from catalog.texts import without_nul

Values = dict[str, list[str]]


def typed_values(data: QueryDict, names: Collection[str]) -> Values:
    """What was sent for the questions of these names, with the marks of what we filled in ourselves."""
    return {
        name: [without_nul(text) for text in texts]
        for name, texts in data.lists()
        if name.removeprefix(FILLED).partition("-")[0] in names and any(texts) and "\x00" not in name
    }


def values_of(form: OrderForm) -> Values:
    """A valid form's answers as if they had been typed into a page, wherever they came from."""
    found = {QUANTITY: [str(form.quantity)]} if QUANTITY in form.fields else {}
    for _place, question, cleaned in form.answered:
        found |= _typed(form, question, cleaned)
    return found


def _typed(form: OrderForm, question: Question, cleaned: Any) -> Values:
    if isinstance(cleaned, datetime):
        return {question.name: [as_text(form.fields[question.name].prepare_value(cleaned))]}
    raw = question.raw(question.store(cleaned))
    if question.kind == "table":
        return dict(_cells(question.name, raw))
    return {question.name: [as_text(one) for one in (raw if isinstance(raw, list) else [raw])]}


def _cells(name: str, rows: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    for number, row in enumerate(rows):
        for column, value in row.items():
            yield f"{name}-{number}-{column}", [as_text(value)]


def is_touched(values: Values) -> bool:
    """Whether somebody answered anything that we had not filled in."""
    return any(
        not name.startswith(FILLED) and ",".join(texts) != ",".join(values.get(f"{FILLED}{name}", []))
        for name, texts in values.items()
    )


def as_data(values: Values) -> QueryDict:
    """The values as a form reads them."""
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, texts)
    return data
