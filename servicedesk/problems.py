"""A refusal for programs: `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise

from journal.refusals import Refused

CONTENT_TYPE = "application/problem+json"

Sentences = Mapping[str, Sequence[str | Promise]]


def problem(
    code: str,
    detail: str | Promise,
    status: int,
    request: HttpRequest,
    *,
    errors: Sentences | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The members of one problem. `type` ends in the code and never changes, `detail` is for people.

    `errors` maps the place of each fault to its sentences; of `more` what JSON can say comes along.
    """
    said: dict[str, Any] = {
        "type": f"{settings.BASE_URL}/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail),
        "instance": request.path,
    }
    if errors:
        said["errors"] = {place: [str(one) for one in sentences] for place, sentences in errors.items()}
    return {name: _plain(value) for name, value in more.items() if _is_plain(value)} | said


def problem_of(refused: Refused, request: HttpRequest) -> dict[str, Any]:
    """The problem that a refusal is."""
    return problem(
        refused.code, refused.message, refused.status, request, errors=refused.errors, **refused.details
    )


def respond(body: dict[str, Any]) -> HttpResponse:
    """The answer that carries a problem."""
    return JsonResponse(
        body, status=body["status"], content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(one) for one in value)
    return value is None or isinstance(value, str | int | float | bool | Promise)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Promise) else value
