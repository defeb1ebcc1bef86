"""`manage.py load_lifecycles`: publishes what this release brings (`migrate` does so too)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.actions import load_shipped


class Command(BaseCommand):
    help = "Publishes the lifecycles of this release where they are missing or were improved by us."

    def handle(self, *args: Any, **options: Any) -> None:
        for version in load_shipped(now=timezone.now()):
            self.stdout.write(f"{version.lifecycle.slug}: version {version.number}")
