"""Who can write the index anew: each app registers its models, for `manage.py reindex`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

Text = Callable[[Any], str]


@dataclass(frozen=True)
class Indexed:
    """A searchable model: how a thing's title and body read, and which things are in the index at all."""

    model: type[Model]
    title: Text
    body: Text
    things: Callable[[], QuerySet]
    teaches: bool = True

    @property
    def kind(self) -> str:
        return self.model._meta.label_lower


_indexed: dict[str, Indexed] = {}


def register(
    model: type[Model],
    *,
    title: Text,
    body: Text,
    things: Callable[[], QuerySet] | None = None,
    teaches: bool = True,
) -> None:
    """Called when the app is ready. `things` gives what is searchable, with what the texts need fetched.

    `teaches=False` where people write as they please: such words are nobody's right spelling.
    """
    entry = Indexed(model, title, body, things or model._default_manager.all, teaches)
    _indexed[entry.kind] = entry


def registered() -> Iterator[Indexed]:
    yield from _indexed.values()


def teaches(kind: str) -> bool:
    """Whether the words of such things are taken for rightly spelt ones."""
    return kind not in _indexed or _indexed[kind].teaches


def for_model(model: type[Model]) -> Indexed:
    """Raises `LookupError` for a model nobody registered."""
    try:
        return _indexed[(model._meta.concrete_model or model)._meta.label_lower]
    except KeyError:
        raise LookupError(f"{model.__name__} is not registered for search.") from None
