"""manage.py measure_search FILE…: how well suggestions and search do on labelled questions."""

import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from knowledge.measuring import Figures, Labelled, measure, read_labelled

HEAD = f"{'way':12} {'@1':>6} {'@3':>6} {'@5':>6} {'MRR':>6} {'found':>6} {'p50':>8} {'p95':>8}"


class Command(BaseCommand):
    help = (
        "Asks the questions of each FILE (JSON: articles with id and body, queries with the ids that answer "
        "them) and prints recall at 1, 3 and 5, mean reciprocal rank and latency. Everything happens in one "
        "transaction that is undone; better not on a desk that is being worked at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--misses", type=int, default=0, help="so many of the worst questions")
        parser.add_argument("--fill", type=int, default=0, help="made-up articles up to so many in all")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("wagtail", "django_tasks"):  # a line for each article would bury the figures
            logging.getLogger(name).setLevel(logging.WARNING)
        for path in options["files"]:
            try:
                labelled = read_labelled(path)
            except ValueError as error:
                raise CommandError(str(error)) from error
            found = measure(labelled, now=timezone.now(), fill=options["fill"])
            self._tell(path, labelled, found, options["fill"])
            self._tell_misses(found[0], options["misses"])

    def _tell(self, path: Path, labelled: Labelled, found: list[Figures], fill: int) -> None:
        count = max(fill, len(labelled.articles))
        self.stdout.write(
            f"{path.name} on {connection.vendor}: {count} articles, {len(labelled.queries)} questions"
        )
        self.stdout.write(HEAD)
        for one in found:
            shares = " ".join(f"{share:6.1%}" for share in (one.recall(1), one.recall(3), one.recall(5)))
            times = " ".join(f"{one.milliseconds(percent):5.1f} ms" for percent in (50, 95))
            self.stdout.write(f"{one.way:12} {shares} {one.mrr:6.3f} {one.found:6.1%} {times}")

    def _tell_misses(self, figures: Figures, count: int) -> None:
        for one in figures.misses()[:count]:
            place = "not found" if one.rank is None else f"at place {one.rank}"
            self.stdout.write(f"  {place:12} {one.query}  (first: {one.first or 'nothing'})")
