from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from catalog import (  # noqa: F401
            charging,
            company,
            facts,
            moderating,
            offering,
            operations,
            reactions,
            refusing,
            topics,
            uses,
            verbs,
            words,
        )
