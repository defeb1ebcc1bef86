"""`manage.py take_service NAME DEPARTMENT`: a service of the gallery as a department's draft, or published."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from catalog import gallery, publishing
from catalog.faults import CannotPublish
from people.models import Department, Person, Team
from tickets.models import ServiceLevel


class Command(BaseCommand):
    help = "Takes a service of the gallery into a department's storefront, as a draft. See list_gallery."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="its short name in the gallery")
        parser.add_argument("department", help="the department's short name")
        parser.add_argument("--team", help="else the department's service desk or first team")
        parser.add_argument("--service-level", help="else the one that fits best")
        parser.add_argument("--currency", choices=gallery.CURRENCIES, help="else by the first site")
        parser.add_argument("--publish", action="store_true", help="with all checks, at once")

    @transaction.atomic
    def handle(self, *args: Any, name: str, department: str, **options: Any) -> None:
        one = gallery.entry(name)
        if one is None:
            raise CommandError(
                f"There is no service {name!r} in the gallery; manage.py list_gallery lists all."
            )
        place = _named(Department, department, "department")
        team = _named(Team, options["team"], "team") or gallery.usual_team(place)
        level = _named(ServiceLevel, options["service_level"], "service level") or gallery.usual_level(one)
        setting = gallery.Setting(place, team, level, options["currency"] or gallery.usual_currency())
        machine = Person.objects.machine()
        page = gallery.take(one, setting, by=machine)
        if not options["publish"]:
            self.stdout.write(f"{page.slug}: a draft of {place.slug}")
            return
        try:
            publishing.publish(page, by=machine, now=timezone.now())
        except CannotPublish as refused:
            raise CommandError("\n".join(map(str, refused.faults))) from None
        self.stdout.write(f"{page.slug}: version 1 is published")


def _named(model: Any, slug: str | None, what: str) -> Any:
    if not slug:
        return None
    found = model.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no {what} {slug!r}.")
    return found
