"""Every error of the API as `application/problem+json` (RFC 9457)."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from journal.refusals import Refused
from servicedesk.api import wording
from servicedesk.problems import problem, problem_of, respond

log = logging.getLogger(__name__)


def install(api: NinjaAPI) -> None:
    """Gives each kind of error its answer."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Exception, _broken)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    answer = respond(problem_of(refused, request))
    if "retry_after" in refused.details:
        answer["Retry-After"] = str(refused.details["retry_after"])
    return answer


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        place = ".".join(str(part) for part in one["loc"][1:] if part not in ("payload", "query")) or "body"
        errors.setdefault(place, []).append(wording.sentence(one))
    detail = _("The request doesn't fit what this address takes; “errors” says where.")
    return respond(problem("invalid", detail, 422, request, errors=errors))


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = _("Send a token that is valid, as “Authorization: Bearer …”.")
    response = respond(problem("not-signed-in", detail, 401, request))
    response["WWW-Authenticate"] = 'Bearer realm="servicedesk"'
    return response


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return respond(problem("not-found", _("There is no such thing, or it is not for you."), 404, request))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = {400: "malformed", 404: "not-found", 413: "too-large", 429: "too-many"}.get(
        error.status_code, "refused"
    )
    detail = _("The body can't be read as JSON.") if error.status_code == 400 else str(error)
    return respond(problem(code, detail, error.status_code, request))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("The API failed at %s", request.path)
    detail = _("Something went wrong on our side; nothing was changed. Please try again later.")
    return respond(problem("internal", detail, 500, request))
