"""What a requester was asked to put right: the flagged answers in the form's own fields, and a word about them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions import edit_order
from catalog.forms import OrderForm
from catalog.models import Order
from catalog.views.answering import asked_again, form_over, status_of, taken
from journal.refusals import Refused, Stale
from people.forms import write_into
from tickets import actions
from tickets.inbox.forms import FinishForm
from tickets.models import Assignment, Task, Ticket

PREFIX = "asked"  # the words about it stand beside the order's own fields


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, as a page or as a part of the task's own; sent, the answers are put right and the task is done."""
    task, order = _asked(request, pk)
    form, words = form_over(request, order), _words(request, task)
    try:
        if _sent(request, order, form, words, task):
            messages.success(request, _("Sent. It goes on from here."))
            return redirect("tickets:inbox")
    except Refused as refused:
        write_into(words, refused)
    context = {
        "form": form,
        "words": words,
        "task": task,
        "order": order,
        "ticket": order.ticket,
        "service": order.version.service,
        "home": reverse("tickets:task", args=[task.pk]),
    }
    template = "catalog/_asked.html" if request.htmx else "catalog/asked.html"
    status = 422 if request.method == "POST" and words.errors else status_of(request, form)
    return render(request, template, context, status=status)


@login_required
@require_POST
def answer_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions as they stand after what was typed."""
    _task, order = _asked(request, pk)
    return asked_again(request, order, form_over(request, order))


def _asked(request: HttpRequest, pk: int) -> tuple[Task, Order]:
    """The question that waits for the reader, and the order it is about; 404 for any other."""
    tasks = Task.objects.visible_to(request.user).filter(kind=Task.Kind.QUESTION, state=Task.State.OPEN)
    waiting = Assignment.objects.waiting_for(request.user).values("task")
    task = tasks.filter(pk=pk, pk__in=waiting).first()
    orders = Order.objects.select_related(
        "ticket__department", "version__service", "ordered_for__department", "ordered_for__site"
    )
    order = orders.filter(ticket=task.ticket_id).first() if task else None
    if task is None or order is None:
        raise Http404
    return task, order


def _words(request: HttpRequest, task: Task) -> FinishForm:
    return FinishForm(
        request.POST if request.method == "POST" else None,
        prefix=PREFIX,
        initial={"seen": task.revision},
        questions=actions.questions_of(task),
        people=(),
        teams=(),
    )


@transaction.atomic
def _sent(request: HttpRequest, order: Order, form: OrderForm, words: FinishForm, task: Task) -> bool:
    """Whether both were taken: the answers and the words, or neither."""

    def save(order: Order, form: OrderForm, **said: Any) -> Ticket:
        ticket = edit_order(order, form, **said) if form.fixed.open else order.ticket
        # The answers themselves make what was seen of the task stale, so `seen` is looked at before them.
        actions.finish_task(task, by=request.user, now=timezone.now(), answers=words.answers)
        return ticket

    if not words.is_valid():
        return False
    if words.cleaned_data["seen"] not in (None, task.revision):
        raise Stale(_("Somebody changed it in the meantime. Look again, then send it."))
    return taken(request, order, form, save) is not None
