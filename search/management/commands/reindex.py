"""manage.py reindex: write the search index anew, from the things themselves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef

from search.actions import index_many
from search.models import Entry
from search.registry import Indexed, registered

BATCH = 500


class Command(BaseCommand):
    help = "Writes the search index anew, of everything or of the kinds named (such as tickets.ticket)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("kinds", nargs="*", metavar="KIND")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {entry.kind: entry for entry in registered()}
        if unknown := [kind for kind in options["kinds"] if kind not in known]:
            raise CommandError(
                f"Not searchable: {', '.join(unknown)}. There are: {', '.join(sorted(known))}."
            )
        for kind in options["kinds"] or sorted(known):
            written, forgotten = rewrite(known[kind])
            if options["verbosity"]:
                self.stdout.write(f"{kind}: {written} written, {forgotten} forgotten")


def rewrite(entry: Indexed) -> tuple[int, int]:
    """Writes every thing's words, and forgets what is no longer there; may run while people work."""
    written, batch = 0, []
    for thing in entry.things().order_by("pk").iterator(chunk_size=BATCH):
        batch.append((thing, entry.title(thing), entry.body(thing)))
        if len(batch) == BATCH:
            written += index_many(batch)
            batch = []
    written += index_many(batch)
    there = entry.things().filter(pk=OuterRef("object_id"))
    gone = Entry.objects.filter(kind=entry.kind).exclude(Exists(there))
    return written, gone.delete()[0]
