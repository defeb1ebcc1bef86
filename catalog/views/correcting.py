"""The form of an order that was sent, to put its answers right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions import correct_order, refuse_touched
from catalog.forms import QUANTITY, InvalidOrder, OrderForm, fixed_for, form_for, prefill_of_answers
from catalog.models import Order
from tickets import actions
from tickets.actions.correcting import TAKEN_UP
from tickets.masks import answers_for
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
        by, now, seen = request.user, timezone.now(), seen_in(request)
        touched = form.fixed.touched(request.POST, form.fields)
        refuse_touched(order, touched, by=by, now=now, seen=seen, channel="portal")
        try:
            ticket = correct_order(order, form, by=by, now=now, seen=seen)
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
    asked = [question.name for question in order.version.service_spec.asked]
    fixed = fixed_for(request.user, order.ticket, asked, own=True)
    prefill = prefill_of_answers(order.version, answers_for(request.user, order.ticket), same=True)
    prefill[QUANTITY] = order.quantity
    return form_for(
        order.version,
        person=request.user,
        on_behalf_of=order.ordered_for,
        now=timezone.now(),
        data=request.POST if request.method == "POST" else None,
        prefill=prefill,
        ticket=order.ticket,
        fixed=fixed,
    )


def seen_in(request: HttpRequest) -> int | None:
    """The revision that the form was opened on."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None
