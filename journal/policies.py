"""Who may look after the outbox."""

from typing import Any


def may_mend_deliveries(person: Any) -> bool:
    """Administrators of the whole desk: a delivery tells of every department's affairs."""
    return bool(person.is_authenticated and person.reach("admin").everywhere)
