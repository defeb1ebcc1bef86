from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TicketsConfig(AppConfig):
    name = "tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tickets import reactions, task_reactions, topics, verbs, words  # noqa: F401
        from tickets.inbox import by_mail  # noqa: F401

        post_migrate.connect(publish_shipped_lifecycles, sender=self, dispatch_uid="tickets.lifecycles")


def publish_shipped_lifecycles(using: str, **_kwargs: Any) -> None:
    """After every `migrate` the lifecycles of this release are there, people's own untouched."""
    from django.db import connections
    from django.utils import timezone

    from tickets.actions import load_shipped

    needed = {"tickets_lifecycleversion", "people_person", "journal_event", "journal_delivery"}
    if using == "default" and needed <= set(connections[using].introspection.table_names()):
        load_shipped(now=timezone.now())
