from wagtail import hooks
from wagtail.permissions import register_permission_policy

from integrations.administration import ConnectionViewSet
from integrations.models import Connection
from people.administration.permissions import AdministratorsOnly

register_permission_policy(Connection, AdministratorsOnly(Connection), exact_class=True)


@hooks.register("register_admin_viewset")
def keep_connections() -> ConnectionViewSet:
    return ConnectionViewSet()
