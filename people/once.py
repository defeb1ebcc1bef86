"""A program that doesn't know whether it was heard may ask again: the same key never does the same twice.

After the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header-07).
Key and deed stand in one transaction, so a request that was refused or broke off leaves its key free.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Status

from journal.refusals import Invalid
from people.models import KeyedRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 128
KEPT = timedelta(days=30)
CHUNK = 1000

# For `openapi_extra` of an endpoint under `once`.
KEYED = {
    "parameters": [
        {
            "name": HEADER,
            "in": "header",
            "required": False,
            "description": "Sent again with the same key and body, the request is answered as the first time, "
            f"with `{REPLAYED}: true`, and nothing is done twice. A key is kept for {KEPT.days} days.",
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        }
    ]
}


class KeyReused(Invalid):
    """The key stands for another request."""

    code = "key-reused"


def once(endpoint: Callable[..., Status]) -> Callable[..., Status | HttpResponse]:
    """Makes an endpoint that gives a `Status` answer the same key of the same person the same way.

    Two at the same moment: the second waits for the first and gets its answer. Raises `KeyReused` when
    the key came with another address or body before, `Invalid` for a key that is none.
    """

    @wraps(endpoint)
    def keyed(request: HttpRequest, *args: Any, **kwargs: Any) -> Status | HttpResponse:
        said = request.headers.get(HEADER)
        if said is None:
            return endpoint(request, *args, **kwargs)
        mine = {"person": request.user, "key": _digest(_read(said))}
        sent = _fingerprint(request)
        try:
            if KeyedRequest.objects.filter(**mine).exists():
                return _again(mine, sent)
            with transaction.atomic():
                row = KeyedRequest.objects.create(**mine, sent=sent, created_at=timezone.now())
                answered = endpoint(request, *args, **kwargs)
                row.status, row.answer = answered.status_code, answered.value.model_dump()
                row.save(update_fields=["status", "answer"])
                return answered
        except IntegrityError:  # sent twice at the same moment, or a fault of the deed's own
            if not KeyedRequest.objects.filter(**mine).exists():
                raise
            return _again(mine, sent)

    return keyed


def forget_keys(*, now: datetime) -> int:
    """Removes a portion of the keys that are older than the promise; how many went."""
    old = KeyedRequest.objects.filter(created_at__lt=now - KEPT).values_list("pk", flat=True)
    return KeyedRequest.objects.filter(pk__in=list(old[:CHUNK])).delete()[0]


def _again(mine: dict[str, Any], sent: str) -> HttpResponse:
    first = KeyedRequest.objects.get(**mine)
    if first.sent != sent:
        sentence = _("This key was sent with another request before. Send a new key with a new request.")
        raise KeyReused(sentence, errors={HEADER: [sentence]})
    return JsonResponse(first.answer, status=first.status, headers={REPLAYED: "true"})


def _read(said: str) -> str:
    """The key, which may stand in quotes (RFC 8941 writes a string so)."""
    key = said.strip().removeprefix('"').removesuffix('"')
    if key and len(key) <= LONGEST:
        return key
    sentence = _("A key has between 1 and %(most)s characters.") % {"most": LONGEST}
    raise Invalid(sentence, errors={HEADER: [sentence]})


def _fingerprint(request: HttpRequest) -> str:
    """The same for the same address and the same JSON, however it is spaced and ordered."""
    body = json.dumps(json.loads(request.body or b"null"), sort_keys=True)
    return _digest(f"{request.path}\n{body}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
