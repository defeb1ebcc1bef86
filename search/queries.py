"""Asking the index: what a question means, and what holds it."""

from dataclasses import replace
from typing import Any

from django.db import connections
from django.db.models import FloatField, QuerySet, Value
from django.db.models.expressions import RawSQL

from search import thesaurus
from search.engines import engine_for
from search.joins import with_hits
from search.segments import Alternative, Term, Wanted, asked
from search.spelling import is_corrected, nearest

MODES = ("all", "any")
CORRECTED = 6  # words of a question; of a longer Chinese one none, most of its pairs are no words
MARK = "search_hits_go_here"
GUESSES = 12  # spellings of a word that are tried


def matching(queryset: QuerySet, text: str, *, mode: str, prefix: bool, forgiving: bool) -> QuerySet:
    """See `search.matching`."""
    if mode not in MODES:
        raise ValueError(f"A search matches all or any of the words, not {mode!r}.")
    every = mode == "all"
    wanted = asked(text, prefix=prefix, every=every)
    if wanted and forgiving:
        known = thesaurus.current()
        wanted = _corrected(queryset, thesaurus.widened(text, wanted, known, every=every), known)
    if not wanted:
        return queryset.none().annotate(rank=Value(0.0, output_field=FloatField()))
    return _found(queryset, wanted, every=every)


def _found(queryset: QuerySet, wanted: list[Wanted], *, every: bool) -> QuerySet:
    hits = engine_for(queryset.db).hits(kind_of(queryset), wanted, every=every)
    found = with_hits(queryset, hits.sql, hits.params)
    return found.order_by("-rank") if hits.by_age else found.order_by("-rank", "-pk")


def kind_of(queryset: QuerySet) -> str:
    return (queryset.model._meta.concrete_model or queryset.model)._meta.label_lower


def _corrected(queryset: QuerySet, wanted: list[Wanted], known: thesaurus.Thesaurus) -> list[Wanted]:
    """A word that nothing in the queryset holds also stands for the nearest ones that something does.

    Both are asked of the queryset alone: a word that stands only in what the person may not see is as
    unknown as one that stands nowhere, and is never offered.
    """
    single = {place: word for place, one in enumerate(wanted) if (word := _single(one))}
    chinese = sum(not word.word.isascii() for word in single.values())
    places = [place for place, word in single.items() if word.word.isascii() or chinese <= CORRECTED][
        :CORRECTED
    ]
    there = _there(queryset, [wanted[place].anyhow for place in places])
    for place in (place for place, is_there in zip(places, there, strict=True) if not is_there):
        guesses = nearest(single[place].word, known.words, typing=single[place].prefix)[:GUESSES]
        meant: list[tuple[Alternative, ...]] = [((Term(guess),), *known.akin((guess,))) for guess in guesses]
        stands = _there(queryset, [Wanted(one) for one in meant])
        right = [one for one, is_there in zip(meant, stands, strict=True) if is_there]
        akin = tuple(dict.fromkeys(one for alternatives in right[:3] for one in alternatives))
        wanted[place] = replace(wanted[place], akin=(*wanted[place].akin, *akin))
    return wanted


def _single(one: Wanted) -> Term | None:
    """The word a thing was asked for by, when it is one that may be misspelt."""
    if not one.alternatives or len(one.alternatives[0]) != 1:
        return None
    term = one.alternatives[0][0]
    return term if is_corrected(term.word) else None


def _there(queryset: QuerySet, wanted: list[Wanted]) -> list[bool]:
    """Whether anything in the queryset holds each thing, asked in one statement.

    The queryset is compiled once, with a mark where the hits go: compiling costs more than asking.
    """
    if not wanted:
        return []
    engine, kind = engine_for(queryset.db), kind_of(queryset)
    held = queryset.order_by().filter(pk__in=RawSQL(MARK, (MARK,))).values("pk")  # noqa: S611 (a mark)
    compiled, around = held.query.get_compiler(queryset.db).as_sql()
    place = around.index(MARK)
    parts: list[str] = []
    params: list[Any] = []
    for one in wanted:
        sql, its = engine.holders(kind, one)
        asked_for = [*around[:place], *its, *around[place + 1 :]]
        few = compiled.replace(
            MARK, sql + engine.peek
        )  # a common word is nearly always among its first holders
        parts.append(
            f"CASE WHEN EXISTS({few}) THEN 1 WHEN EXISTS({compiled.replace(MARK, sql)}) THEN 1 ELSE 0 END"
        )
        params += [*asked_for, *asked_for]
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return [bool(value) for value in cursor.fetchone()]
