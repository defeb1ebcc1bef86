"""What a question also means: its words with those that mean the same."""

from dataclasses import replace

from search.segments import Wanted, pieces
from search.thesaurus.groups import LONGEST_PHRASE, Phrase, Thesaurus, row_of, terms_of

SHORTEST_HAN, LONGEST_HAN = 2, 8  # characters of a Chinese phrase


def widened(text: str, wanted: list[Wanted], thesaurus: Thesaurus, *, every: bool) -> list[Wanted]:
    """The things wanted, each with what means the same.

    Where every thing must be there, a phrase takes the place of its words: "day off" is one thing, which
    "holiday" is too. Where some are enough, its words stay beside it. In the middle of a run of Chinese a
    phrase is only looked for where some are enough: nobody knows where its words begin.
    """
    found = list(wanted)
    for phrase, alone in phrases_in(text, thesaurus):
        own, akin = terms_of(phrase), thesaurus.akin(phrase)
        as_one = next((place for place, one in enumerate(found) if one.alternatives[:1] == (own,)), None)
        if as_one is not None:
            found[as_one] = replace(found[as_one], akin=tuple(dict.fromkeys((*found[as_one].akin, *akin))))
        elif not every:
            found.append(Wanted((), akin))
        elif alone:
            words = {(term,) for term in own}
            first = next((place for place, one in enumerate(found) if set(one.alternatives) <= words), None)
            if first is None:
                continue
            found[first] = Wanted((own,), akin)
            found[first + 1 :] = [one for one in found[first + 1 :] if not set(one.alternatives) <= words]
    return found


def phrases_in(text: str, thesaurus: Thesaurus) -> list[tuple[Phrase, bool]]:
    """The phrases of the thesaurus in a text, and whether each stands alone (not inside a run of Chinese)."""
    found: list[tuple[Phrase, bool]] = []
    row: list[str] = []
    for han, latin in pieces(text):
        if han:
            found += [*_in_row(row, thesaurus), *_in_run(han, thesaurus)]
            row = []
        else:
            row += row_of(latin)
    return list(dict.fromkeys([*found, *_in_row(row, thesaurus)]))


def _in_row(row: list[str], thesaurus: Thesaurus) -> list[tuple[Phrase, bool]]:
    """The longest phrase from each word on, over those not yet taken by a longer one."""
    found: list[tuple[Phrase, bool]] = []
    place = 0
    while place < len(row):
        for length in range(min(LONGEST_PHRASE, len(row) - place), 0, -1):
            phrase = tuple(row[place : place + length])
            if phrase in thesaurus.places:
                found.append((phrase, True))
                place += length - 1
                break
        place += 1
    return found


def _in_run(run: str, thesaurus: Thesaurus) -> list[tuple[Phrase, bool]]:
    found: list[tuple[Phrase, bool]] = []
    taken = 0
    for start in range(len(run)):
        for end in range(min(start + LONGEST_HAN, len(run)), start + SHORTEST_HAN - 1, -1):
            if end > taken and (run[start:end],) in thesaurus.places:
                found.append(((run[start:end],), end - start == len(run)))
                taken = end
                break
    return found
