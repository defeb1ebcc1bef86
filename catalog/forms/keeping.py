"""A form that is half filled in, as texts: what a draft keeps, and the form that comes of it again."""

from collections.abc import Collection

from django.http import QueryDict

from catalog.forms.filling import FILLED
from catalog.texts import without_nul

Values = dict[str, list[str]]


def typed_values(data: QueryDict, names: Collection[str]) -> Values:
    """What was sent for the questions of these names, with the marks of what we filled in ourselves."""
    return {
        name: [without_nul(text) for text in texts]
        for name, texts in data.lists()
        if name.removeprefix(FILLED).partition("-")[0] in names and any(texts) and "\x00" not in name
    }


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
