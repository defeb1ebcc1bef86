from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from catalog import company, moderating, offering, reactions, refusing, topics, uses, verbs, words  # noqa: F401
