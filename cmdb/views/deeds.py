"""What people do to items: each form reads, calls one deed and shows what became of it."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cmdb import actions, policies
from cmdb.access import records_page, visible_item
from cmdb.forms import HandOverForm, ItemForm, MoveForm, NewItemForm, RelateForm
from cmdb.models import Item, ItemType, Relation
from journal.refusals import Refused, Stale

CHANGED = "item:changed"
CLOSED = "dialog:close"


@records_page
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new item: first its type (`?type=`), then its facts."""
    if not policies.may_add_somewhere(request.user):
        raise Http404
    slug = request.GET.get("type") or request.POST.get("type")
    if not slug:
        types = ItemType.objects.select_related("parent").order_by("name")
        return render(request, "cmdb/choose_type.html", {"types": types})
    type = get_object_or_404(ItemType, slug=slug)
    form = NewItemForm(request.POST or None, type=type, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            item = actions.add_item(
                type=type, values=form.values, by=request.user, now=timezone.now(), **form.facts
            )
        except Refused as refused:
            put_refusal(form, refused)
        else:
            messages.success(request, _("%(item)s was added.") % {"item": item})
            return redirect(item)
    return render(request, "cmdb/item_form.html", {"form": form, "type": type}, status=_status(form))


@records_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts and attributes of an item."""
    item = visible_item(request, pk)
    if not policies.may_change(request.user, item):
        raise Http404
    initial = ItemForm.initial_for(item)
    form = ItemForm(request.POST or None, initial=initial, type=item.type, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(
                item, values=form.values, seen=form.seen_at, by=request.user, now=timezone.now(), **form.facts
            )
        except Refused as refused:
            put_refusal(form, refused, item)
        else:
            messages.success(request, _("Saved."))
            return redirect(item)
    context = {"form": form, "type": item.type, "item": item}
    return render(request, "cmdb/item_form.html", context, status=_status(form))


@records_page
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    item = visible_item(request, pk)
    initial = {"owner": item.owner_id, "seen": item.updated_at.isoformat()}
    form = HandOverForm(request.POST or None, initial=initial)

    def do() -> None:
        actions.hand_over(
            item, form.cleaned_data["owner"], seen=form.seen_at, by=request.user, now=timezone.now()
        )

    return _answer(request, item, form, do, title=_("Hand over"))


@records_page
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    item = visible_item(request, pk)
    form = MoveForm(request.POST or None, initial={"seen": item.updated_at.isoformat()}, item=item)

    def do() -> None:
        actions.move_item(
            item, form.cleaned_data["state"], seen=form.seen_at, by=request.user, now=timezone.now()
        )

    return _answer(request, item, form, do, title=_("Change state"))


@records_page
@require_http_methods(["GET", "POST"])
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    item = visible_item(request, pk)
    form = RelateForm(request.POST or None, person=request.user, item=item)

    def do() -> None:
        source, target, type = form.ends(item)
        actions.relate(source, target, type, by=request.user, now=timezone.now())

    return _answer(request, item, form, do, title=_("Relate"))


@records_page
@require_POST
def unrelate(request: HttpRequest, pk: int, relation: int) -> HttpResponse:
    """Removes a relation; both its ends must be visible, else it is not there."""
    item = visible_item(request, pk)
    visible = Item.objects.visible_to(request.user)
    found = Relation.objects.filter(source__in=visible, target__in=visible).select_related(
        "source", "target", "type"
    )
    tie = get_object_or_404(found, pk=relation)
    if item.pk not in (tie.source_id, tie.target_id):
        raise Http404
    actions.unrelate(tie, by=request.user, now=timezone.now())
    return _done(request, item)


def put_refusal(form: Form, refused: Refused, item: Item | None = None) -> None:
    """Writes the refusal beside the fields it names. After `Stale` the same can be sent again, knowingly."""
    for name, sentences in refused.errors.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))
    if not form.errors:
        form.add_error(None, str(refused))
    if isinstance(refused, Stale) and item is not None:
        form.data = form.data.copy()
        form.data["seen"] = Item.objects.values_list("updated_at", flat=True).get(pk=item.pk).isoformat()


def _answer(
    request: HttpRequest, item: Item, form: Form, do: Callable[[], Any], *, title: str
) -> HttpResponse:
    if not policies.may_operate(request.user, item):
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except Refused as refused:
            put_refusal(form, refused, item)
        else:
            return _done(request, item)
    context = {"form": form, "item": item, "title": title, "action": request.path}
    template = "cmdb/_dialog.html" if request.htmx else "cmdb/dialog.html"
    return render(request, template, context, status=_status(form))


def _done(request: HttpRequest, item: Item) -> HttpResponse:
    if not request.htmx:
        return redirect(item)
    events = {CHANGED: {}, CLOSED: {}, "toast": {"text": _("Saved."), "tone": "done"}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200
