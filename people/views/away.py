"""While I am away: who acts for me, for whom I act, and what I arrange for those who report to me."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journal.refusals import Refused
from people import actions
from people.forms import MOMENT, AwayForm, write_into
from people.models import Delegation, Person
from people.policies import may_delegate

SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """What is arranged, and the form for more."""
    person, now = request.user, timezone.now()
    form = AwayForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_at": timezone.localtime(now).strftime(MOMENT)},
        by=person,
        for_others=arranges_for_others(person),
    )
    if form.is_valid():
        try:
            made = _arrange(form, person, now=now)
        except Refused as refused:
            write_into(form, refused)
        else:
            said = _("%(substitute)s acts for %(person)s then.")
            named = {"substitute": made.substitute.label, "person": made.person.label}
            messages.success(request, said % named)
            return redirect("people:away")
    context = {"tab": "away", "form": form, "now": now, **_arranged(person, now=now)}
    return render(request, "people/account/away.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Before its time, or called off."""
    delegations = Delegation.objects.visible_to(request.user).select_related("person", "substitute")
    delegation = get_object_or_404(delegations, pk=pk)
    actions.end_delegation(delegation, by=request.user, now=timezone.now())
    messages.success(request, _("It is over. What is still open comes back."))
    return redirect("people:away")


def arranges_for_others(person: Person) -> bool:
    """Whether the person may say for others who acts for them: who manages somebody, and administrators."""
    return bool(person.reach("admin")) or Person.objects.active().filter(manager=person).exists()


def _arrange(form: AwayForm, by: Person, *, now: datetime) -> Delegation:
    given = form.cleaned_data
    return actions.delegate(
        given.get("person") or by,
        given["substitute"],
        starts_at=given["starts_at"],
        ends_at=given["ends_at"],
        note=given["note"],
        by=by,
        now=now,
    )


def _arranged(person: Person, *, now: datetime) -> dict[str, Any]:
    """What is arranged and not over: the own, where the person stands in, and of others the person arranges for."""
    visible = Delegation.objects.visible_to(person).filter(ended_at=None, ends_at__gt=now)
    rows = list(
        visible.select_related("person__manager", "substitute", "made_by").order_by("starts_at", "pk")[:SHOWN]
    )
    for one in rows:
        one.is_on = one.starts_at <= now
        one.may_end = one.substitute_id == person.pk or may_delegate(person, one.person)
    past = (
        Delegation.objects.visible_to(person).filter(person=person).exclude(pk__in=[one.pk for one in rows])
    )
    return {
        "mine": [one for one in rows if one.person_id == person.pk],
        "standing_in": [one for one in rows if one.substitute_id == person.pk],
        "of_others": [one for one in rows if person.pk not in (one.person_id, one.substitute_id)],
        "past": list(past.select_related("substitute").order_by("-starts_at")[:5]),
    }
