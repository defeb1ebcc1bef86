"""What waits for somebody as a short list, for the pages people begin their day on."""

from typing import Any

from people.models import Person
from tickets.inbox.rows import LONG, since
from tickets.inbox.tabs import waiting_for


def longest_waiting(person: Person, most: int) -> list[Any]:
    """The tasks that wait for the person, the oldest first; each knows its ticket and `.since`."""
    tasks = since(waiting_for(person), person).select_related("ticket__requester").defer(*LONG, "asks")
    return list(tasks.order_by("since", "pk")[:most])
