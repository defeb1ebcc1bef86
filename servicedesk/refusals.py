"""Where a refusal becomes an answer: a page, a toast beside what was typed, or `problem+json`.

Whoever may not see a thing is told the same as if it did not exist, so 403 of a page looks like 404.
"""

import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from journal.refusals import NotAllowed, Refused
from servicedesk.problems import problem_of, respond

log = logging.getLogger(__name__)

HEADINGS = {
    400: ("circle-help", _("That cannot be understood")),
    403: ("lock", _("That is not for you to do")),
    404: ("search-x", _("Nothing here")),
    405: ("circle-help", _("That cannot be understood")),
    409: ("circle-pause", _("This was not done")),
    413: ("file-x", _("That is too large")),
    422: ("pen-line", _("Something doesn't fit yet")),
    500: ("life-buoy", _("Something broke")),
}
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class TooLarge(Refused):
    """More was sent than the desk takes in one request."""

    code = "too-large"
    status = 413

    def __init__(self) -> None:
        megabytes = settings.UPLOAD_LIMIT // (1024 * 1024)
        super().__init__(
            _(
                "That is more than can be sent at once, and nothing of it was kept. A file may have up to "
                "%(megabytes)s MB. Send a smaller file, or several one after the other."
            )
            % {"megabytes": megabytes},
            limit=settings.UPLOAD_LIMIT,
        )


class Unreadable(Refused):
    """The request cannot be understood."""

    code = "malformed"
    status = 400


class NotThisWay(Refused):
    """The address is there, but takes another method."""

    code = "method-not-allowed"
    status = 405


class Missing(Refused):
    """There is no such thing for this person."""

    code = "not-found"
    status = 404


class Broken(Refused):
    """The desk itself failed."""

    code = "internal"
    status = 500


class PageTooOld(NotAllowed):
    """The form's token is not this session's."""

    code = "page-too-old"


class RefusalMiddleware:
    """Answers what a deed refused, and refuses a request that nobody could read before anybody tries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if content_length(request) > settings.REQUEST_LIMIT:
            return answer(request, TooLarge())
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            # No database keeps or finds it, and PostgreSQL breaks off at it.
            return answer(request, Unreadable(_("This request cannot be understood. Go back and try again.")))
        response = self.get_response(request)
        if response.status_code == 405:
            return not_this_way(request, response)
        return to_sign_in(request, response) if htmx(request) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return answer(request, exception)
        return answer(request, TooLarge()) if isinstance(exception, TOO_MUCH) else None


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as the one who asks can take it: a program, a part of a page, or a page."""
    if wants_json(request):
        return respond(problem_of(refused, request))
    if htmx(request):
        return toast(refused)
    context = page(refused, shell_for(request), back_from(request))
    return render(request, "servicedesk/refused.html", context, status=refused.status)


def page(refused: Refused, shell: str, back: str) -> dict[str, Any]:
    """What the page of a refusal shows."""
    icon, heading = HEADINGS.get(refused.status, HEADINGS[409])
    return {"refused": refused, "shell": shell, "back": back, "icon_name": icon, "heading": heading}


def toast(refused: Refused) -> HttpResponse:
    """Tells it in a corner and leaves the page with everything typed as it is."""
    response = HttpResponse(
        render_to_string("servicedesk/_refused.html", {"refused": refused}), status=refused.status
    )
    said = " ".join([str(refused), *(str(one) for each in refused.errors.values() for one in each)])
    response["HX-Trigger"] = json.dumps({"toast": {"text": said, "tone": "danger"}})
    response["HX-Reswap"] = "none"
    return response


def not_this_way(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """Says so in words, and to programs which methods the address takes."""
    sentence = _("This address does not take %(method)s. Go back and try again.")
    told = answer(request, NotThisWay(sentence % {"method": request.method}))
    if allowed := response.headers.get("Allow"):
        told["Allow"] = allowed
    return told


def to_sign_in(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A part of a page that asks for signing in takes the whole page there, not the form into the part."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if urlsplit(response.headers.get("Location", "")).path != sign_in:
        return response
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    moved = HttpResponse(status=204)
    moved["HX-Redirect"] = f"{sign_in}?next={here}"
    return moved


def htmx(request: HttpRequest) -> bool:
    """Whether a part of a page asks; a boosted link asks for a page."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.boosted


def wants_json(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("json" in accepted and "text/html" not in accepted)


def content_length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def shell_for(request: HttpRequest) -> str:
    """The frame the reader was in; a bare one for somebody who is not signed in."""
    if not getattr(getattr(request, "user", None), "is_authenticated", False):
        return "ui/bare.html"
    return "ui/desk.html" if request.path.startswith("/desk/") else "ui/portal.html"


def back_from(request: HttpRequest) -> str:
    """The page of ours the reader came from, else home."""
    came_from = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:
        return "/"
    safe = url_has_allowed_host_and_scheme(came_from, {host}, require_https=request.is_secure())
    return came_from if safe and urlsplit(came_from).path != request.path else "/"


# ── Django's own refusals ─────────────────────────────────────────────────────────────────────────


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_MUCH):
        return answer(request, TooLarge())
    return answer(request, Unreadable(_("This request cannot be understood. Go back and try again.")))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also for what is forbidden: it is not told apart."""
    return answer(
        request,
        Missing(_("There is nothing at this address, or it is not for you. Search for it, or go home.")),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(
        request,
        PageTooOld(
            _("This page was open too long, or you signed in anew meanwhile. Reload it and send it again.")
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Says that we failed, without touching what may be the failure: no database, no session, no build."""
    refused = Broken(_("Something broke on our side, and nothing was changed. Please try again in a minute."))
    if wants_json(request):
        return respond(problem_of(refused, request))
    if htmx(request):
        return toast(refused)
    context = page(refused, "ui/bare.html", "/") | {"nav": {"brand": settings.WAGTAIL_SITE_NAME}}
    try:
        return HttpResponse(render_to_string("servicedesk/refused.html", context), status=500)
    except Exception:
        log.exception("not even the page that says so could be made")
        return HttpResponse(str(refused), status=500, content_type="text/plain; charset=utf-8")
