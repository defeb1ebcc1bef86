"""`manage.py try_process FILE --data JSON`: where a diagram leads, without anything happening."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from processes.bpmn import read
from processes.checks import check
from processes.complaints import BadDiagram, errors
from processes.engine import Runaway
from processes.management.commands.check_process import DMN, decisions_in
from processes.trying import walk


class Command(BaseCommand):
    help = (
        "Walks a BPMN file with every person's task done at once by the given data and time passing when nothing else "
        "can; prints as JSON the ids of the elements passed, the end events reached, and what still waits or failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--data", default="{}", metavar="JSON", help="the answers conditions read, an object"
        )
        parser.add_argument(
            "--process", default="", metavar="ID", help="which process of the file; else the main one"
        )

        parser.add_argument("--decisions", action="append", default=[], metavar="FILE", help=DMN)

    def handle(
        self, *args: Any, file: str, data: str, process: str, decisions: list[str], **options: Any
    ) -> None:
        try:
            given = json.loads(data)
        except ValueError as error:
            raise CommandError(f"--data is not JSON: {error}") from None
        if not isinstance(given, dict):
            raise CommandError("--data must be an object.")
        try:
            tables = decisions_in(decisions)
            drawing = read(Path(file).read_bytes())
            if bad := errors(check(drawing, decisions=tables)):
                raise BadDiagram(bad)
            found = walk(drawing, given, now=timezone.now(), process=process, decisions=tables)
        except OSError as error:
            raise CommandError(str(error)) from None
        except (BadDiagram, Runaway) as refused:
            lines = [f"{one.element}: {one.text}" for one in getattr(refused, "complaints", ())]
            raise CommandError("\n".join(lines) or str(refused)) from None
        self.stdout.write(json.dumps({"file": file, **asdict(found)}, ensure_ascii=False))
