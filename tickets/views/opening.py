"""An incident taken by hand: somebody calls, or stands at the counter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journal.refusals import Refused
from tickets.access import desk_page
from tickets.choices import teams
from tickets.forms import OpenForm
from tickets.models import Ticket
from tickets.opening import open_incident
from tickets.views.talk import waiting_uploads


@desk_page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Opens an incident on behalf of a requester; refused, everything typed is still there."""
    form = OpenForm(request.POST or None, initial=_known(request), teams=teams(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            ticket = _open(request, form)
        except Refused as refused:
            for name, sentences in (refused.errors or {"": [refused]}).items():
                for sentence in sentences:
                    form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("%(ticket)s is open.") % {"ticket": ticket.reference})
            return redirect(ticket.desk_url)
    return render(request, "tickets/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _known(request: HttpRequest) -> dict[str, Any]:
    """What the address says already: a telephone system or an item's page may lead here."""
    return {name: request.GET[name] for name in ("requester", "subject", "items") if request.GET.get(name)}


def _open(request: HttpRequest, form: OpenForm) -> Ticket:
    given = form.cleaned_data
    return open_incident(
        subject=given["subject"],
        description=given["description"],
        requester=given["requester"].username,
        team=given["team"].slug if given["team"] else None,
        impact=given["impact"],
        urgency=given["urgency"],
        items=given["items"].replace(",", " ").split(),
        attachments=waiting_uploads(request),
        by=request.user,
        now=timezone.now(),
    )
