"""`manage.py check_process FILE…`: what a diagram holds, and what is wrong with it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from processes.bpmn import Drawing, read
from processes.bpmn.decisions import read_decisions
from processes.checks import check
from processes.complaints import BadDiagram, Complaint, errors
from rules.tables import Table

DMN = "a DMN file with decision tables; as often as needed"


class Command(BaseCommand):
    help = "Prints a JSON object for each BPMN file: its elements, whether it can be run, each complaint."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--decisions", action="append", default=[], metavar="FILE", help=DMN)

    def handle(self, *args: Any, files: list[str], decisions: list[str], **options: Any) -> None:
        for name in files:
            self.stdout.write(json.dumps(report(Path(name), decisions), ensure_ascii=False))


def report(path: Path, decisions: list[str]) -> dict[str, Any]:
    """What is known of one file, whatever it holds."""
    try:
        tables = decisions_in(decisions)
        drawing = read(path.read_bytes())
        complaints = check(drawing, decisions=tables)
    except BadDiagram as refused:
        drawing, complaints = Drawing({}), list(refused.complaints)
    except OSError as error:
        drawing, complaints = Drawing({}), [Complaint("unreadable", "", str(error))]
    return {
        "file": str(path),
        "processes": [{"id": one.id, "name": one.name} for one in drawing.processes.values()],
        "elements": [{"id": node.id, "kind": node.kind, "name": node.name} for _in, node in drawing.walk()],
        "executable": not errors(complaints),
        "complaints": [one.told() for one in complaints],
    }


def decisions_in(files: list[str]) -> dict[str, Table]:
    """The decision tables of DMN files. Raises `BadDiagram` and `OSError`."""
    return {name: table for one in files for name, table in read_decisions(Path(one).read_bytes()).items()}
