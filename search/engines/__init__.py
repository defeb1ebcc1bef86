"""What only one database can do, behind one function each, with a portable twin."""

from dataclasses import dataclass
from typing import Protocol

from django.db import connections

from search.segments import Wanted

AKIN = 0.5  # how much a synonym or a corrected spelling counts beside the word itself
RANKED = 3000  # hits are weighed against each other up to here; of more, the newest come first


HOLDERS = "SELECT e.object_id FROM search_entry e WHERE e.kind = %s AND {}"


@dataclass(frozen=True)
class Hits:
    """SQL (and its parameters) that gives object_id and rank, the greater the better.

    `by_age`: there are so many that the rank is the entry's number, and only its order is meant.
    """

    sql: str
    params: tuple
    by_age: bool = False


class Engine(Protocol):
    """How a database finds entries. `peek` after `holders` asks for the first few only."""

    peek: str

    def hits(self, kind: str, wanted: list[Wanted], *, every: bool) -> Hits:
        """What holds every thing wanted, or any."""
        ...

    def holders(self, kind: str, one: Wanted) -> tuple[str, tuple]:
        """SQL and parameters of the object_ids that hold the thing."""
        ...


def engine_for(alias: str) -> Engine:
    """The engine of a database connection."""
    vendor = connections[alias].vendor
    if vendor == "sqlite":
        from search.engines.sqlite import SQLite

        return SQLite(alias)
    if vendor == "postgresql":
        from search.engines.postgresql import PostgreSQL

        return PostgreSQL(alias)
    from search.engines.portable import Portable

    return Portable()


def telling(wanted: list[Wanted], counts: list[int]) -> list[Wanted]:
    """Of things any of which will do: the rarest, as long as there are not too many hits to weigh.

    A word that half of all texts hold costs the most to weigh and says the least.
    """
    rarest = sorted(zip(counts, range(len(wanted)), strict=True))
    kept: list[int] = []
    hits = 0
    for count, place in rarest:
        hits += count
        if kept and hits > RANKED:
            break
        kept.append(place)
    return [wanted[place] for place in sorted(kept)]
