"""Undo: pressed in a toast, with scripts or without."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import undo


@login_required
@require_POST
def go_back(request: HttpRequest, key: str) -> HttpResponse:
    """Does the deed back; a page of scripts is told and asks for its parts again, others load anew."""
    said = str(undo.go_back(request, key, now=timezone.now()) or _("Undone."))
    if request.htmx:
        events = {"toast": {"text": said, "tone": "done"}, "live:change": {"verb": "undone"}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
    messages.success(request, said)
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "/")
