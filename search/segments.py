"""The one segmentation, for what is indexed and for what is asked."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from search.folding import FILLERS, STOP_FOLDED, fold, maybe_folded

HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f々〇"
HAN_RUN = re.compile(rf"[{HAN}]+")
_LATIN = rf"[^\W_{HAN}]+"
_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<latin>{_LATIN}(?:[-_./]{_LATIN})*)")
_PART = re.compile(_LATIN)
_CLITIC = re.compile(r"(?<=\w)['’](?:s|t|re|ve|ll|d|m)\b")

LONGEST_WORD = 60
MOST_WORDS = 20_000  # of one indexed text
MOST_ASKED = 24  # of one query


@dataclass(frozen=True)
class Term:
    """One word to look for; `prefix` takes it as the beginning of words."""

    word: str
    prefix: bool = False


Alternative = tuple[Term, ...]


@dataclass(frozen=True)
class Wanted:
    """One thing asked for: any of the alternatives, each of which wants all its terms.

    `akin` is what will do instead and counts less: words that mean the same, the nearest right spelling.
    """

    alternatives: tuple[Alternative, ...]
    akin: tuple[Alternative, ...] = ()

    @property
    def anyhow(self) -> "Wanted":
        """The same, whether it was said in these words or in others."""
        return Wanted((*self.alternatives, *self.akin)) if self.akin else self

    @property
    def terms(self) -> list[Term]:
        return [term for alternative in self.alternatives for term in alternative]


def words(text: str) -> list[str]:
    """The searchable words of a text, in their order, with repetitions.

    Compatibility forms become one (NFKC), letters small, English words lose their endings (`fold`). A run
    of Chinese characters becomes its overlapping pairs (电脑坏了 → 电脑 脑坏 坏了), a single one stays. A
    code with a digit or short parts is found whole and by its parts (INC-42 → inc 42 inc42).
    """
    found: list[str] = []
    for han, latin in pieces(text):
        found += pairs(han) if han else [*map(fold, parts_of(latin)), *_whole(latin)]
    return found


def indexed(text: str) -> str:
    """What is stored: the words, and the last character of each Chinese run, so that one character asked
    for alone is found wherever it stands."""
    found: list[str] = []
    for han, latin in pieces(text):
        found += [*pairs(han), han[-1]] if han else [*map(fold, parts_of(latin)), *_whole(latin)]
        if len(found) > MOST_WORDS:
            break
    return " ".join(word[:LONGEST_WORD] for word in found[:MOST_WORDS])


def asked(text: str, *, prefix: bool = False, every: bool = True) -> list[Wanted]:
    """What a query wants. Words that say nothing are left out, unless there is nothing else.

    A code is one thing wanted, found whole or by all its parts, when `every` word must be there; when
    some are enough, each part is worth something by itself (of 13.10, too, the 13).
    """
    bare = FILLERS.sub(" ", unicodedata.normalize("NFKC", text))
    found = list(pieces(bare)) or list(pieces(text))
    wanted: list[tuple[str, Wanted]] = []
    for place, (han, latin) in enumerate(found):
        typing = prefix and place == len(found) - 1 and not text[-1:].isspace() and len(latin) > 1
        wanted += _wanted_han(han) if han else _wanted_latin(latin, typing, every)
    telling = [one for one in wanted if one[0] not in STOP_FOLDED] or wanted
    return list(dict.fromkeys(one for _word, one in telling))[:MOST_ASKED]


def pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The runs of Chinese and of other letters, as (Chinese, other), one of them empty."""
    plain = _CLITIC.sub("", unicodedata.normalize("NFKC", text).lower())
    for match in _PIECE.finditer(plain):
        yield match["han"] or "", match["latin"] or ""


def parts_of(latin: str) -> list[str]:
    return _PART.findall(latin)


def _whole(latin: str) -> list[str]:
    """A code as one word: inc-42, e-mail, 10.0.0.1. A sentence without a space after its stop is none."""
    parts = parts_of(latin)
    if not 1 < len(parts) < 8:
        return []
    code = "-" in latin or "_" in latin or all(part.isdigit() for part in parts)
    telling = any(len(part) < 3 or not part.isalpha() for part in parts)
    return ["".join(parts)] if code and telling else []


def _wanted_han(run: str) -> list[tuple[str, Wanted]]:
    if len(run) == 1:
        return [(run, Wanted(((Term(run, prefix=True),),)))]
    return [(pair, Wanted(((Term(pair),),))) for pair in pairs(run)]


def _wanted_latin(latin: str, typing: bool, every: bool) -> list[tuple[str, Wanted]]:
    """A code whole or by all its parts; else each word, the last one as a beginning while it is typed."""
    parts = parts_of(latin)
    whole = tuple((Term(word, prefix=typing),) for word in _whole(latin))
    if whole and every:
        last = Term(parts[-1], prefix=True) if typing else Term(fold(parts[-1]))
        return [(latin, Wanted((*whole, (*(Term(fold(part)) for part in parts[:-1]), last))))]
    found = [(latin, Wanted((one,))) for one in whole]
    found += [(fold(part), Wanted(((Term(fold(part)[:LONGEST_WORD]),),))) for part in parts]
    if typing:
        word = parts[-1][:LONGEST_WORD]
        ends = ((Term(one),) for one in sorted(maybe_folded(word)))
        found[-1] = (word, Wanted(((Term(word, prefix=True),), *ends)))
    return found
