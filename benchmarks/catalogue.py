"""`python -m benchmarks.catalogue`: how often the service people mean is among the first three found.

Loads the demo company's people, answers and services into the database that the environment names (SQLite in a
temporary folder without one), asks the queries of `data/` as a manager, who may see every service, and prints
recall, mean reciprocal rank and latency. See README.md.
"""

import argparse
import logging
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).parent / "data"
LISTS = ("catalogue_queries", "catalogue_control")
ASKED_BY = "manager"
DEPTH = 10


class Query(NamedTuple):
    text: str
    service: str
    language: str
    way: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.catalogue", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="name the queries that found it too late")
    options = parser.parse_args()
    set_up()
    from django.db import connection

    for name in LISTS:
        print(f"{name} on {connection.vendor}")
        tell(measure(queries(name)), misses=options.misses)


def tell(figures: dict[str, Any], *, misses: bool) -> None:
    print(f"{'':12} {'queries':>7} {'@1':>6} {'@3':>6} {'MRR':>6} {'p50':>9} {'p95':>9}")
    for name, one in figures.items():
        shares = f"{one.recall(1):6.1%} {one.recall(3):6.1%} {one.mrr:6.3f}"
        times = f"{one.milliseconds(50):6.1f} ms {one.milliseconds(95):6.1f} ms"
        print(f"{name:12} {len(one.outcomes):7} {shares} {times}")
    for one in figures["all"].misses() if misses else ():
        place = "not found" if one.rank is None else f"place {one.rank}"
        print(f"  {place:10} {one.query}  (first: {one.first or 'nothing'})")


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    os.environ.setdefault("SERVICEDESK_DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0, interactive=False)
    from servicedesk.demo.load import load_catalogue

    for name in ("wagtail", "django_tasks"):  # a line for each page would bury the figures
        logging.getLogger(name).setLevel(logging.WARNING)
    load_catalogue(now=timezone.now(), say=lambda _part: None)
    call_command("reindex", verbosity=0)


def queries(name: str) -> Iterator[Query]:
    """Every labelled query of a list."""
    import yaml

    for service, languages in yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8")).items():
        for language, ways in languages.items():
            for way, texts in ways.items():
                yield from (Query(str(text), service, language, way) for text in texts)


def measure(asked: Iterable[Query]) -> dict[str, Any]:
    """Figures of all queries, of each language and of each way of asking."""
    from catalog.suggestions import suggest
    from knowledge.measuring.figures import Figures, Outcome
    from people.models import Person

    person = Person.objects.get(username=ASKED_BY)
    suggest(person, "warm up", limit=DEPTH)
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for query in asked:
        began = perf_counter()
        found = [service.slug for service in suggest(person, query.text, limit=DEPTH)]
        seconds = perf_counter() - began
        rank = found.index(query.service) + 1 if query.service in found else None
        said = f"{query.text}  → {query.service}"
        outcome = Outcome(said, rank, found[0] if found else "", seconds)
        for name in ("all", query.language, f"{query.language} {query.way}"):
            groups[name].append(outcome)
    return {name: Figures(name, outcomes) for name, outcomes in groups.items()}


if __name__ == "__main__":
    main()
