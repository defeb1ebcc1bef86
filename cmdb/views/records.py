"""The records at the desk: the list, one item, and the parts of its page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cmdb import attributes, life, policies
from cmdb.access import SHOWN, records_page, visible_item
from cmdb.impact import what_breaks
from cmdb.listing import TONES, ItemListing
from cmdb.models import Item
from cmdb.relations import relations_of
from journal.models import Event
from people.models import Person

DEEPEST = 6
LATEST = 30


@records_page
@require_safe
def items(request: HttpRequest) -> HttpResponseBase:
    """All items the person may see; those in service first asked for by the filter."""
    rows = Item.objects.visible_to(request.user).select_related(*SHOWN)
    return ItemListing(request, rows, adds=policies.may_add_somewhere(request.user)).response()


@records_page
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: facts, what it hangs together with, what breaks, its tickets and its history."""
    found = visible_item(request, pk)
    return render(
        request, "cmdb/item.html", {**facts_of(found, request.user), **_relations(found, request.user)}
    )


@records_page
@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts alone, beside the list."""
    return render(request, "cmdb/_peek.html", facts_of(visible_item(request, pk), request.user))


@records_page
@require_safe
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts again, after something changed."""
    return render(request, "cmdb/_facts.html", facts_of(visible_item(request, pk), request.user))


@records_page
@require_safe
def relations(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_item(request, pk)
    return render(request, "cmdb/_relations.html", {"item": found, **_relations(found, request.user)})


@records_page
@require_safe
def impact(request: HttpRequest, pk: int) -> HttpResponse:
    """What breaks if this stops, `?levels=` steps far."""
    found = visible_item(request, pk)
    asked = request.GET.get("levels", "3")
    levels = min(max(int(asked), 1), DEEPEST) if asked.isdecimal() and len(asked) < 3 else 3
    broken = what_breaks(found, levels, person=request.user)
    by_level: dict[int, list[Any]] = {}
    for one in broken:
        by_level.setdefault(one.level, []).append(one)
    context = {
        "item": found,
        "levels": sorted(by_level.items()),
        "asked": levels,
        "deeper": min(levels + 1, DEEPEST),
        "count": len(broken),
        "teams": _concerned_teams(broken),
    }
    return render(request, "cmdb/_impact.html", context)


@records_page
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done to the item, latest first; who had it is part of it."""
    found = visible_item(request, pk)
    events = Event.objects.about(found).select_related("actor").order_by("-id")[:LATEST]
    return render(request, "cmdb/_history.html", {"item": found, "events": events})


@login_required
@require_safe
def devices(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's devices, as a part for other pages: one's own, or those of whoever one may help."""
    owner = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    mine = owner.pk == request.user.pk
    if not (mine or policies.may_look(request.user) or owner.manager_id == request.user.pk):
        raise Http404
    found = Item.objects.visible_to(request.user).devices_of(owner).select_related("type", "site")
    context = {"owner": owner, "items": list(found), "opens": policies.may_look(request.user), "mine": mine}
    return render(request, "cmdb/_devices.html", context)


def facts_of(item: Item, person: Person) -> dict[str, Any]:
    known = attributes.read(item.type.all_attributes)
    return {
        "item": item,
        "tone": TONES.get(item.state, "neutral"),
        "values": [(one, one.show(item.values.get(one.name))) for one in known if one.name in item.values],
        "may_change": policies.may_change(person, item),
        "may_operate": policies.may_operate(person, item),
        "next_states": life.FOLLOWS[item.state],
    }


def _relations(item: Item, person: Person) -> dict[str, Any]:
    return {"groups": relations_of(item, person), "may_change": policies.may_change(person, item)}


def _concerned_teams(broken: list[Any]) -> list[tuple[Any, int]]:
    """Who is to be told: the teams that support what breaks, the most concerned first."""
    counts: dict[Any, int] = {}
    for one in broken:
        if one.item.team is not None:
            counts[one.item.team] = counts.get(one.item.team, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
