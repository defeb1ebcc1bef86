"""The mails of the demo, in the browser: everybody's own, and all of them to the administrator."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people.models import Person
from servicedesk.demo.outbox import Mail, find, mails

SHOWN = 100


@login_required
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    found = [mail for mail in mails(_folder()) if _may_read(request.user, mail)][:SHOWN]
    return render(request, "demo/outbox.html", {"mails": found})


@login_required
@never_cache
@require_safe
def mail(request: HttpRequest, key: str) -> HttpResponse:
    found = find(_folder(), key)
    if found is None or not _may_read(request.user, found):
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})


def _folder() -> Path:
    """Where the mails lie; 404 where they really leave, or where this is no demo."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not settings.DEMO or folder is None:
        raise Http404
    return Path(folder)


def _may_read(person: Person, mail: Mail) -> bool:
    return person.is_admin or mail.is_to(person.email)
