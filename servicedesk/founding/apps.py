from django.apps import AppConfig


class FoundingConfig(AppConfig):
    name = "servicedesk.founding"
    label = "founding"
