"""The switches every page carries: language and appearance, for everybody, signed in or not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from people import actions
from people.middleware import THEME_COOKIE
from people.models import Person

A_YEAR = 365 * 24 * 3600


@require_POST
def change_look(request: HttpRequest) -> HttpResponse:
    """Takes `language`, `theme` or both; then goes to `next`, or answers 204 without one.

    A signed-in person's choice is kept with the person. It is left in cookies as well, so that the page
    after signing out still looks and reads the same.
    """
    chosen = {
        "language": request.POST.get("language", ""),
        "theme": request.POST.get("theme", ""),
    }
    known = {"language": dict(settings.LANGUAGES), "theme": Person.Theme.values}
    chosen = {name: value for name, value in chosen.items() if value in known[name]}
    if not chosen:
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        actions.change_own_settings(request.user, by=request.user, now=timezone.now(), **chosen)
    after = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(after, {request.get_host()}, request.is_secure()):
        response: HttpResponse = redirect(after)
    else:
        response = HttpResponse(status=204)
    return remember_look(response, chosen.get("language", ""), chosen.get("theme", ""))


def remember_look(response: HttpResponse, language: str, theme: str) -> HttpResponse:
    """Leaves the choice in the browser's cookies."""
    kept = {
        "max_age": A_YEAR,
        "samesite": "Lax",
        "secure": settings.SESSION_COOKIE_SECURE,
        "httponly": True,
    }
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **kept)
    if theme:
        response.set_cookie(THEME_COOKIE, theme, **kept)
    return response
