"""django-fsm's protected fields, made safe for threads and cheap for lists.

django-fsm 4.2 lifts a field's protection, which all threads share, while one instance refreshes, and
leaves it lifted when the refresh fails; and it loads a deferred state row by row. This mixin does neither.
"""

from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMFieldMixin


class SafeFSMMixin(ConcurrentTransitionMixin):
    class Meta:
        abstract = True

    def _get_protected_fsm_fields(self) -> set[str]:
        return set()

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """As Django's; a protected state is reloaded without lifting its protection."""
        if fields is None:
            deferred = self.get_deferred_fields()
            fields = [f.attname for f in self._meta.concrete_fields if f.attname not in deferred]
        names, kept = set(fields), {}
        for field in self._meta.concrete_fields:
            if (
                isinstance(field, FSMFieldMixin)
                and field.protected
                and {field.name, field.attname} & names
                and field.attname in self.__dict__
            ):
                kept[field.attname] = self.__dict__.pop(field.attname)
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        except BaseException:
            for name, value in kept.items():
                self.__dict__.setdefault(name, value)
            raise

    @property
    def state_fields(self) -> list[models.Field]:
        known = self.__dict__.get("_fsm_known")
        return [
            field
            for field in self._meta.fields
            if isinstance(field, FSMFieldMixin) and (known is None or field.attname in known)
        ]

    def _update_initial_state(self) -> None:
        self._fsm_known = {
            field.attname
            for field in self._meta.fields
            if isinstance(field, FSMFieldMixin) and field.attname in self.__dict__
        }
        super()._update_initial_state()
