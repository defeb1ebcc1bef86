"""Where it is written: the full-text index. `index` and `forget` keep it, `matching` asks it."""

from typing import Any

from django.db.models import Model, QuerySet

from search.registry import register
from search.segments import words

__all__ = ["forget", "index", "matching", "register", "words"]


def index(thing: Model, *, title: str, body: str = "") -> None:
    """Writes (or rewrites) the words under which the thing is found; a word of the title weighs more."""
    from search import actions

    actions.index(thing, title=title, body=body)


def forget(thing: Model) -> None:
    """The thing is found no more."""
    from search import actions

    actions.forget(thing)


def matching(
    queryset: QuerySet, text: str, *, mode: str = "all", prefix: bool = False, forgiving: bool = False
) -> Any:
    """The rows of `queryset` that hold the words of `text`, best first, with `.rank` (greater is better).

    `mode="all"` wants every word; `mode="any"` one is enough, and rare words and titles count more.
    `prefix=True` takes the last word as the beginning of one, for searching while typing.
    `forgiving=True` also finds what means the same in other words (`search.thesaurus`), and takes a word
    that nothing in `queryset` holds for the nearest one that something does. The result is a queryset:
    filter, slice and count it further. Without any word nothing is found.
    """
    from search import queries

    return queries.matching(queryset, text, mode=mode, prefix=prefix, forgiving=forgiving)
