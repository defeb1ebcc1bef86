"""PostgreSQL: a GIN index over a stored tsvector (migration 0002); rare words weigh more.

`ts_rank` alone does not know how rare a word is. The table's own statistics do: ANALYZE keeps the most
common lexemes of a tsvector with their frequencies. What is not among them is rare, and counted.
"""

import math
import time
from functools import lru_cache

from django.db import connections

from search.engines import AKIN, HOLDERS, RANKED, Hits, telling
from search.segments import Alternative, Term, Wanted

WEIGHTS = "{0, 0.17, 0, 1}"  # D C B A: the body is C, the title A, counting six times
COUNTED = 20_000  # entries of a kind; of more, the statistics of ANALYZE tell how common a word is
SAID = "ts_rank(%s::real[], e.words, %s::tsquery, 0)"
# BM25's usual 1.2 and 0.75; a word said once in a body is 0.17 / 1.645 to ts_rank (pi²/6 is the sum of its series)
K1, B = 1.2 * 0.17 / 1.645, 0.75
SAMPLE = 1000  # entries from which the usual length of a text is taken
FORGET_AFTER = 300  # seconds: how long frequencies are remembered


class PostgreSQL:
    peek = " LIMIT 50"

    def __init__(self, alias: str) -> None:
        self.alias = alias

    def hits(self, kind: str, wanted: list[Wanted], *, every: bool) -> Hits:
        """The rank sums, over the things wanted, how much an entry is about each times how rare it is."""
        total, counts = self._frequencies(kind, wanted)
        if not every:
            wanted = telling(wanted, [counts[one] for one in wanted])
        query = expression(wanted, every=every)
        where = "FROM search_entry e WHERE e.kind = %s AND e.words @@ %s::tsquery"
        if min(counts[one] for one in wanted) > RANKED:
            sql = f'SELECT e.object_id AS "object_id", e.id AS "rank" {where}'
            return Hits(sql, (kind, query), by_age=True)
        # BM25: how often a word is said counts less and less, and less in a long text than in a short one
        spread = f"{K1} * ({1 - B} + {B} * length(e.words) / {_usual_length(self.alias, kind, period())})"
        parts, params = [], []
        for one in wanted:
            best = []
            for weight, alternatives in ((1.0, one.alternatives), (AKIN, one.akin)):
                if alternatives:
                    best.append(f"%s * said / (said + {spread})".replace("said", SAID))
                    asked = [WEIGHTS, _any(alternatives)]
                    params += [weight * rarity(counts[one], total), *asked, *asked]
            parts.append(f"GREATEST({', '.join(best)})")
        sql = f'SELECT e.object_id AS "object_id", ({" + ".join(parts)})::float8 AS "rank" {where}'
        return Hits(sql, (*params, kind, query))

    def holders(self, kind: str, one: Wanted) -> tuple[str, tuple]:
        return HOLDERS.format("e.words @@ %s::tsquery"), (kind, expression([one]))

    def _frequencies(self, kind: str, wanted: list[Wanted]) -> tuple[int, dict[Wanted, int]]:
        """The number of entries of the kind, and in about how many of them each thing stands.

        A word that is among the most common of a large index is not counted: it would take too long.
        """
        now = period()
        total = _total(self.alias, kind, now)
        common = _statistics(self.alias, now) if total > COUNTED else {}
        found = {}
        for one in wanted:
            known = [common[term.word] for term in one.terms if not term.prefix and term.word in common]
            found[one] = (
                int(max(known) * total) if known else _count(self.alias, kind, expression([one]), now)
            )
        return max(total, 1), found


def period() -> int:
    """What was counted is counted anew in the next one."""
    return int(time.monotonic() // FORGET_AFTER)


def rarity(count: int, total: int) -> float:
    """The inverse document frequency as BM25 counts it (Robertson and Zaragoza 2009, section 3.3)."""
    return round(max(math.log(1 + (total - count + 0.5) / (count + 0.5)), 0.01), 4) if count < total else 0.01


@lru_cache(maxsize=64)
def _total(alias: str, kind: str, now: int) -> int:
    """How many entries of the kind there are; of many, about how many entries there are at all."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE kind = %s LIMIT %s) found",
            [kind, COUNTED + 1],
        )
        total = cursor.fetchone()[0]
        if total > COUNTED:
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'search_entry'::regclass")
            total = max(int(cursor.fetchone()[0]), total)
    return total


@lru_cache(maxsize=64)
def _usual_length(alias: str, kind: str, now: int) -> float:
    """How many different words an entry of the kind has, on average."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT avg(length(words)) FROM (SELECT words FROM search_entry WHERE kind = %s LIMIT %s) found",
            [kind, SAMPLE],
        )
        return max(float(cursor.fetchone()[0] or 0), 1.0)


@lru_cache(maxsize=2)
def _statistics(alias: str, now: int) -> dict[str, float]:
    """The share of the entries each common word stands in."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats "
            "WHERE schemaname = current_schema() AND tablename = 'search_entry' AND attname = 'words'"
        )
        row = cursor.fetchone()
    # after the frequencies of the elements stand the least and the greatest of them
    return dict(zip(row[0], row[1], strict=False)) if row and row[0] else {}


@lru_cache(maxsize=4096)
def _count(alias: str, kind: str, asked: str, now: int) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE kind = %s AND words @@ %s::tsquery "
            "LIMIT %s) found",
            [kind, asked, RANKED + 1],
        )
        return cursor.fetchone()[0]


def forget_frequencies() -> None:
    """Counts anew from the next search on."""
    _statistics.cache_clear()
    _total.cache_clear()
    _usual_length.cache_clear()
    _count.cache_clear()


def expression(wanted: list[Wanted], *, every: bool = True) -> str:
    """The query as a tsquery in text. Words hold letters and digits only, so quoting is enough."""
    return (" & " if every else " | ").join(_any(one.anyhow.alternatives) for one in wanted)


def _any(alternatives: tuple[Alternative, ...]) -> str:
    found = [" & ".join(map(_term, terms)) for terms in alternatives]
    return f"({' | '.join(f'({each})' for each in found)})"


def _term(term: Term) -> str:
    return f"'{term.word}':*" if term.prefix else f"'{term.word}'"
