from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    name = "processes"
    verbose_name = _("Processes")

    def ready(self) -> None:
        from processes import operations, origins, reactions, returning, topics, verbs  # noqa: F401
