from django.apps import AppConfig


class ServicedeskConfig(AppConfig):
    name = "servicedesk"

    def ready(self) -> None:
        from servicedesk import celery  # noqa: F401 - makes it the application that tasks are sent by
