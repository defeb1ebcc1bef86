"""Configuration items as programs see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ninja import Schema

from cmdb.models import Item
from people.schemas import PersonOut, PlaceOut


class ItemOut(Schema):
    id: int
    tag: str
    name: str
    type: str
    type_name: str
    state: str
    serial: str
    owner: PersonOut | None
    department: PlaceOut | None
    site: PlaceOut | None
    updated_at: datetime


class RelationOut(Schema):
    """One arrow, read from this item: how, and to what."""

    relation: str
    label: str
    outgoing: bool
    item: int
    name: str


class ItemDetail(ItemOut):
    values: dict[str, Any]
    notes: str
    relations: list[RelationOut]


class ItemPage(Schema):
    results: list[ItemOut]
    next: str | None


def shown(items: Iterable[Item]) -> list[ItemOut]:
    return [ItemOut(**_listed(item)) for item in items]


def _listed(item: Item) -> dict[str, Any]:
    return {
        "id": item.pk,
        "tag": item.tag,
        "name": item.name,
        "type": item.type.slug,
        "type_name": item.type.label,
        "state": item.state,
        "serial": item.serial,
        "owner": PersonOut.of(item.owner),
        "department": PlaceOut.of(item.department),
        "site": PlaceOut.of(item.site),
        "updated_at": item.updated_at,
    }


def detail(item: Item, relations: list[RelationOut]) -> ItemDetail:
    return ItemDetail(**_listed(item), values=item.values, notes=item.notes, relations=relations)
