from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = _("Other systems")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from integrations import verbs  # noqa: F401
