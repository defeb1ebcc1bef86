"""How many statements a page may cost: kept in budgets.json, held by every test that loads the page."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).parent / "budgets.json"


def allowed(page: str) -> int:
    """The page's budget; a page nobody budgeted for is an error, not a free ride."""
    return json.loads(FILE.read_text())[page]


@contextmanager
def budget(page: str) -> Iterator[CaptureQueriesContext]:
    """Fails when what runs inside takes more statements than the page may; prints them all then."""
    most = allowed(page)
    with CaptureQueriesContext(connection) as spent:
        yield spent
    if len(spent) > most:
        told = "\n".join(f"{place:3} {query['sql'][:600]}" for place, query in enumerate(spent, 1))
        raise AssertionError(f"{page} may take {most} statements and took {len(spent)}:\n{told}")
