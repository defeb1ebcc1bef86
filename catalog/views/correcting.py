"""The form of an order that was sent, to put its answers right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions import correct_order
from catalog.forms import QUANTITY, OrderForm
from catalog.models import Order
from catalog.views.answering import asked_again, form_over, status_of, taken
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
    if ticket := taken(request, order, form, correct_order, channel="portal"):
        messages.success(request, _("Corrected. Who takes it up will see the new answers."))
        return redirect(ticket.portal_url)
    context = {"form": form, "order": order, "ticket": order.ticket, "service": order.version.service}
    return render(request, "catalog/correct.html", context, status=status_of(request, form))


@login_required
@require_POST
def correct_again(request: HttpRequest, ref: str) -> HttpResponse:
    """The questions as they stand after what was typed."""
    order = _own(request, ref)
    return asked_again(request, order, _form(request, order))


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
    return form_over(request, order, own=True, **{QUANTITY: order.quantity})
