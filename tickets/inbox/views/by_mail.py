"""The page behind the links of a mail: it says what is asked, and decides only when a person presses the button.

Whoever opens it is not signed in by it, and reads no more than the mail already said.
"""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from journal.refusals import Refused
from tickets import actions
from tickets.costs import costs_of
from tickets.inbox.answering import put_refusal
from tickets.inbox.by_mail import CHANNEL, GONE, OUTCOMES, Invited, invited
from tickets.inbox.forms import ApproveForm, RejectForm

PER_MINUTE = 20
MINUTE = 60
TITLES = {"approve": _("Approve"), "reject": _("Reject")}
SAID = {"approve": _("Approved. Thank you."), "reject": _("Rejected. The requester is told why.")}


class TooOften(Refused):
    """Links were tried from one address more often than people do."""

    code = "too-many"
    status = 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, with the one button; what became of it; or why the link decides nothing any more."""
    found = invited(token)
    if found is None or request.method == "POST":
        _refuse_rush(request)  # mail scanners fetch good links by the dozen, and may
    if found is None:
        raise Http404
    with translation.override(found.part.person.language):
        if found.gone:
            return _told(request, found, found.gone)
        return _asked(request, found)


def _asked(request: HttpRequest, found: Invited) -> HttpResponse:
    part, task = found.part, found.task
    said = request.POST.get("outcome") or request.GET.get("say") or ""
    outcome = said if said in OUTCOMES else OUTCOMES[0]
    form_class = RejectForm if outcome == "reject" else ApproveForm
    form = form_class(request.POST if request.method == "POST" else None, initial={"seen": task.revision})
    if form.is_valid():
        try:
            _decide(found, outcome, form)
        except Refused as refused:
            again = invited(request.resolver_match.kwargs["token"])
            if again is not None and again.gone:
                return _told(request, again, again.gone)
            put_refusal(form, refused, task)
        else:
            context = {"task": task, "said": SAID[outcome]}
            return render(request, "tickets/inbox/decided_by_mail.html", context)
    context = {
        "task": task,
        "part": part,
        "ticket": task.ticket,
        "cost": costs_of([task.ticket], part.person).get(task.ticket_id, ""),
        "form": form,
        "outcome": outcome,
        "title": TITLES[outcome],
    }
    status = 422 if form.is_bound else 200
    return render(request, "tickets/inbox/decide_by_mail.html", context, status=status)


def _decide(found: Invited, outcome: str, form: ApproveForm | RejectForm) -> None:
    given = form.cleaned_data
    actions.decide(
        found.task,
        outcome,
        by=found.part.person,
        now=timezone.now(),
        comment=given["comment"],
        seen=given["seen"],
        channel=CHANNEL,
    )


def _told(request: HttpRequest, found: Invited, gone: str) -> HttpResponse:
    sign, heading, sentence = GONE[gone]
    context: dict[str, Any] = {"heading": heading, "sentence": sentence, "sign": sign, "part": found.part}
    return render(request, "tickets/inbox/link_gone.html", context, status=410)


def _refuse_rush(request: HttpRequest) -> None:
    """Counts the tries of one address; raises `TooOften` past what people do."""
    at = int(timezone.now().timestamp()) // MINUTE
    key = f"decide-by-mail:{address_of(request)}:{at}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        tried = cache.incr(key)
    except ValueError:  # the cache has dropped it in between
        return
    if tried > PER_MINUTE:
        raise TooOften(_("That was too often. Wait a minute, then open the link again."))


def address_of(request: HttpRequest) -> str:
    """Whence the request came, as far as a trusted proxy or the socket says."""
    with suppress(PermissionDenied):  # there is none, as on a socket without a proxy that is trusted
        return get_adapter().get_client_ip(request) or "unknown"
    return "unknown"
