"""How a form begins: with a draft, with what a link or an earlier order brings, or with what we know."""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from catalog.actions import end_drafts, keep_draft
from catalog.actions.drafting import DraftTooLarge
from catalog.forms import (
    QUANTITY,
    OrderForm,
    as_data,
    form_for,
    is_touched,
    prefill_of_answers,
    prefill_of_link,
    prefill_of_words,
    typed_values,
)
from catalog.models import Draft, Order, Service
from catalog.views.access import key_in, person_for, seen_service
from people.models import Person
from tickets.masks import answers_for
from tickets.models import Ticket

LONGEST = 300  # characters of what was typed on the way to a form


@dataclass(frozen=True)
class Begun:
    """What a form begins with: the draft that is continued, one that lies aside, the order it repeats."""

    draft: Draft | None = None
    aside: Draft | None = None
    repeats: Order | None = None
    is_prefilled: bool = False

    @property
    def key(self) -> str:
        return self.draft.key if self.draft else ""


def beginning(request: HttpRequest, service: Service, person: Person) -> tuple[OrderForm, Begun]:
    """The form to show first. `?_draft=` continues that draft, `?_again=` repeats an order of one's own,
    `?_about=` is what was typed on the way here, parameters called like questions fill those in; without
    any of these the latest draft goes on.
    """
    now = timezone.now()
    drafts = Draft.objects.visible_to(request.user).open().of_form(service, person)
    wanted = request.GET.get("_draft", "")
    latest = (drafts.filter(key=wanted) if wanted else drafts.aside()).first()
    repeats = _repeated(request, service)
    prefill = (
        prefill_of_answers(service.current, answers_for(request.user, repeats.ticket)) if repeats else {}
    )
    if repeats:
        prefill[QUANTITY] = repeats.quantity
    prefill = prefill_of_words(service.current, request.GET.get("_about", "")[:LONGEST]) | prefill
    prefill |= prefill_of_link(service.current, request.GET)
    if latest is None or (prefill and not wanted):
        form = form_for(service.current, person=request.user, on_behalf_of=person, now=now, prefill=prefill)
        return form, Begun(aside=latest, repeats=repeats, is_prefilled=bool(prefill))
    form = form_for(
        service.current, person=request.user, on_behalf_of=person, now=now, data=as_data(latest.values)
    )
    form.refresh()
    return form, Begun(draft=latest)


def kept(request: HttpRequest, service: Service, form: OrderForm) -> Draft | None:
    """Keeps what was typed so far as a draft; None when there is nothing of the person's own in it."""
    values = typed_values(request.POST, form.fields.keys())
    key = key_in(request)
    if not key or not is_touched(values):
        return None
    with suppress(DraftTooLarge):  # the form itself says what is too long
        return keep_draft(
            service,
            by=request.user,
            key=key,
            values=values,
            now=timezone.now(),
            ordered_for=form.asking.person,
            at_question=request.POST.get("_at", "")[:60],
        )
    return None


@login_required
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throws a draft away and starts anew."""
    service = seen_service(request, slug)
    person = person_for(request, service)
    drafts = Draft.objects.visible_to(request.user).filter(service=service, key=key_in(request))
    end_drafts(drafts, Draft.Outcome.DISCARDED, now=timezone.now())
    other = f"?{urlencode({'for': person.username})}" if person.pk != request.user.pk else ""
    return redirect(f"{service.get_absolute_url()}{other}")


def _repeated(request: HttpRequest, service: Service) -> Order | None:
    """The person's own earlier order that is to be repeated."""
    reference = request.GET.get("_again", "")
    if not reference:
        return None
    named = Ticket.objects.referred_to(reference)
    own = Order.objects.filter(ordered_by=request.user, version__service=service, ticket__in=named)
    return own.select_related("ticket").first()
