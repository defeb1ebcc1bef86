"""A yes or no that every database can find by its index."""

from typing import Any

from django.db import models


class Flag(models.SmallIntegerField):
    """True or False, kept as 1 or 0.

    Django asks for a BooleanField by its bare name (`WHERE is_open`), for which SQLite uses no index;
    for this field it asks `is_open = 1`.
    """

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> bool | None:
        return None if value is None else bool(value)

    def get_prep_value(self, value: Any) -> int | None:
        return None if value is None else int(bool(value))
