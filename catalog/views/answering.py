"""What the two forms over an order that was sent have in common: opened, typed into, taken."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.actions import refuse_touched
from catalog.forms import InvalidOrder, OrderForm, fixed_for, form_for, prefill_of_answers
from catalog.models import Order
from tickets.masks import answers_for
from tickets.models import Ticket

Save = Callable[..., Ticket]


def form_over(request: HttpRequest, order: Order, *, own: bool = False, **prefill: Any) -> OrderForm:
    """The order's form with its answers as far as the reader may see them; what they may not edit is fixed."""
    asked = [question.name for question in order.version.service_spec.asked]
    known = prefill_of_answers(order.version, answers_for(request.user, order.ticket), same=True)
    return form_for(
        order.version,
        person=request.user,
        on_behalf_of=order.ordered_for,
        now=timezone.now(),
        data=request.POST if request.method == "POST" else None,
        prefill=known | prefill,
        ticket=order.ticket,
        fixed=fixed_for(request.user, order.ticket, asked, own=own),
    )


def taken(
    request: HttpRequest, order: Order, form: OrderForm, save: Save, *, channel: str = "web"
) -> Ticket | None:
    """The ticket with what was sent; None where the form is only looked at, typed into, or marked as wrong.

    Raises what `save` does but `InvalidOrder`, and `NotYours` where an answer was sent that is closed to the reader.
    """
    if request.method != "POST":
        return None
    if _is_typing(request):
        form.refresh()
        return None
    said = {"by": request.user, "now": timezone.now(), "seen": seen_in(request), "channel": channel}
    refuse_touched(order, form.fixed.touched(request.POST, form.fields), **said)
    try:
        return save(order, form, **said)
    except InvalidOrder:
        return None


def status_of(request: HttpRequest, form: OrderForm) -> int:
    """422 where the form was sent and comes back with faults."""
    return 422 if form.is_bound and form.errors and not _is_typing(request) else 200


def _is_typing(request: HttpRequest) -> bool:
    """Whether only a line was added to a table or taken away, without scripts."""
    return "_add" in request.POST or "_remove" in request.POST


def asked_again(request: HttpRequest, order: Order, form: OrderForm) -> HttpResponse:
    """The questions as they stand after what was typed."""
    form.refresh()
    context = {"form": form, "service": order.version.service, "part": True}
    return render(request, "catalog/_questions.html", context)


def seen_in(request: HttpRequest) -> int | None:
    """The revision that the form was opened on."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None
