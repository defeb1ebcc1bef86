from django.apps import AppConfig


class CmdbConfig(AppConfig):
    name = "cmdb"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cmdb import reactions, verbs  # noqa: F401  (declares and subscribes)
