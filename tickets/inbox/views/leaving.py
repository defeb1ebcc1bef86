"""Somebody leaves: what they hold, and everything of it to a colleague in one deed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from journal.refusals import Refused
from people.actions import deactivate_person
from people.forms import write_into
from people.models import Person
from people.policies import may_change_person
from tickets import actions
from tickets.access import portal_page
from tickets.forms import PersonField, Pick
from tickets.inbox.access import shell_of
from tickets.inbox.forms import CHOOSE_PERSON

SHOWN = 50  # of each kind; the number says how many there are


class LeavingForm(forms.Form):
    to = PersonField(
        label=gettext_lazy("Who takes it all?"), queryset=Person.objects.none(), widget=Pick(CHOOSE_PERSON)
    )
    deactivate = forms.BooleanField(label=gettext_lazy("End their access now"), required=False, initial=True)

    def __init__(self, *args: Any, person: Person, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Person.objects.visible_to(by).active().exclude(pk=person.pk)
        if not person.is_active or person.pk == by.pk:
            del self.fields["deactivate"]


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person holds, by kind; sent, all of it is handed over, and the access ended where that was ticked."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("manager"), pk=pk)
    if not may_change_person(request.user, person):
        raise Http404
    form = LeavingForm(
        request.POST if request.method == "POST" else None,
        initial={"to": person.manager_id},
        person=person,
        by=request.user,
    )
    if form.is_valid():
        try:
            count = _hand_over(form, person, by=request.user)
        except Refused as refused:
            write_into(form, refused)
        else:
            said = _("%(count)d things of %(person)s are with %(to)s now.")
            named = {"count": count, "person": person.label, "to": form.cleaned_data["to"].label}
            messages.success(request, said % named)
            return redirect(request.path)
    context = {
        "person": person,
        "form": form,
        "held": _held_by(person),
        "shell": shell_of(request.user),
        "now": timezone.now(),
    }
    return render(request, "tickets/inbox/leaving.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _hand_over(form: LeavingForm, person: Person, *, by: Person) -> int:
    now = timezone.now()
    was = actions.hand_over_all(person, to=form.cleaned_data["to"], by=by, now=now)
    if form.cleaned_data.get("deactivate"):
        deactivate_person(person, by=by, now=now)
    return was.count


def _held_by(person: Person) -> dict[str, Any]:
    """What the person holds, each kind with its number and its first rows."""
    held = actions.preview_of(person)
    kinds = {
        "parts": held.parts,
        "tickets": held.tickets,
        "delegations": held.delegations,
        "teams": held.teams,
    }
    counted = {name: {"count": len(rows), "rows": rows[:SHOWN]} for name, rows in kinds.items()}
    return {**counted, "anything": bool(held), "count": held.count}
