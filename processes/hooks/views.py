import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from people.models import Person
from processes import messages
from processes.actions import hear
from processes.engine.scripting import ASSIGNMENT
from processes.hooks.limits import count
from processes.steps.messages import run_of

MOST_BYTES = 64 * 1024
MOST_FACTS = 100


@csrf_exempt
@require_POST
def heard(request: HttpRequest, token: str) -> HttpResponse:
    """Another system calls a run by its own address: the names of a JSON object become facts.

    202 when the run waited for it, 409 when it doesn't now, 404 for an address that leads nowhere, 400 for what is
    no JSON object, 413 for too much, 429 for too often.
    """
    now = timezone.now()
    count(request, token, now=now)
    run = run_of(token)
    if run is None:
        return _said(404, _("There is nothing here that waits for a call."))
    if len(request.body) > MOST_BYTES:
        return _said(413, _("That is too much."))
    facts = _facts(request.body)
    if facts is None:
        return _said(400, _("Send a JSON object whose names can stand in a condition."))
    if not hear(run, messages.WEBHOOK, facts, by=Person.objects.machine(), now=now):
        return _said(409, _("The process doesn't wait for this now."))
    return JsonResponse({"heard": True}, status=202)


def _facts(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return None
    if not isinstance(found, dict) or len(found) > MOST_FACTS:
        return None
    fits = all(ASSIGNMENT.fullmatch(f"{name} = 1") and "\n" not in name for name in found)
    return found if fits else None


def _said(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)
