"""Configuration items over the API."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

import search
from cmdb.models import Item, Relation
from cmdb.schemas import ItemDetail, ItemPage, RelationOut, detail, shown
from journal.refusals import Invalid
from people.models import Person
from ui.bilingual import choose
from ui.paging import paged

router = Router()


@router.get("/items", response=ItemPage, summary="Configuration items")
def items(
    request: HttpRequest,
    q: str = "",
    type: str = "",
    state: str = "",
    owner: str = "",
    site: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """The items you may see. `owner` is a user name or `me`; `q` looks into names, numbers and attributes."""
    found = Item.objects.visible_to(request.user)
    if type:
        found = found.filter(type__slug=type)
    if state:
        if state not in Item.State.values:
            sentence = _("There is no such state.")
            raise Invalid(sentence, errors={"state": [sentence]})
        found = found.filter(state=state)
    if owner:
        found = found.filter(owner__username=request.user.username if owner == "me" else owner)
    if site:
        found = found.filter(site__slug=site)
    if q:
        found = search.matching(found, q)
    found = found.select_related("type", "owner", "department", "site")
    return paged(found, "id", cursor=cursor, limit=limit, shown=shown)


@router.get("/items/{int:id}", response=ItemDetail, summary="A configuration item")
def item(request: HttpRequest, id: int) -> ItemDetail:
    """One item you may see, with its relations to others that you may see."""
    rows = Item.objects.visible_to(request.user).select_related("type", "owner", "department", "site")
    found = rows.filter(pk=id).first()
    if found is None:
        raise Http404
    return detail(found, _relations(found, request.user))


def _relations(item: Item, person: Person) -> list[RelationOut]:
    known = Item.objects.visible_to(person)
    out = item.outgoing.filter(target__in=known).select_related("type", "target").order_by("pk")
    back = item.incoming.filter(source__in=known).select_related("type", "source").order_by("pk")
    return [_relation(row, row.target, True) for row in out] + [
        _relation(row, row.source, False) for row in back
    ]


def _relation(row: Relation, other: Item, outgoing: bool) -> RelationOut:
    kind = row.type
    label = kind.label if outgoing else choose(kind.inverse, kind.inverse_zh)
    return RelationOut(relation=kind.slug, label=label, outgoing=outgoing, item=other.pk, name=other.name)
