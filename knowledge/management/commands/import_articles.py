"""manage.py import_articles FOLDER --section SLUG: a folder of Markdown as a section's articles."""

import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knowledge.actions import add_section
from knowledge.importing import Options, Report, import_folder
from knowledge.models import Article, Section
from people.models import Department, Person

LANGUAGES = ["auto", *Person.Language.values]


class Command(BaseCommand):
    help = (
        "Imports every Markdown file below FOLDER as an article of a section. Run it again when the folder "
        "has changed: only what says something new is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--section", required=True, help="the section's or its department's short name")
        parser.add_argument("--language", choices=LANGUAGES, default="auto")
        parser.add_argument("--audience", choices=["everybody", "agents"], default="everybody")
        parser.add_argument("--name", help="keeps several folders in one section apart (the folder's name)")
        parser.add_argument("--by", help="user name of the author (the machine)")
        parser.add_argument("--force", action="store_true", help="overwrite what was changed here since")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        for name in ("wagtail", "django_tasks"):  # a line for each file would bury the report
            logging.getLogger(name).setLevel(logging.WARNING)
        by, now = self._author(options["by"]), timezone.now()
        chosen = Options(
            name=options["name"] or folder.resolve().name,
            language=options["language"],
            audience=options["audience"],
            force=options["force"],
            dry_run=options["dry_run"],
        )
        section = self._section(options["section"], by, now)
        report = import_folder(folder, section, chosen, by=by, now=now)
        self._tell(report, section, verbosity=options["verbosity"], dry_run=chosen.dry_run)

    def _author(self, username: str | None) -> Person:
        if not username:
            return Person.objects.machine()
        person = Person.objects.active().filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody who can sign in is called {username}.")
        return person

    def _section(self, slug: str, by: Person, now: Any) -> Section:
        section = Section.objects.filter(slug=slug).first()
        if section is not None:
            return section
        department = Department.objects.filter(slug=slug).first()
        if department is None:
            known = ", ".join(Department.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no section or department {slug}. Departments: {known}.")
        return add_section(department, by=by, now=now)

    def _tell(self, report: Report, section: Section, *, verbosity: int, dry_run: bool) -> None:
        say = self.stdout.write
        for path, what in report.problems:
            say(self.style.WARNING(f"  skipped  {path}: {what}"))
        for path in report.kept:
            say(
                self.style.WARNING(
                    f"  kept     {path}: was changed here since the last import (--force overwrites)"
                )
            )
        for source in report.missing:
            say(f"  gone     {source}: its article stays")
        if verbosity > 1:
            for path, what in report.lost:
                say(f"  lost     {path}: {what}")
        would = "would be " if dry_run else ""
        say(
            self.style.SUCCESS(
                f"{section.title}: {len(report.added)} {would}added, {len(report.changed)} {would}changed, "
                f"{len(report.unchanged)} unchanged, {len(report.kept)} kept, {len(report.problems)} skipped, "
                f"{len({path for path, _what in report.lost})} with losses (-v 2 names them); "
                f"{Article.objects.child_of(section).live().count()} articles in the section."
            )
        )
