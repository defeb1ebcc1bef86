"""What a ticket hangs together with: watchers and participants, configuration items, other tickets."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cmdb.models import Item
from journal.refusals import Invalid
from people.models import Person
from tickets import actions
from tickets.access import desk_ticket, number_in, portal_page
from tickets.forms import ItemForm, LinkForm, ParticipantForm
from tickets.models import Ticket
from tickets.pictures import is_watching, links_of
from tickets.views import dialogs


@portal_page
@require_POST
def watch(request: HttpRequest, ref: str) -> HttpResponse:
    """Follow the ticket, or stop."""
    ticket = desk_ticket(request, ref)
    deed = actions.watch if request.POST.get("watch") == "yes" else actions.unwatch
    deed(ticket, by=request.user, now=timezone.now())
    if not request.htmx:
        return dialogs.done(request, ticket)
    context = {"ticket": ticket, "watching": is_watching(ticket, request.user)}
    return render(request, "tickets/_watch.html", context)


@portal_page
@require_http_methods(["GET", "POST"])
def participants(request: HttpRequest, ref: str) -> HttpResponse:
    """Adds a colleague to the conversation, or takes one out (`remove`)."""
    ticket = desk_ticket(request, ref)
    deed = {"by": request.user, "now": timezone.now()}
    if request.POST.get("remove"):
        person = _one(Person, request.POST["remove"])
        actions.remove_participant(ticket, person, **deed)
        return dialogs.done(request, ticket)
    form = ParticipantForm(request.POST or None, people=Person.objects.visible_to(request.user))

    def do(form: Form) -> None:
        actions.add_participant(ticket, form.cleaned_data["person"], **deed)

    note = _("Whoever is added reads the conversation and can reply; internal notes stay internal.")
    return dialogs.answer(
        request, ticket, form=form, do=do, title=_("Add somebody"), note=note, send=_("Add")
    )


@portal_page
@require_http_methods(["GET", "POST"])
def items(request: HttpRequest, ref: str) -> HttpResponse:
    """Says which items the ticket concerns (`item`), or that it doesn't concern one after all (`remove`)."""
    ticket = desk_ticket(request, ref)
    deed = {"by": request.user, "now": timezone.now()}
    if request.POST.get("remove"):
        actions.remove_item(ticket, _one(Item, request.POST["remove"]), **deed)
        return dialogs.done(request, ticket)
    known = Item.objects.visible_to(request.user).select_related("type")
    form = ItemForm(request.POST or None, items=known, first=known.filter(owner=ticket.requester_id))

    def do(form: Form) -> None:
        actions.add_item(ticket, form.cleaned_data["item"], **deed)

    return dialogs.answer(request, ticket, form=form, do=do, title=_("Add an item"), send=_("Add"))


@portal_page
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, ref: str) -> HttpResponse:
    """Draws an arrow to another ticket, or removes one (`remove`)."""
    ticket = desk_ticket(request, ref)
    deed = {"by": request.user, "now": timezone.now()}
    if request.POST.get("remove"):
        drawn = get_object_or_404(links_of(ticket), pk=_number(request.POST["remove"]))
        actions.unlink(drawn, **deed)
        return dialogs.done(request, ticket)
    form = LinkForm(request.POST or None)

    def do(form: Form) -> None:
        other = _other(request, form.cleaned_data["other"])
        actions.link(ticket, other, type=form.cleaned_data["type"], **deed)

    return dialogs.answer(
        request, ticket, form=form, do=do, title=_("Link to another ticket"), send=_("Link")
    )


def _other(request: HttpRequest, reference: str) -> Ticket:
    number = number_in(reference)
    found = Ticket.objects.visible_to(request.user).filter(pk=number).first() if number else None
    if found is None:
        sentence = _("No ticket you may see has this number.")
        raise Invalid(sentence, errors={"other": [sentence]})
    return found


def _one(model: Any, text: str) -> Any:
    return get_object_or_404(model, pk=_number(text))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
