"""What a company has that a diagram may name: read once for a check."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Company:
    """Each None means that nothing is known of it, and any name passes.

    `teams` are slugs and names, `people` user names of those who can act, `roles` their words. `operations` maps a
    name to its inputs, `{"name", "required", …}` each. `transitions` are names and labels of the lifecycle's.
    """

    teams: Collection[str] | None = None
    people: Collection[str] | None = None
    roles: Collection[str] | None = None
    operations: Mapping[str, list[Mapping[str, Any]]] | None = None
    transitions: Collection[str] | None = None

    def has(self, what: str, name: str) -> bool:
        known = getattr(self, what)
        return known is None or name in known
