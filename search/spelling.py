"""Words that may have been meant: the nearest right spelling among the words that were ever indexed.

The vocabulary knows the words of everything, whoever may see it. So what it offers is only a guess, and
`queries` keeps those guesses that stand in what the asking person may see.
"""

from collections.abc import Iterable

from django.db.models import Q

from search.folding import fold
from search.models import Word
from search.segments import HAN_RUN

SHORTEST, LONGEST = 3, 24  # letters of a word that is corrected
EXACT_BELOW = 4  # letters: shorter words are only set in their right order (vnp, vpn)
TWO_FROM = 8  # letters: two slips in a longer word
LOOKED_AT = 3000
OFFERED = 6
NEVER = 99


def is_corrected(word: str) -> bool:
    """Whether a word may be a misspelt one: a longish row of letters, or a pair of Chinese characters."""
    if HAN_RUN.fullmatch(word):
        return len(word) == 2
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def learned(words: Iterable[str]) -> list[Word]:
    """Rows for the words that can be somebody's right spelling."""
    return [
        Word(word=word, start=start_of(word), end=end_of(word), letters=letters_of(word))
        for word in sorted(set(words))
        if is_corrected(word)
    ]


def start_of(word: str) -> str:
    return word[0] if HAN_RUN.fullmatch(word) else word[:2]


def end_of(word: str) -> str:
    return word[-1] if HAN_RUN.fullmatch(word) else word[-2:]


def letters_of(word: str) -> str:
    return "".join(sorted(word))


def nearest(word: str, also: Iterable[str] = (), *, typing: bool = False) -> list[str]:
    """Known words (and those of `also`) that `word` may have been meant for, the nearest first.

    Looked for where the first two, the last two or all letters are the same: a slip spoils only one of them.
    `typing`: the word is not finished, so it may be the beginning of a longer one.
    """
    forms = {word, fold(word)} if typing else {word}
    alike = Q(start=start_of(word))
    for form in forms:
        alike |= Q(end=end_of(form)) | Q(letters=letters_of(form))
    known = set(Word.objects.filter(alike).values_list("word", flat=True)[:LOOKED_AT])
    if HAN_RUN.fullmatch(word):
        return sorted(known - {word})[:LOOKED_AT]
    found = []
    for other in known.union(also) - forms:
        slips = min(_slips(form, other, typing) for form in forms) if other.isascii() else NEVER
        if slips < NEVER:
            found.append((slips, other[:1] != word[:1], abs(len(other) - len(word)), other))
    return [other for *_nearness, other in sorted(found)[:OFFERED]]


def _slips(word: str, other: str, typing: bool) -> int:
    """How many slips lie between them, `NEVER` for too many."""
    most = slips_allowed(word)
    if typing and len(other) > len(word) + most:
        other = other[: len(word)]
    if abs(len(other) - len(word)) > most or len(set(word).symmetric_difference(other)) > 2 * most:
        return NEVER
    slips = distance(word, other, most)
    return slips if slips <= most else NEVER


def slips_allowed(word: str) -> int:
    return 2 if len(word) >= TWO_FROM else 1


def distance(one: str, other: str, most: int) -> int:
    """How many letters were left out, added, mistaken or swapped (optimal string alignment); `most` + 1
    when there are more. A word of three letters may only have two of them swapped."""
    if len(one) < EXACT_BELOW:
        return 1 if sorted(one) == sorted(other) else most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        now = [place]
        for column, against in enumerate(other, 1):
            cost = min(row[column] + 1, now[-1] + 1, row[column - 1] + (letter != against))
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, row = row, now
    return row[-1]
