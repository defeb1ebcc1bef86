"""The basket: what was gathered, with faults beside each line, and the one button that orders all of it."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog import actions
from catalog.actions.basket import BasketChanged, BasketRefused, CannotGather
from catalog.basket import basket_of, sums
from catalog.models import Draft, Service
from catalog.texts import without_nul
from catalog.views.access import key_in
from people.models import Person
from people.undo import offer, way_back

ASIDE = 10
REMOVED, LAID_ASIDE = "basket.removed", "basket.laid-aside"


@login_required
@never_cache
@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    """What was gathered, and what lies aside."""
    return _show(request)


@login_required
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Orders every line that was shown, or none."""
    try:
        seen = [without_nul(line) for line in request.POST.getlist("line")]
        tickets = actions.order_basket(by=request.user, seen=seen, now=timezone.now())
    except BasketChanged as refused:
        messages.warning(request, str(refused))
        return redirect("catalog:basket")
    except BasketRefused as refused:
        return _show(request, refused=refused, status=422)
    references = ", ".join(one.reference for one in tickets)
    said = ngettext(
        "We have it: %(references)s. You can follow it here.",
        "We have all of them: %(references)s. Each stands on the page of the others.",
        len(tickets),
    )
    messages.success(request, said % {"references": references})
    return redirect(tickets[0].portal_url)


@login_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Does one thing with one line (`key`): `quantity`, `remove`, `aside` or `back`."""
    draft = Draft.objects.visible_to(request.user).open().filter(key=key_in(request)).first()
    if draft is None:
        raise Http404
    now, name = timezone.now(), {"service": draft.service.label}
    if "remove" in request.POST:
        undo = offer(request, REMOVED, draft.key) if draft.in_basket_since else ""
        actions.remove_from_basket(draft, now=now)
        messages.success(request, _("“%(service)s” is out of the basket.") % name, extra_tags=undo)
    elif "aside" in request.POST:
        actions.lay_aside(draft)
        undo = offer(request, LAID_ASIDE, draft.key)
        messages.success(request, _("“%(service)s” is kept for later.") % name, extra_tags=undo)
    elif "back" in request.POST:
        try:
            actions.put_back(draft, now=now)
        except CannotGather as refused:
            messages.warning(request, str(refused))
    else:
        typed = request.POST.get("quantity", "")
        if typed.isdecimal() and 0 < len(typed) < 7 and int(typed):
            actions.change_quantity(draft, int(typed), now=now)
        else:
            messages.warning(request, _("Please enter a whole number from 1 on."))
    return redirect("catalog:basket")


@way_back(REMOVED)
def bring_back(key: str, *, by: Person, now: datetime) -> str:
    draft = _own(key, by)
    actions.bring_back(draft, now=now)
    return _("“%(service)s” is in your basket.") % {"service": draft.service.label}


@way_back(LAID_ASIDE)
def put_back(key: str, *, by: Person, now: datetime) -> str:
    draft = _own(key, by)
    actions.put_back(draft, now=now)
    return _("“%(service)s” is in your basket.") % {"service": draft.service.label}


def _own(key: str, by: Person) -> Draft:
    draft = Draft.objects.visible_to(by).filter(key=key).select_related("service").first()
    if draft is None:
        raise Http404
    return draft


def _show(request: HttpRequest, *, refused: BasketRefused | None = None, status: int = 200) -> HttpResponse:
    lines = basket_of(request.user, now=timezone.now())
    if refused:
        told = {line.draft.pk: line.faults for line in refused.lines}
        for line in lines:
            line.faults = told.get(line.draft.pk, line.faults)
    offered = Service.objects.visible_to(request.user)
    aside = Draft.objects.visible_to(request.user).aside().filter(service__in=offered.values("pk"))
    context = {
        "lines": lines,
        "sums": sums(lines),
        "faulty": any(line.faults for line in lines),
        "refused": refused,
        "aside": aside.select_related("service__current", "ordered_for").order_by("-saved_at", "-pk")[:ASIDE],
    }
    return render(request, "catalog/basket.html", context, status=status)
