"""`manage.py import_service FILE [--dry-run]`: what a service file changes, line by line; then the change."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from catalog import packaging
from catalog.faults import CannotPublish
from journal.refusals import Refused
from people.models import Person
from tickets.actions import publish_lifecycle


class Command(BaseCommand):
    help = (
        "Prints what a service file changes against what is published, or “no differences”; "
        "then saves it as a draft and publishes it, with all checks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument(
            "--as", dest="username", help="who does it, and whose rights count; else the machine"
        )
        parser.add_argument(
            "--with-process",
            action="store_true",
            help="publish the file's process first where it is missing here",
        )
        parser.add_argument(
            "--with-lifecycle",
            action="store_true",
            help="publish the file's lifecycle first where it is missing here",
        )

    def handle(self, *args: Any, file: str, dry_run: bool, **options: Any) -> None:
        by = _person(options["username"])
        try:
            content = _content(file)
            self._take(packaging.read(content, name=Path(file).name), by, dry_run, options)
        except packaging.BadFile as refused:
            raise CommandError("\n".join(map(str, refused.faults))) from None
        except CannotPublish as refused:
            raise CommandError("\n".join(map(str, refused.faults))) from None
        except Refused as refused:
            raise CommandError(str(refused)) from None

    @transaction.atomic
    def _take(self, package: packaging.Package, by: Person, dry_run: bool, options: dict[str, Any]) -> None:
        now = timezone.now()
        if (
            options["with_lifecycle"]
            and package.lifecycle.get("spec")
            and not packaging.has_lifecycle(package)
        ):
            publish_lifecycle(package.spec.lifecycle, package.lifecycle["spec"], by=by, now=now)
        if options["with_process"]:
            packaging.publish_brought(package, by=by, now=now)
        found = packaging.compare(package, by=by)
        for warning in found.warnings:
            self.stderr.write(str(warning))
        if found.faults:
            raise packaging.BadFile(found.faults)
        if found.is_new:
            self.stdout.write(f"new service: {package.spec.slug}")
        for difference in found.differences:
            self.stdout.write(str(difference))
        if not found.is_new and not found.differences:
            self.stdout.write("no differences")
        elif not dry_run:
            version = packaging.bring_in(package, by=by, now=now, publish=True)
            self.stdout.write(f"{package.spec.slug}: version {version.number} is published")
        if dry_run:
            transaction.set_rollback(True)  # a lifecycle brought along for the comparison


def _person(username: str | None) -> Person:
    if not username:
        return Person.objects.machine()
    person = Person.objects.active().filter(username=username).first()
    if person is None:
        raise CommandError(f"There is no person with the user name {username!r}.")
    return person


def _content(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            return opened.read(packaging.LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None
