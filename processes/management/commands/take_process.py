"""`manage.py take_process NAME…`: drafts of ready processes out of the gallery."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from journal.refusals import Refused
from people.models import Department, Person
from processes.actions import publish_draft
from processes.gallery import entries, entry, take


class Command(BaseCommand):
    help = "Makes drafts of processes out of the gallery, all or none; without a name, says which there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME")
        parser.add_argument(
            "--department", default="", metavar="SLUG", help="whose they become; else the company's"
        )
        parser.add_argument("--by", default="", metavar="USER", help="who takes them; else the desk itself")
        parser.add_argument("--publish", action="store_true", help="publish them at once")

    @transaction.atomic
    def handle(
        self, *args: Any, names: list[str], department: str, by: str, publish: bool, **options: Any
    ) -> None:
        if not names:
            for one in entries():
                self.stdout.write(f"{one.slug}: {one.title}. {one.summary}")
            return
        whose = _named(Department.objects.all(), "slug", department) if department else None
        person = _named(Person.objects.active(), "username", by) if by else Person.objects.machine()
        for name in names:
            chosen = entry(name)
            if chosen is None:
                raise CommandError(f"There is no process “{name}” in the gallery.")
            try:
                draft = take(chosen, department=whose, by=person, now=timezone.now())
                slug = draft.definition.slug
                if publish:
                    publish_draft(draft, by=person, now=timezone.now())
            except Refused as refused:
                raise CommandError(str(refused)) from None
            self.stdout.write(slug)


def _named(rows: Any, key: str, value: str) -> Any:
    found = rows.filter(**{key: value}).first()
    if found is None:
        raise CommandError(f"There is no “{value}”.")
    return found
