"""The typed answers of an order, for the processes that run for its ticket."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog.models import ServiceVersion
from catalog.questions import Asking, Question
from catalog.spec import ServiceSpec
from people.models import Person
from processes.facts import reads_answers
from tickets.models import Ticket


@reads_answers
def facts_of_order(ticket: Ticket, words: Collection[str]) -> dict[str, Any]:
    """What rules about the order may read, as far as these words name it; None for what was not answered."""
    if not ticket.service or ticket.service_version is None:
        return {}
    versions = ServiceVersion.objects.filter(service__slug=ticket.service, number=ticket.service_version)
    version = versions.defer("notes", "notes_zh").first()
    return _facts(version.service_spec, ticket, words) if version else {}


def _facts(spec: ServiceSpec, ticket: Ticket, words: Collection[str]) -> dict[str, Any]:
    asking = Asking(ticket.requester, Person.objects.machine(), timezone.now(), ticket=ticket)
    found: dict[str, Any] = {}
    for question in spec.asked:
        if not question.facts().keys().isdisjoint(words):
            stored = ticket.answers.get(question.name)
            found |= question.values(None if stored is None else _cleaned(question, stored, asking))
    return found


def _cleaned(question: Question, stored: Any, asking: Asking) -> Any:
    """The value of a stored answer; None where it can't be read any more (whom it names has gone)."""
    try:
        return question.field(asking).clean(question.raw(stored))
    except ValidationError:
        return None
