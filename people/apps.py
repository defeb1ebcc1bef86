from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    default = True
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from people import reactions, topics, verbs  # noqa: F401  (declares and subscribes)


class PeopleInWagtail(WagtailUsersAppConfig):
    """Wagtail's users, with our own pages to keep them."""

    user_viewset = "people.administration.viewsets.PersonViewSet"
