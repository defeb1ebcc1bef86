from importlib import import_module

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "servicedesk.demo"
    label = "demo"

    def ready(self) -> None:
        import_module("servicedesk.demo.verbs")
