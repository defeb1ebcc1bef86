"""Building the same rows for every test is slow; writing again what was built once is not.

`Snapshot.taken(build)` runs `build()` and keeps every row it added, in whatever table. `replay()` writes
them into the next test's database, in a statement a table. A build that changes rows which were there
before, or adds rows that lie in two tables (Wagtail's pages), can't be kept like that: then there is no
snapshot, and the next test builds again.
"""

import copy
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

Rows = dict[type[models.Model], dict[Any, tuple]]


class Snapshot:
    def __init__(self, added: list[models.Model], result: Any) -> None:
        self.added, self.result = added, result

    @classmethod
    def taken(cls, build: Callable[[], Any]) -> tuple[Any, "Snapshot | None"]:
        """What `build()` returns, and the snapshot of what it wrote, if there can be one."""
        before = _rows()
        result = build()
        after = _rows()
        changed = any(
            after[model].get(pk) != row for model, rows in before.items() for pk, row in rows.items()
        )
        in_two = any(
            model._meta.parents and rows.keys() - before[model].keys() for model, rows in after.items()
        )
        if changed or in_two:
            return result, None
        added = [
            instance
            for model, rows in after.items()
            for instance in model._base_manager.filter(pk__in=rows.keys() - before[model].keys())
        ]
        return result, cls(added, copy.deepcopy(result))

    def replay(self) -> Any:
        """Writes the rows again; returns what the build returned, as fresh instances."""
        by_model: dict[type[models.Model], list[models.Model]] = {}
        for instance in self.added:
            fresh = copy.copy(instance)
            fresh._state = models.base.ModelState()
            by_model.setdefault(type(instance), []).append(fresh)
        # Every engine but MariaDB's looks at foreign keys when the transaction ends.
        with transaction.atomic(), connection.constraint_checks_disabled():
            for model, instances in by_model.items():
                models.QuerySet(model).bulk_create(instances)
            # PostgreSQL's sequences don't notice ids that were given; the next row must not take one again.
            if onwards := connection.ops.sequence_reset_sql(no_style(), list(by_model)):
                with connection.cursor() as cursor:
                    cursor.execute(";".join(statement.rstrip(";") for statement in onwards))
        return copy.deepcopy(self.result)


def _rows() -> Rows:
    found: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            place = [field.attname for field in model._meta.concrete_fields].index(model._meta.pk.attname)
            found[model] = {row[place]: row for row in model._base_manager.values_list()}
    return found
