"""Which words count as the same, and which say nothing.

Kept small on purpose: measured on labelled questions, a full stemmer finds no more than this
(docs/decisions/0003-search.md).
"""

import re

STOP = frozenset(
    """
    a about after all also am an and any are as at be because been before being between both but by
    can could did didn do does doesn doing don down during each few for from had has have having he
    her here him his how i if in into is isn it its just me more most my no not of off on once only
    or other our out over own same she should so some such than that the their them then there these
    they this those to too under until up us very was we were what when where which while who why
    will with would you your
    """.split()  # noqa: SIM905 (a list of a hundred strings is harder to read)
)

# What a Chinese question is wrapped in; cut out of a query before it is cut into pairs.
FILLERS = re.compile(
    "请问|如何|怎么样|怎么办|怎么|怎样|为什么|为何|什么|哪里|哪个|哪些|是否|能否|有没有|我的|我想|我要|吗|呢|吧|啊"
)

ENDINGS = ("ing", "in", "i", "ed", "es", "s", "e", "ie", "ies")
_SIBILANT = ("sses", "shes", "ches", "xes", "zes")
_VOWEL = re.compile("[aeiouy]")


def fold(word: str) -> str:
    """An English word without plural, -ing, -ed and final -e: printers → printer, installing → install.

    Words of other languages, of fewer than four letters, and whatever holds a digit stay as they are.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(_SIBILANT):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and _VOWEL.search(base) and not base.endswith("e"):
            doubled = base[-1] == base[-2] and base[-1] not in "lsz"
            return base[:-1] if doubled else base
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def maybe_folded(typed: str) -> set[str]:
    """What a word still being typed may fold to in the end: installi → install."""
    if not typed.isascii():
        return set()
    whole = {fold(typed)}
    for ending in ENDINGS:
        base = typed.removesuffix(ending)
        if base != typed and len(base) > 3:
            whole.add(fold(base))
    return whole - {typed}


STOP_FOLDED = STOP | {fold(word) for word in STOP}
