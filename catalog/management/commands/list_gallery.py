"""`manage.py list_gallery`: the ready services that come with the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from catalog import gallery
from catalog.packaging import BadFile


class Command(BaseCommand):
    help = "Lists the services of the gallery: short name, who usually offers it, questions, name. See take_service."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = gallery.entries()
        except BadFile as refused:
            raise CommandError("\n".join(map(str, refused.faults))) from None
        with translation.override("en"):
            for one in found:
                self.stdout.write(
                    f"{one.slug:26} {one.area:12} {len(one.spec.asked):3}  {one.title} · {one.spec.title['zh']}"
                )
