"""The form of an order that was sent, to put its answers right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions import correct_order
from catalog.forms import QUANTITY, InvalidOrder, OrderForm, form_for, prefill_of_answers
from catalog.models import Order
from tickets import actions
from tickets.actions.correcting import TAKEN_UP
from tickets.models import Ticket
from tickets.policies import asked_for, may_correct


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """Shows the answers in their form, or takes the corrected ones."""
    order = _own(request, ref)
    form = _form(request, order)
    status = 200
    if request.method == "POST" and not ("_add" in request.POST or "_remove" in request.POST):
        seen = request.POST.get("seen", "")
        try:
            ticket = correct_order(
                order,
                form,
                by=request.user,
                now=timezone.now(),
                seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            )
        except InvalidOrder:
            status = 422
        else:
            messages.success(request, _("Corrected. Who takes it up will see the new answers."))
            return redirect(ticket.portal_url)
    elif request.method == "POST":
        form.refresh()
    context = {"form": form, "order": order, "ticket": order.ticket, "service": order.version.service}
    return render(request, "catalog/correct.html", context, status=status)


@login_required
@require_POST
def correct_again(request: HttpRequest, ref: str) -> HttpResponse:
    """The questions as they stand after what was typed."""
    order = _own(request, ref)
    form = _form(request, order)
    form.refresh()
    return render(
        request, "catalog/_questions.html", {"form": form, "service": order.version.service, "part": True}
    )


def _own(request: HttpRequest, ref: str) -> Order:
    """The order behind a request of one's own, 404 for any other; raises `TakenUp` when it is too late."""
    tickets = Ticket.objects.visible_to(request.user).referred_to(ref)
    orders = Order.objects.filter(ticket__in=tickets).select_related(
        "ticket", "version__service", "ordered_for"
    )
    order = orders.first()
    if order is None or not asked_for(request.user, order.ticket):
        raise Http404
    if not may_correct(request.user, order.ticket):
        raise actions.TakenUp(TAKEN_UP)
    return order


def _form(request: HttpRequest, order: Order) -> OrderForm:
    prefill = prefill_of_answers(order.version, order.ticket.answers, same=True) | {QUANTITY: order.quantity}
    return form_for(
        order.version,
        person=request.user,
        on_behalf_of=order.ordered_for,
        now=timezone.now(),
        data=request.POST if request.method == "POST" else None,
        prefill=prefill,
        ticket=order.ticket,
    )
