"""A service's page with its form: read, fill in, order."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog import actions
from catalog.actions.basket import CannotGather
from catalog.bundles import PartRefused, whole
from catalog.forms import InvalidOrder, OrderForm, form_for, typed_values
from catalog.models import Draft, Service
from catalog.pictures import page_of
from catalog.policies import orders_for
from catalog.questions import Asking
from catalog.questions.item import ItemQuestion
from catalog.questions.person import PersonQuestion, named
from catalog.sharing import link_to, query_of
from catalog.views.access import key_in, person_for, seen_service
from catalog.views.beginning import Begun, beginning, kept
from people.models import Person

OFFERED = 20
LONGEST_QUERY = 300


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the service, or orders it; what doesn't fit comes back marked, with everything typed."""
    found = seen_service(request, slug)
    person = person_for(request, found)
    if request.method != "POST":
        return _show(request, found, *beginning(request, found, person))
    form = _form(request, found, person, request.POST)
    if "_add" in request.POST or "_remove" in request.POST:
        form.refresh()
        return _show(request, found, form)
    key = key_in(request)
    try:
        if "_basket" in request.POST:
            return _gather(request, found, form, key)
        ticket = actions.place(found.current, form, now=timezone.now(), channel="portal", key=key)
    except (InvalidOrder, PartRefused, CannotGather) as refused:
        kept(request, found, form)
        told = "" if isinstance(refused, InvalidOrder) else str(refused)
        return _show(request, found, form, told=told, status=422)
    messages.success(
        request, _("We have it: %(reference)s. You can follow it here.") % {"reference": ticket.reference}
    )
    return redirect(ticket.portal_url)


@login_required
@require_POST
def ask_again(request: HttpRequest, slug: str) -> HttpResponse:
    """The form's questions as they stand after what was typed: shown or hidden, filled in, computed."""
    found = seen_service(request, slug)
    person = person_for(request, found)
    form = _form(request, found, person, request.POST)
    draft = kept(request, found, form)
    form.refresh()
    context = {"form": form, "service": found, "part": True, "draft": draft}
    return render(request, "catalog/_questions.html", context)


@login_required
@require_POST
def favourite(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the service at hand on the home page, or no longer (`off`)."""
    found = seen_service(request, slug)
    if "off" in request.POST:
        actions.unfavour(found, by=request.user)
    else:
        actions.favour(found, by=request.user, now=timezone.now())
    if not request.htmx:
        return redirect(found.get_absolute_url())
    context = {"service": found, "is_favourite": "off" not in request.POST}
    return render(request, "catalog/_favourite.html", context)


@login_required
@require_POST
def helps(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Leads to what may help with what was typed so far: answers, or services that fit better."""
    found = seen_service(request, slug)
    texts = [one.name for one in found.current.service_spec.asked if one.kind in ("text", "longtext")]
    typed = " ".join(filter(None, (request.POST.get(name, "").strip() for name in texts)))[:LONGEST_QUERY]
    if kind == "answers":
        return redirect(f"{reverse('knowledge:suggest')}?{urlencode({'q': typed, 'service': slug})}")
    return redirect(f"{reverse('catalog:suggest')}?{urlencode({'q': typed, 'but': slug})}")


@login_required
@never_cache
@require_safe
def choose(request: HttpRequest, slug: str, name: str) -> JsonResponse:
    """People or items that answer a question and contain `?q=`: `[{"id", "label", "hint"}]`."""
    found = seen_service(request, slug)
    person = person_for(request, found)
    question = next((one for one in found.current.service_spec.asked if one.name == name), None)
    if not isinstance(question, (PersonQuestion, ItemQuestion)):
        raise Http404
    asking = Asking(person=person, by=request.user, now=timezone.now(), service=slug)
    return JsonResponse(question.matching(asking, request.GET.get("q", "")[:100]), safe=False)


@login_required
@never_cache
@require_safe
def choose_other(request: HttpRequest, slug: str) -> JsonResponse:
    """The people one may order for, by `?q=`."""
    others = orders_for(request.user, seen_service(request, slug)).named(request.GET.get("q", "")[:100])
    found = others.select_related("department").order_by("name", "pk")[:OFFERED]
    return JsonResponse(
        [{"id": one.username, "label": named(one), "hint": one.job_title} for one in found], safe=False
    )


def _gather(request: HttpRequest, found: Service, form: OrderForm, key: str) -> HttpResponse:
    """Puts the form into the basket instead of ordering it."""
    values = typed_values(request.POST, form.fields.keys())
    draft = actions.put_in_basket(found, form, key=key or uuid4().hex, values=values, now=timezone.now())
    if draft is None:
        messages.info(request, _("This was sent or thrown away already."))
    else:
        messages.success(request, _("“%(service)s” is in your basket.") % {"service": found.label})
    return redirect("catalog:basket")


def _form(request: HttpRequest, found: Service, person: Person, data: Any) -> OrderForm:
    return form_for(found.current, person=request.user, on_behalf_of=person, now=timezone.now(), data=data)


def _show(
    request: HttpRequest,
    found: Service,
    form: OrderForm,
    begun: Begun | None = None,
    *,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    person = form.asking.person
    key = (begun.key if begun else key_in(request)) or uuid4().hex
    link = link_to(found, request.GET)
    gathered = Draft.objects.visible_to(request.user).in_basket().filter(service=found)
    context = {
        **page_of(found, request.user, now=timezone.now()),
        **whole(found.current.service_spec, by=request.user, person=person),
        "gathered": list(gathered.defer("values").select_related("service", "ordered_for")),
        "told": told,
        "link": link,
        "link_query": query_of(link),
        "form": form,
        "person": person,
        "for_other": person.pk != request.user.pk,
        "key": key,
        "begun": begun,
    }
    return render(request, "catalog/service.html", context, status=status)
