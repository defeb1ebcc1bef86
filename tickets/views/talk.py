"""Writing to each other: replies and notes, with files."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from journal.refusals import Invalid, Refused
from tickets import actions, pictures
from tickets.access import desk_ticket, portal_page, seen_ticket
from tickets.forms import CommentForm, uids
from tickets.models import Attachment, Ticket
from tickets.views.dialogs import CHANGED


@portal_page
@require_POST
def comment(request: HttpRequest, ref: str) -> HttpResponse:
    """A reply to the requester, or a note among those who work on it."""
    return say(request, desk_ticket(request, ref), works=True)


@portal_page
@require_POST
def request_comment(request: HttpRequest, ref: str) -> HttpResponse:
    """The requester's word; never internal, whatever is sent."""
    return say(request, seen_ticket(request, ref), works=False)


def say(request: HttpRequest, ticket: Ticket, *, works: bool) -> HttpResponse:
    """Writes it down and hands back an empty composer; refused, the same one with everything typed."""
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            actions.comment(
                ticket,
                form.cleaned_data["text"],
                by=request.user,
                now=timezone.now(),
                internal=works and form.cleaned_data["internal"],
                attachments=waiting_uploads(request),
            )
        except Refused as refused:
            sentences = refused.errors.get("text") or [refused.message]
            form.add_error("text", [str(sentence) for sentence in sentences])
        else:
            return _sent(request, ticket, works=works)
    form.kept = _uploaded(request)
    context = pictures.composer_of(ticket, works=works, form=form)
    return render(request, "tickets/_composer.html", context, status=422)


def waiting_uploads(request: HttpRequest) -> list[Attachment]:
    """The waiting uploads that were named. Raises for one that is gone: nothing is left out in silence."""
    found = _uploaded(request)
    if len(found) < len(uids(request.POST.getlist("files"))):
        raise Invalid(_("One of the files is no longer there. Please add it again."))
    return found


def _uploaded(request: HttpRequest) -> list[Attachment]:
    named = uids(request.POST.getlist("files"))
    return list(Attachment.objects.waiting().filter(uploader=request.user, uid__in=named)) if named else []


def _sent(request: HttpRequest, ticket: Ticket, *, works: bool) -> HttpResponse:
    if not request.htmx:
        return redirect(ticket.desk_url if works else ticket.get_absolute_url())
    answer = render(request, "tickets/_composer.html", pictures.composer_of(ticket, works=works))
    events: dict[str, Any] = {CHANGED: {"topic": f"ticket:{ticket.pk}", "verb": "done"}}
    answer.headers["HX-Trigger"] = json.dumps(events)
    return answer
