"""The groups of words that mean the same, read once and kept for a minute."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from search.folding import fold
from search.segments import Alternative, Term, pairs, parts_of, pieces

SHIPPED = Path(__file__).parent / "shipped.yaml"
KEPT = 60  # seconds until a group that another process changed is heard of
LONGEST_PHRASE = 4  # words of a phrase
WHOSE = frozenset(["a", "an", "the", "my", "our", "your", "their", "his", "her"])

Phrase = tuple[str, ...]  # folded words, or one run of Chinese


@dataclass(frozen=True)
class Thesaurus:
    """Phrases, and for each of them those that mean the same."""

    groups: tuple[tuple[Phrase, ...], ...]

    @cached_property
    def places(self) -> dict[Phrase, list[int]]:
        found: dict[Phrase, list[int]] = {}
        for place, group in enumerate(self.groups):
            for phrase in group:
                found.setdefault(phrase, []).append(place)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every single word there is a synonym for."""
        return frozenset(phrase[0] for phrase in self.places if len(phrase) == 1)

    def akin(self, phrase: Phrase) -> tuple[Alternative, ...]:
        """What means the same as the phrase, without the phrase."""
        others = (other for place in self.places.get(phrase, ()) for other in self.groups[place])
        return tuple(terms_of(other) for other in dict.fromkeys(others) if other != phrase)


def phrase_of(text: str) -> Phrase:
    """A phrase as it is looked up: 手机 as it stands, "Cell phones" as cell, phone."""
    found: list[str] = []
    for han, latin in pieces(text):
        found += [han] if han else row_of(latin)
    return tuple(found)


def row_of(latin: str) -> list[str]:
    """The words a phrase is made of: "reset my password" is "reset password"."""
    return [fold(word) for word in parts_of(latin) if word not in WHOSE]


def terms_of(phrase: Phrase) -> Alternative:
    return tuple(Term(word) for part in phrase for word in (pairs(part) if not part.isascii() else [part]))


def thesaurus_of(groups: Iterable[Iterable[str]], apart: Iterable[Iterable[str]] = ()) -> Thesaurus:
    """The groups as a thesaurus; words that are to be kept `apart` are in no group together."""
    kept_apart = [frozenset(filter(None, map(phrase_of, group))) for group in apart]
    found = []
    for group in groups:
        phrases = list(dict.fromkeys(filter(None, map(phrase_of, group))))
        for strangers in kept_apart:
            if len(strangers.intersection(phrases)) > 1:
                phrases = [phrase for phrase in phrases if phrase not in strangers]
        if len(phrases) > 1:
            found.append(tuple(phrases))
    return Thesaurus(tuple(found))


def shipped() -> list[list[str]]:
    """The groups that come with the desk: ordinary words of offices and computers."""
    return [[str(word) for word in group] for group in yaml.safe_load(SHIPPED.read_text("utf-8"))]


_kept: tuple[float, Thesaurus] | None = None
_shipped: list[list[str]] | None = None


def current() -> Thesaurus:
    """The shipped groups and those of the table, as they were at most a minute ago."""
    global _kept, _shipped
    if _kept is None or time.monotonic() - _kept[0] > KEPT:
        from search.models import SynonymGroup

        _shipped = _shipped or shipped()
        own: dict[str, list[list[str]]] = {"same": [], "apart": []}
        for group in SynonymGroup.objects.all():
            own[group.means].append(group.phrases)
        _kept = (time.monotonic(), thesaurus_of([*_shipped, *own["same"]], own["apart"]))
    return _kept[1]


def forget_thesaurus() -> None:
    """Reads the groups anew at the next search."""
    global _kept
    _kept = None
