"""Public holidays by country, and the weekend days that are worked to make up for them."""

from datetime import date
from functools import lru_cache

import holidays as library


@lru_cache(maxsize=1024)
def year_of(code: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days off and the make-up workdays of a year; `code` is a country, maybe with a part: `DE-BE`.

    Each year is read into an object of its own: the library fills its objects in while they are asked,
    which two threads must not do to the same one. Raises `NotImplementedError` for an unknown code.
    """
    country, _dash, part = code.partition("-")
    known = library.country_holidays(country, subdiv=part or None, years=year)
    made_up = frozenset(day for day in known.weekend_workdays if day.year == year)
    return frozenset(known) - made_up, made_up


def is_known(code: str) -> bool:
    try:
        year_of(code, 2026)
    except NotImplementedError:
        return False
    return True
