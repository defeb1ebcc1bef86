"""Lifecycles change, tickets stay: the versions whose statuses a board must have columns for."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from tickets.lifecycles import specs_of
from tickets.models import LifecycleVersion


def lifecycles_of(kinds: Iterable[str]) -> list[tuple[int, Any, bool]]:
    """All versions of these kinds' lifecycles, newest first, with spec and whether they are the newest."""
    versions = list(
        LifecycleVersion.objects.filter(lifecycle__kind__in=kinds)
        .order_by("lifecycle__kind", "lifecycle_id", "-number")
        .values_list("pk", "lifecycle_id")
    )
    specs = specs_of({pk for pk, _lifecycle in versions})
    found = []
    for _lifecycle, group in groupby(versions, key=lambda row: row[1]):
        found += [(pk, specs[pk], place == 0) for place, (pk, _row) in enumerate(group)]
    return found
