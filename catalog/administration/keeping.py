"""Things of a department in the back office: kept by those they belong to, and found by nobody else."""

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from people.administration.views import DeedDeleteView, DeedEditView, PlainIndexView
from people.models import Person
from people.reach import Reach

May = Callable[[Person, Any], bool]


class OfOwn(BasePermissionPolicy):
    """Whoever `reach` covers a department keeps these things; whether one of them, says `may`.

    The model's queryset has `kept_by(person)`.
    """

    def __init__(self, model: type[Model], reach: Callable[[Person], Reach], may: May) -> None:
        super().__init__(model)
        self.reach, self.may = reach, may

    def user_has_permission(self, user: Any, action: str) -> bool:
        return isinstance(user, Person) and user.is_active and bool(self.reach(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action) and self.may(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> QuerySet:
        return self.model.objects.kept_by(user)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet:
        return Person.objects.active().filter(grants__isnull=False).distinct()


def own_views(may: May, *shown: str) -> tuple[type, type, type]:
    """The views of a list, of one thing to change and of one to remove; `shown` are relations the list names."""

    class OwnIndexView(PlainIndexView):
        def get_base_queryset(self) -> QuerySet:
            return self.model.objects.kept_by(self.request.user).select_related(*shown)

    class Own:
        """Nobody reaches the thing of another department by its number."""

        def get_object(self, queryset: Any = None) -> Any:
            found = super().get_object(queryset)
            if not may(self.request.user, found):
                raise PermissionDenied
            return found

    class OwnEditView(Own, DeedEditView):
        pass

    class OwnDeleteView(Own, DeedDeleteView):
        pass

    return OwnIndexView, OwnEditView, OwnDeleteView
