from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from servicedesk.demo.histories import COUNT
from servicedesk.demo.load import load_company


class Command(BaseCommand):
    help = "Loads the demo company. Running it again is harmless; a production installation refuses it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tickets", type=int, default=COUNT, help="how many tickets (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENV.production:
            raise CommandError(
                "This is a production installation. The demo company has accounts with a known password, "
                "so it is not loaded here."
            )
        load_company(now=timezone.now(), count=options["tickets"], say=self.stdout.write)
        self.stdout.write(self.style.SUCCESS("The demo company is here."))
