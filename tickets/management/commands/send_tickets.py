"""manage.py send_tickets FILE --url URL --token TOKEN: tickets of another system, over the REST API."""

import csv
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tickets.sending import BadLine, Desk, Line, NotTaken, Unreachable, read


class Command(BaseCommand):
    help = (
        "Opens an incident for every line of FILE at the desk at URL. A line is a JSON object (.jsonl), or a row "
        "of a table with a head (.csv): title, and optionally description, requester (user name), team (short "
        "name), impact and urgency (1 to 3), items (inventory numbers), lang, key. Run it again after an "
        "interruption or with mended lines: what is there already is not opened again (for 30 days)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--url", required=True, help="address of the desk, https://desk.example.org")
        parser.add_argument(
            "--token",
            default=os.environ.get("DESK_TOKEN", ""),
            help="API token; without it the environment's DESK_TOKEN (arguments can be seen by others)",
        )

    def handle(self, *args: Any, file: Path, url: str, token: str, **options: Any) -> None:
        if not token:
            raise CommandError("Give --token or DESK_TOKEN; “manage.py token USERNAME” prints one.")
        self.opened = self.there = 0
        self.bad: list[BadLine] = []
        self.unused: set[str] = set()
        try:
            desk = Desk(url, token)
            for line in read(file):
                self._send(line, desk, options["verbosity"])
        except (OSError, csv.Error) as error:
            raise CommandError(f"{file} can't be read: {error}") from None
        except Unreachable as stopped:
            raise CommandError(f"{stopped} {self._sum()} Run it again: nothing is opened twice.") from None
        self._tell()

    def _send(self, line: Line | BadLine, desk: Desk, verbosity: int) -> None:
        if isinstance(line, Line):
            self.unused |= line.unused
            try:
                reference, was_there = desk.open(line.ticket, line.key)
            except NotTaken as refused:
                line = BadLine(line.number, str(refused))
            else:
                self.there += was_there
                self.opened += not was_there
                if verbosity > 1:
                    self.stdout.write(f"line {line.number}: {reference}")
                return
        self.bad.append(line)
        self.stderr.write(f"line {line.number}: {line.why}")

    def _tell(self) -> None:
        if self.unused:
            self.stderr.write(f"Not used: {', '.join(sorted(self.unused))}.")
        if self.bad:
            numbers = ", ".join(str(one.number) for one in self.bad)
            raise CommandError(f"{self._sum()} Not taken: lines {numbers}.", returncode=2)
        self.stdout.write(self.style.SUCCESS(self._sum()))

    def _sum(self) -> str:
        return f"{self.opened} opened, {self.there} there already, {len(self.bad)} not taken."
