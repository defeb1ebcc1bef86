"""`manage.py export_service SLUG FILE`: a service as one file, as it is ordered now."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from pydantic import ValidationError

from catalog import packaging
from catalog.models import Service, ServicePage


class Command(BaseCommand):
    help = "Writes a service into a file: the published version, or the draft where none was published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the service's address")
        parser.add_argument("file", help="where to write it; - prints it")

    def handle(self, *args: Any, slug: str, file: str, **options: Any) -> None:
        text = _text(slug)
        if file == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(file).write_text(text, "utf-8")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        if options["verbosity"]:
            self.stdout.write(f"{slug} → {file}")


def _text(slug: str) -> str:
    now = timezone.now()
    service = Service.objects.select_related("current").filter(slug=slug).first()
    if service is not None and service.current is not None:
        return packaging.version_package(service.current, now=now)
    page = ServicePage.objects.filter(slug=slug).first()
    if page is None:
        raise CommandError(f"There is no service {slug!r}.")
    try:
        return packaging.draft_package(page.get_latest_revision_as_object(), now=now)
    except ValidationError as error:
        raise CommandError(f"The draft of {slug!r} can't be written: {error}") from None
