"""Editing answers of a ticket where the service's masks let somebody: the order form, with all else fixed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.actions import edit_order
from catalog.forms import OrderForm, fixed_for
from catalog.models import Order
from catalog.questions import Asking
from catalog.questions.item import ItemQuestion
from catalog.questions.person import PersonQuestion
from catalog.views.answering import asked_again, form_over, status_of, taken
from tickets import actions
from tickets.models import Ticket
from tickets.policies import asked_for, may_correct, may_work


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Shows the answers that may be edited in their form, the others that may be read as text; or takes them."""
    order = order_seen(request, ref)
    form = form_over(request, order)
    if changed := taken(request, order, form, _save):
        messages.success(request, _("The answers are saved."))
        return redirect(_home(request, changed))
    if not form.fixed.open:
        raise Http404
    ticket = order.ticket
    context = {
        "form": form,
        "order": order,
        "ticket": ticket,
        "service": order.version.service,
        "home": _home(request, ticket),
        "works": may_work(request.user, ticket),
        "frame": "ui/desk.html" if may_work(request.user, ticket) else "ui/portal.html",
    }
    return render(request, "catalog/edit_answers.html", context, status=status_of(request, form))


@login_required
@require_POST
def edit_again(request: HttpRequest, ref: str) -> HttpResponse:
    """The questions as they stand after what was typed."""
    order = order_seen(request, ref)
    form = form_over(request, order)
    if not form.fixed.open:
        raise Http404
    return asked_again(request, order, form)


@login_required
@never_cache
@require_safe
def choose(request: HttpRequest, ref: str, name: str) -> JsonResponse:
    """People or items that answer a question the person may edit now: `[{"id", "label", "hint"}]`."""
    order = order_seen(request, ref)
    asked = {question.name: question for question in order.version.service_spec.asked}
    question = asked.get(name)
    own = asked_for(request.user, order.ticket) and may_correct(request.user, order.ticket)
    fixed = fixed_for(request.user, order.ticket, asked, own=own)
    if name not in fixed.open or not isinstance(question, (PersonQuestion, ItemQuestion)):
        raise Http404
    asking = Asking(
        person=order.ordered_for,
        by=request.user,
        now=timezone.now(),
        service=order.version.service_spec.slug,
        ticket=order.ticket,
    )
    return JsonResponse(question.matching(asking, request.GET.get("q", "")[:100]), safe=False)


def order_seen(request: HttpRequest, ref: str, *, channel: str = "web") -> Order:
    """The order behind a ticket the person may see; 404 for any other, and for tickets without one."""
    tickets = Ticket.objects.visible_to(request.user).referred_to(ref)
    orders = Order.objects.select_related(
        "ticket__department", "version__service", "ordered_for__department", "ordered_for__site"
    )
    order = orders.filter(ticket__in=tickets).first()
    if order is None:
        raise Http404
    actions.inspect(order.ticket, by=request.user, now=timezone.now(), channel=channel)
    return order


def _home(request: HttpRequest, ticket: Ticket) -> str:
    """Whence the reader came: the task that lets them edit (`?task=7`), else the ticket."""
    task = request.GET.get("task", "")
    if task.isdecimal() and len(task) < 19:
        return f"/inbox/{int(task)}/"
    return ticket.desk_url if may_work(request.user, ticket) else ticket.portal_url


def _save(order: Order, form: OrderForm, **said: Any) -> Ticket:
    if not form.fixed.open:
        raise Http404
    return edit_order(order, form, **said)
