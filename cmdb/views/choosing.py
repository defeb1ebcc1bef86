"""Finding an item while filling in a form."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import search
from cmdb.models import Item
from people.models import Person

AT_MOST = 20


@login_required
@never_cache
@require_safe
def choose(request: HttpRequest) -> JsonResponse:
    """Items in service that the person may see, by `?q=` words or number: `[{"id", "label", "hint"}]`.

    The person's own devices come first, or those of `?devices_of=` (a person's id); `?only=devices` leaves
    everything else out.
    """
    near = _near(request)
    found = Item.objects.concerned(request.user, near=near).select_related("type", "owner")
    if request.GET.get("only") == "devices":
        found = found.devices_of(near)
    text = request.GET.get("q", "").strip()
    if text:
        found = _fitting(found, text)
    answer = [{"id": item.pk, "label": item.name, "hint": _hint(item)} for item in found[:AT_MOST]]
    return JsonResponse(answer, safe=False)


def _near(request: HttpRequest) -> Person:
    asked = request.GET.get("devices_of", "")
    if asked.isdecimal() and len(asked) < 19:
        return Person.objects.visible_to(request.user).filter(pk=int(asked)).first() or request.user
    return request.user


def _fitting(items: QuerySet, text: str) -> QuerySet:
    """Those whose number begins with the text; else those that hold its words, the last one half typed."""
    numbered = items.filter(tag__istartswith=text)
    if numbered.exists():
        return numbered
    return search.matching(items, text, prefix=True).order_by("nearness", "-rank", "pk")


def _hint(item: Item) -> str:
    parts: list[Any] = [item.tag, item.type.label, item.owner.label if item.owner else ""]
    return " · ".join(str(part) for part in parts if part)
