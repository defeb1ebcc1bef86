"""How it went: by a link from the mail without signing in, or on the request's own page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from journal.refusals import Invalid
from people.models import Person
from tickets import actions
from tickets.access import portal_page, seen_ticket
from tickets.invitations import invited
from tickets.models import Rating, Ticket
from tickets.policies import may_rate

FACES = {1: "angry", 2: "frown", 3: "meh", 4: "smile", 5: "laugh"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of a mail. It sends the verdict itself as soon as a browser shows it;
    programs that only fetch links change nothing.
    """
    found = invited(token)
    if found is None or not may_rate(found[1], found[0]):
        raise Http404
    ticket, person = found
    with translation.override(person.language):
        if request.method == "POST":
            return _taken(request, ticket, person)
        context = {
            **rating_of(ticket, request.path),
            "by_mail": True,
            "chosen": _score(request.GET.get("score")),
        }
        return render(request, "tickets/rate.html", context)


@portal_page
@require_POST
def rate_here(request: HttpRequest, ref: str) -> HttpResponse:
    """The same on the request's page."""
    return _taken(request, seen_ticket(request, ref), request.user)


def rating_of(ticket: Ticket, url: str) -> dict[str, Any]:
    """What the five faces need."""
    rating = Rating.objects.filter(ticket=ticket).first()
    scores = [(score, label, FACES[score]) for score, label in Rating.Score.choices]
    return {"ticket": ticket, "rating": rating, "scores": scores, "rate_url": url}


def _taken(request: HttpRequest, ticket: Ticket, person: Person) -> HttpResponse:
    by_mail = "token" in request.resolver_match.kwargs
    context: dict[str, Any] = {"thanks": True}
    try:
        actions.rate(
            ticket,
            by=person,
            score=_score(request.POST.get("score")) or 0,
            comment=request.POST.get("comment"),
            now=timezone.now(),
            channel="mail" if by_mail else "portal",
        )
    except Invalid as refused:
        context = {"refused": refused, "typed": request.POST.get("comment", "")}
    picture = {**rating_of(ticket, request.path), "by_mail": by_mail, **context}
    return render(request, "tickets/_rating.html", picture)


def _score(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) == 1 else None
