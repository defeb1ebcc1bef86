"""Who may keep the company in the Wagtail admin."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from people.models import Person


class AdministratorsOnly(BasePermissionPolicy):
    """Company administrators, and nobody by way of a Wagtail group. `actions` is what can be done at all."""

    def __init__(self, model: Any, actions: Collection[str] = ("add", "change", "delete")) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        if not (isinstance(user, Person) and user.is_active):
            return False
        if action == "choose":  # as in any other form, everybody may find a colleague
            return True
        return (action == "view" or action in self.actions) and user.is_admin

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet:
        if self.actions.isdisjoint(actions):
            return Person.objects.none()
        company_wide = Q(grants__role="admin", grants__department=None)
        return Person.objects.active().filter(company_wide | Q(is_superuser=True)).distinct()
