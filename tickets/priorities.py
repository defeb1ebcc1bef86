"""Impact × urgency gives priority, as ITIL has it: how much is hurt, and how long it can wait."""

from tickets.models import Priority
from tickets.models.ticket import Level

MATRIX = {
    (Level.HIGH, Level.HIGH): Priority.CRITICAL,
    (Level.HIGH, Level.MEDIUM): Priority.HIGH,
    (Level.HIGH, Level.LOW): Priority.MEDIUM,
    (Level.MEDIUM, Level.HIGH): Priority.HIGH,
    (Level.MEDIUM, Level.MEDIUM): Priority.MEDIUM,
    (Level.MEDIUM, Level.LOW): Priority.LOW,
    (Level.LOW, Level.HIGH): Priority.MEDIUM,
    (Level.LOW, Level.MEDIUM): Priority.LOW,
    (Level.LOW, Level.LOW): Priority.LOW,
}


def priority_of(impact: int, urgency: int) -> Priority:
    """The priority that follows from the two; raises `ValueError` for a level that doesn't exist."""
    return MATRIX[Level(impact), Level(urgency)]
