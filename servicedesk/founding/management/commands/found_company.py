"""`manage.py found_company`: the link that makes its reader the first administrator of an empty desk."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from servicedesk.founding import first


class Command(BaseCommand):
    help = (
        "Prints a link, good for a day and only once, that makes whoever opens it the first administrator "
        "and leads through setting up the desk. Refused once somebody administers it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not first.is_wanted():
            raise CommandError("This desk has an administrator already.")
        self.stdout.write(first.link())
