"""One search over everything a person may see: services, answers, requests and tickets."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

import search
from catalog import suggestions as services
from catalog.models import Service
from knowledge.models import Article
from knowledge.suggestions import suggest
from people.models import Person
from tickets.access import REFERENCE
from tickets.models import Ticket

TOO_SHORT = 2
NUMBERED = ("tickets", "requests")  # the desk's page of a ticket before the requester's


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as every place shows it."""

    icon: str
    title: str
    hint: str
    url: str
    language: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind; `more` leads to all of them, where there is such a page."""

    name: str
    title: str | Promise
    hits: list[Hit]
    more: str = ""


def find(person: Person, text: str, *, limit: int = 5) -> list[Group]:
    """What fits the words, by kind, best first; only what the person may see. Empty kinds are left out.

    Services are found by other words for them and by misspelt ones, too. Where no service fits, those are
    offered that take any report; what was typed is carried to the form that is opened. A ticket's number is
    answered with the ticket first: enter opens it.
    """
    text = text.strip()
    if len(text) < TOO_SHORT:
        return []
    groups = [
        Group("services", _("Services"), found_services(person, text, limit), "catalog:catalog"),
        Group("answers", _("Answers"), found_answers(person, text, limit), "knowledge:answers"),
        Group("requests", _("My requests"), found_requests(person, text, limit), "portal:requests"),
    ]
    if person.is_agent:
        groups.append(Group("tickets", _("Tickets"), found_tickets(person, text, limit), "tickets:queue"))
    if REFERENCE.fullmatch(text) and any(group.hits for group in groups if group.name in NUMBERED):
        groups.sort(key=lambda group: NUMBERED.index(group.name) if group.name in NUMBERED else len(NUMBERED))
    elif not groups[0].hits:
        groups.append(Group("reports", _("No service fits? Report it"), found_reports(person, text)))
    return [group for group in groups if group.hits]


def found_services(person: Person, text: str, limit: int) -> list[Hit]:
    return [service_hit(service, text) for service in services.suggest(person, text, limit=limit)]


def found_reports(person: Person, text: str) -> list[Hit]:
    """Where something that nobody has a service for can be told: the services that take faults."""
    return [service_hit(service, text) for service in services.for_reports(person)]


def service_hit(service: Service, typed: str = "") -> Hit:
    """The service; its form begins with what was typed."""
    url = (
        f"{service.get_absolute_url()}?{urlencode({'_about': typed})}"
        if typed
        else service.get_absolute_url()
    )
    return Hit(service.icon, service.label, service.department.label, url)


def found_answers(person: Person, text: str, limit: int) -> list[Hit]:
    return [article_hit(hit.article) for hit in suggest(person, text, limit=limit)]


def article_hit(article: Article) -> Hit:
    return Hit("book-open", article.title, article.summary, article.get_absolute_url(), article.language)


def found_requests(person: Person, text: str, limit: int) -> list[Hit]:
    found = _tickets(Ticket.objects.visible_to(person).for_requester(person), text, limit)
    return [
        Hit("ticket", one.subject, f"{one.reference} · {one.status_label}", one.portal_url) for one in found
    ]


def found_tickets(person: Person, text: str, limit: int) -> list[Hit]:
    """What the person works with, beside the own requests."""
    workable = Ticket.objects.visible_to(person).workable_by(person)
    found = _tickets(workable, text, limit)
    return [
        Hit("ticket", one.subject, f"{one.reference} · {one.status_label}", one.desk_url) for one in found
    ]


def _tickets(tickets: Any, text: str, limit: int) -> list[Ticket]:
    """The ticket of that number first, then those that hold the words."""
    named = list(tickets.referred_to(text)[:1])
    others = search.matching(tickets, text, mode="all", prefix=True)[: limit + 1]
    return [*named, *(one for one in others if one not in named)][:limit]
