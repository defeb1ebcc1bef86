"""What can be watched: one thing (`ticket:42`), or all of a kind that the watcher may see (`tickets`)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

MaySee = Callable[[Any, Collection[int]], set[int]]


@dataclass(frozen=True)
class Topic:
    """A kind of thing that can be watched.

    `may_see(person, ids)` gives those of the ids the person may see; `may_see_internal` those of whose
    internal events they may know. Without it, internal events ring too, but keep their verb to themselves.
    """

    name: str
    plural: str
    kind: str
    may_see: MaySee
    may_see_internal: MaySee | None = None


@dataclass(frozen=True)
class Wish:
    """What one browser asked to hear of: things by topic, and whole topics."""

    things: frozenset[tuple[str, int]] = frozenset()
    lists: frozenset[str] = frozenset()

    @property
    def topics(self) -> set[str]:
        return {name for name, _id in self.things} | set(self.lists)


@dataclass
class Ping:
    """One change as it is sent: names and numbers, no content."""

    event: int
    topic: str
    id: int
    verb: str
    by: int
    label: str = field(default="")

    def as_json(self) -> dict[str, Any]:
        return {"topic": self.topic, "id": self.id, "verb": self.verb, "by": self.by, "label": self.label}


_topics: dict[str, Topic] = {}
_plurals: dict[str, Topic] = {}
_kinds: dict[str, Topic] = {}


def topic(
    name: str,
    *,
    may_see: MaySee,
    kind: str = "",
    plural: str = "",
    may_see_internal: MaySee | None = None,
) -> Topic:
    """Makes `name:<id>` and its plural watchable.

    `kind` is the model label of the events' subjects; left out, it is the model called `name` in the app
    that registers (`tickets.ticket`). The plural is `name` with an s.
    """
    app = (getattr(may_see, "__module__", "") or "").partition(".")[0]
    made = Topic(name, plural or f"{name}s", kind or f"{app}.{name}", may_see, may_see_internal)
    _topics[made.name] = _plurals[made.plural] = _kinds[made.kind] = made
    return made


def of_kind(kind: str) -> Topic | None:
    return _kinds.get(kind)


def named(name: str) -> Topic | None:
    return _topics.get(name)


def kinds_of(wish: Wish) -> list[str]:
    """The model labels whose events the wish is about."""
    return [_topics[name].kind for name in wish.topics]


def wish_from(asked: Iterable[str]) -> Wish | None:
    """The wish behind `topic=` parameters; None when one of them is not a topic."""
    things, lists = set(), set()
    for text in asked:
        name, colon, number = text.partition(":")
        if colon and name in _topics and number.isascii() and number.isdigit() and len(number) < 19:
            things.add((name, int(number)))
        elif not colon and name in _plurals:
            lists.add(_plurals[name].name)
        else:
            return None
    return Wish(frozenset(things), frozenset(lists)) if things or lists else None


def visible_part(person: Any, wish: Wish) -> Wish:
    """The wish without the things the person may not see (or that do not exist: nobody can tell)."""
    seen = set()
    for name in {name for name, _id in wish.things}:
        ids = {number for other, number in wish.things if other == name}
        seen |= {(name, number) for number in _topics[name].may_see(person, ids)}
    return Wish(frozenset(seen & wish.things), wish.lists)
