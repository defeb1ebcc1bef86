"""What waits for one person, wherever it comes from: tasks and approvals, and what is to be published."""

from collections.abc import Iterator

from django.urls import reverse

from catalog.awaiting import Awaited, awaited_from
from people.models import Person
from tickets.inbox.short import longest_waiting


def all_awaited(person: Person, *, most: int) -> list[Awaited]:
    """The oldest first."""
    found = [*_tasks(person, most), *awaited_from(person, most=most)]
    return sorted(found, key=lambda one: one.since)[:most]


def _tasks(person: Person, most: int) -> Iterator[Awaited]:
    for task in longest_waiting(person, most):
        url = reverse("tickets:task", args=[task.pk])
        yield Awaited(task.label, task.ticket.subject, url, task.ticket.requester, task.since)
