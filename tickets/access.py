"""Who reaches a page at all: every view fetches here what it shows, so that it can't show more."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from people.models import Person
from tickets.actions import inspect
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

REFERENCE = re.compile(r"(?:[A-Za-z]{2,5}-)?([0-9]{1,12})")

# What every picture of a ticket needs beside its own row.
SHOWN = ("requester", "assignee", "team", "department", "lifecycle_version__lifecycle")


class ReferenceConverter:
    """A ticket's reference in a URL: INC-42, in any case and with any kind's prefix, or the bare number."""

    regex = r"(?:[A-Za-z]{2,5}-)?[0-9]{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Any) -> str:
        return str(getattr(value, "reference", value))


class GoTo(Exception):
    """The page lives at another address; `desk_page` and `portal_page` turn this into a redirect."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


View = Callable[..., HttpResponse]


def portal_page(view: View) -> View:
    """For whoever is signed in."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except GoTo as other:
            return redirect(other.address)

    return guarded


def desk_page(view: View) -> View:
    """For people who work tickets somewhere; for anybody else there is nothing at this address."""

    @portal_page
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_agent:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def publisher_page(view: View) -> View:
    """For publishers and administrators; for anybody else there is nothing at this address."""

    @portal_page
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.reach("publisher"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def workable(person: Person) -> TicketQuerySet:
    """The tickets the person works with at the desk."""
    return Ticket.objects.visible_to(person).workable_by(person)


def desk_ticket(request: HttpRequest, ref: str, *related: str) -> Ticket:
    """The ticket, for somebody who works it; a foreign one and none at all are the same 404.

    A person who may see it only as its requester or participant is led to the requester's page.
    """
    person, number = request.user, _number(ref)
    ticket = workable(person).select_related(*SHOWN, *related).filter(pk=number).first()
    if ticket is None:
        own = Ticket.objects.visible_to(person).filter(pk=number).first()
        if own is None or request.method != "GET":
            raise Http404
        raise GoTo(own.portal_url)
    _canonical(request, ticket, ref)
    return _looked_at(ticket, person)


def seen_ticket(request: HttpRequest, ref: str, *related: str) -> Ticket:
    """The ticket for anybody who may see it."""
    ticket = (
        Ticket.objects.visible_to(request.user)
        .select_related(*SHOWN, *related)
        .filter(pk=_number(ref))
        .first()
    )
    if ticket is None:
        raise Http404
    _canonical(request, ticket, ref)
    return _looked_at(ticket, request.user)


def _looked_at(ticket: Ticket, person: Person) -> Ticket:
    """The ticket, which knows (`is_inspected`) whether this is an administrator's recorded look."""
    ticket.is_inspected = inspect(ticket, by=person, now=timezone.now())
    return ticket


def number_in(ref: str) -> int | None:
    """The number of a ticket in its reference, whatever the prefix says; None for anything else."""
    found = REFERENCE.fullmatch(ref.strip())
    return int(found[1]) if found else None


def _number(ref: str) -> int:
    number = number_in(ref)
    if number is None:
        raise Http404
    return number


def _canonical(request: HttpRequest, ticket: Ticket, ref: str) -> None:
    """inc-42, REQ-42 and 42 are led to INC-42; a deed is done under any of them."""
    if request.method == "GET" and ref != ticket.reference:
        address = request.get_full_path().replace(f"/{ref}/", f"/{ticket.reference}/", 1)
        raise GoTo(address)
