from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, OutputWrapper
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from journal.models import Event


class Command(BaseCommand):
    help = "Brings the database up to date, and in a demo installation loads the demo company once."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(self.stdout)


def prepare(out: OutputWrapper) -> bool:
    """Migrates and loads what is missing; returns whether anything was."""
    executor = MigrationExecutor(connection)
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if behind:
        out.write("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
    empty = settings.DEMO and not Event.objects.filter(verb="demo.told").exists()
    if empty:
        call_command("load_demo", stdout=out)
    return behind or empty
