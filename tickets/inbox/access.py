"""Which task a page is about, and for whom: what somebody may not see is not found."""

from typing import Any

from django.http import Http404, HttpRequest

from people.models import Person
from people.querysets import PersonQuerySet
from tickets.access import SHOWN
from tickets.actions import inspect
from tickets.inbox.rows import dressed, since
from tickets.models import Task


def seen_task(request: HttpRequest, pk: int, *, now: Any) -> Task:
    """The task with its parts, as the reader of the page has them; 404 for one that isn't theirs to see."""
    tasks = since(Task.objects.visible_to(request.user), request.user)
    related = (
        "team",
        "opened_by",
        "ended_by",
        "parent",
        "ticket__terms",
        *(f"ticket__{one}" for one in SHOWN),
    )
    found = dressed(tasks.select_related(*related).filter(pk=pk), request.user)
    if not found:
        raise Http404
    task = found[0]
    task.ticket.is_inspected = inspect(task.ticket, by=request.user, now=now)
    return task


def colleagues(person: Person) -> PersonQuerySet:
    """Whom somebody may be asked to act: active colleagues, but not oneself."""
    return Person.objects.visible_to(person).active().exclude(pk=person.pk).order_by("name")


def shell_of(person: Person) -> str:
    """The frame the inbox stands in: the desk's for those who work there."""
    return "ui/desk.html" if person.is_agent else "ui/portal.html"
