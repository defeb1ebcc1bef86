"""SQLite: an FTS5 table beside the entries, kept in step by triggers (migration 0002), ranked by BM25."""

import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from django.db import connections

from search.engines import AKIN, RANKED, Hits, telling
from search.segments import Alternative, Term, Wanted

ONE_MATCH = (
    "SELECT rowid AS entry, {place} AS place, -rank * {weight} AS score "
    "FROM search_fts WHERE search_fts MATCH %s"
)


FEW = 20_000  # entries of a kind that are looked through by their kind
FORGET_AFTER = 300  # seconds


class SQLite:
    peek = " LIMIT 50"

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def hits(self, kind: str, wanted: list[Wanted], *, every: bool) -> Hits:
        """The rank of FTS5 is BM25 (smaller is better), a word of the title counting six times.

        BM25 is a sum over words, so where some are enough each thing is asked for by itself: then other
        words for it can count less, and only the best of them.
        """
        if not every and len(wanted) > 1:
            wanted = telling(wanted, self._counts([self._of(kind, expression([one])) for one in wanted]))
        query = self._of(kind, expression(wanted, every=every))
        if self._counts([query])[0] > RANKED:
            return self._joined(
                "f.rowid", "search_fts f", "f.search_fts MATCH %s", (query,), kind, by_age=True
            )
        if every and not any(one.akin for one in wanted):
            return self._joined("-f.rank", "search_fts f", "f.search_fts MATCH %s", (query,), kind)
        matches, params = [], []
        for place, one in enumerate(wanted):
            for weight, alternatives in _weighed(one):
                matches.append(ONE_MATCH.format(place=place, weight=weight))
                params.append(self._of(kind, _any(alternatives)))
        best = f"SELECT entry, max(score) AS score FROM ({' UNION ALL '.join(matches)}) GROUP BY entry, place"  # noqa: S608
        summed = (
            f"(SELECT entry AS rowid, sum(score) AS score, count(*) AS places FROM ({best}) GROUP BY entry) f"  # noqa: S608
        )
        condition = f"f.places = {len(wanted)}" if every else "f.places > 0"
        return self._joined("f.score", summed, condition, tuple(params), kind)

    def holders(self, kind: str, one: Wanted) -> tuple[str, tuple]:
        """CROSS JOIN keeps SQLite from asking the index anew for each entry."""
        sql = (
            "SELECT e.object_id FROM search_fts f CROSS JOIN search_entry e "
            "WHERE e.kind = %s AND f.search_fts MATCH %s AND e.id = f.rowid"
        )
        return sql, (kind, self._of(kind, expression([one])))

    def _of(self, kind: str, query: str) -> str:
        """The query among the words of this kind, so that a handful of articles costs the same beside a million
        tickets. The many of a large kind are passed through quicker by the words alone.
        """
        words = f"{{title body}} : ({query})"
        return f'kind : "{kind}" AND {words}' if _is_small(self.alias, kind, _period()) else words

    def _joined(
        self, rank: str, found: str, condition: str, params: tuple, kind: str, *, by_age: bool = False
    ) -> Hits:
        sql = (
            f'SELECT e.object_id AS "object_id", {rank} AS "rank" FROM {found} '  # noqa: S608
            f"INNER JOIN search_entry e ON e.id = f.rowid WHERE {condition} AND e.kind = %s"
        )
        return Hits(sql, (*params, kind), by_age)

    def _counts(self, queries: list[str]) -> list[int]:
        """How many entries each query finds, counted no further than anybody wants to know."""
        found = f"SELECT 1 FROM search_fts WHERE search_fts MATCH %s LIMIT {RANKED + 1}"  # noqa: S608
        one = f"(SELECT count(*) FROM ({found}))"  # noqa: S608
        with connections[self.alias].cursor() as cursor:
            cursor.execute(f"SELECT {', '.join([one] * len(queries))}", queries)
            return list(cursor.fetchone())


def _period() -> int:
    return int(time.monotonic() // FORGET_AFTER)


@lru_cache(maxsize=64)
def _is_small(alias: str, kind: str, period: int) -> bool:
    """Whether there are few entries of this kind; looked up anew after a while."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE kind = %s LIMIT %s)", [kind, FEW + 1]
        )
        return cursor.fetchone()[0] <= FEW


def _weighed(one: Wanted) -> Iterator[tuple[float, tuple[Alternative, ...]]]:
    """The words asked for, then what is akin to them: a phrase of many words counts no more than one word."""
    if one.alternatives:
        yield 1.0, one.alternatives
    for length, alternatives in groupby(sorted(one.akin, key=len), key=len):
        yield AKIN / length, tuple(alternatives)


def expression(wanted: list[Wanted], *, every: bool = True) -> str:
    """The query in FTS5's language. Words hold letters and digits only; quotes keep AND, OR, NOT words."""
    return (" AND " if every else " OR ").join(_any(one.anyhow.alternatives) for one in wanted)


def _any(alternatives: tuple[Alternative, ...]) -> str:
    found = [" AND ".join(map(_term, terms)) for terms in alternatives]
    return f"({' OR '.join(f'({each})' for each in found)})"


def _term(term: Term) -> str:
    return f'"{term.word}" *' if term.prefix else f'"{term.word}"'
