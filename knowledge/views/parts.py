"""The parts other pages fetch: suggestions for a form, for a ticket, for a service, and the side panel."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from knowledge import actions, policies, suggestions
from knowledge.access import in_other_language, readable
from knowledge.models import Article
from knowledge.rendering import body_html

AT_ONCE = 5


def _asked(request: HttpRequest) -> dict[str, str]:
    return {"q": request.GET.get("q", "").strip(), "service": request.GET.get("service", "").strip()[:80]}


def _hits(request: HttpRequest) -> dict[str, Any]:
    asked = _asked(request)
    hits = suggestions.suggest(request.user, asked["q"], limit=AT_ONCE, service=asked["service"] or None)
    return {**asked, "hits": hits, "language": get_language()}


@login_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Answers to what is being typed into a form: `?q=`, `?service=`. Nothing found is nothing shown."""
    return render(request, "knowledge/_suggest.html", _hits(request))


@login_required
@require_safe
def suggested(request: HttpRequest) -> HttpResponse:
    """Answers beside a ticket, for those who answer it: each with a button that puts it into the reply."""
    if not policies.may_insert(request.user):
        raise Http404
    return render(request, "knowledge/_suggested.html", _hits(request))


@login_required
@require_safe
def manual(request: HttpRequest, service: str) -> HttpResponse:
    """The articles that explain a service, for its page."""
    explaining = Article.objects.visible_to(request.user).explaining(service)
    articles = explaining.preferring(get_language()).order_by("title")
    return render(request, "knowledge/_manual.html", {"articles": articles, "service": service})


@login_required
@require_safe
def panel(request: HttpRequest, slug: str) -> HttpResponse:
    """An article beside a page one does not want to leave; `?q=` and `?service=` say what was asked."""
    found = readable(request.user, slug)
    actions.note_read(found, by=request.user)
    context = {
        **_asked(request),
        "article": found,
        "body": body_html(found, request.user),
        "other": in_other_language(request.user, found),
        "inserts": policies.may_insert(request.user) and "insert" in request.GET,
    }
    return render(request, "knowledge/_panel.html", context)
