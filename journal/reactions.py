"""Who hears of what: `@on(...)` inline or later, and `@effect(...)` for work asked for by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.functional import Promise

if TYPE_CHECKING:
    from journal.models import Event

Hearing = Callable[["Event"], None]
Doing = Callable[[Any, str], None]


class GiveUp(Exception):
    """Raised by a reaction or effect when trying again can't help: the delivery fails at once."""


@dataclass(frozen=True)
class Reaction:
    """A function of some app and the verbs it hears; `name` is what the outbox stores."""

    name: str
    verbs: tuple[str, ...]
    function: Hearing
    later: bool


_reactions: dict[str, Reaction] = {}
_effects: dict[str, Doing] = {}
_words: dict[str, str | Promise] = {}


def on(
    *verbs: str, later: bool = False, name: str = "", called: str | Promise = ""
) -> Callable[[Hearing], Hearing]:
    """Calls the function with each event of these verbs.

    Inline (the default) runs in the deed's own transaction: database only, and an exception undoes the
    deed. `later=True` runs after commit, at least once, in order per subject; it may run twice.
    The stored name is `<app>.<function>`; give `name` to keep it when a function is renamed. `called` is what
    people read where a delivery of it failed.
    """

    def register(function: Hearing) -> Hearing:
        key = name or f"{function.__module__.partition('.')[0]}.{function.__name__}"
        if key in _reactions or key in _effects:
            raise ValueError(f"Two reactions are called {key!r}.")
        _reactions[key] = Reaction(key, verbs, function, later)
        _words[key] = called
        heard_by.cache_clear()
        return function

    return register


def effect(name: str, *, called: str | Promise = "") -> Callable[[Doing], Doing]:
    """Names the target of `journal.actions.later`: called with (payload, key), at least once.

    `key` is the same at every try: hand it to the peer as idempotency key, or check it first. People read
    `called` where it failed.
    """

    def register(function: Doing) -> Doing:
        if name in _effects or name in _reactions:
            raise ValueError(f"Two effects are called {name!r}.")
        _effects[name] = function
        _words[name] = called
        return function

    return register


@cache
def heard_by(verb: str) -> tuple[tuple[Reaction, ...], tuple[Reaction, ...]]:
    """The inline and the later reactions to a verb; those of lower packages come first."""
    places = {config.label: place for place, config in enumerate(reversed(list(apps.get_app_configs())))}
    heard = sorted(
        (reaction for reaction in _reactions.values() if verb in reaction.verbs),
        key=lambda reaction: places.get(reaction.name.partition(".")[0], len(places)),
    )
    return tuple(r for r in heard if not r.later), tuple(r for r in heard if r.later)


def reaction_named(name: str) -> Reaction | None:
    return _reactions.get(name)


def effect_named(name: str) -> Doing | None:
    return _effects.get(name)


def words_for(name: str) -> str | Promise:
    """What people read for the name of a delivery; the name itself where nobody said."""
    return _words.get(name) or name


def all_reactions() -> list[Reaction]:
    return list(_reactions.values())


def names_for_later() -> list[str]:
    """Every name a delivery may carry."""
    return [*(reaction.name for reaction in _reactions.values() if reaction.later), *_effects]
