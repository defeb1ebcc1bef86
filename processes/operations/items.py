"""Operations on what the company runs: a step of an item's life, a fact of it, who uses it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cmdb import actions
from cmdb.models import Item
from processes.operations.registry import Doing, Failed, Field, operation

MOST_NAMED = 50
ITEM = Field(
    "item",
    "item",
    _("Item"),
    required=False,
    hint=_("inventory number, or {name} of an answer; empty: the items of the ticket"),
)


@operation(
    "item-state",
    _("Move an item on"),
    ITEM,
    Field("state", "choice", _("To"), choices=tuple(Item.State.choices)),
)
def move_item(doing: Doing) -> dict[str, int]:
    found = list(_items(doing))
    for one in found:
        actions.move_item(one, doing.inputs["state"], by=doing.by, now=doing.now, channel="process")
    return {"items_changed": len(found)}


@operation(
    "item-owner",
    _("Hand an item over"),
    ITEM,
    Field("person", "person", _("To"), required=False, hint=_("empty: nobody uses it any more")),
)
def hand_over(doing: Doing) -> dict[str, int]:
    found = list(_items(doing))
    for one in found:
        actions.hand_over(one, doing.inputs["person"], by=doing.by, now=doing.now, channel="process")
    return {"items_changed": len(found)}


@operation(
    "item-field",
    _("Change a fact of an item"),
    ITEM,
    Field("field", "text", _("Attribute"), hint=_("name, serial, notes, or an attribute of its type")),
    Field("value", "text", _("Value"), required=False),
)
def change_item(doing: Doing) -> dict[str, int]:
    found, name, value = list(_items(doing)), doing.inputs["field"], doing.inputs["value"] or ""
    for one in found:
        facts: dict[str, Any] = {name: value}
        if name not in ("name", "serial", "notes"):
            facts = {"values": {**one.values, name: value or None}}
        actions.change_item(one, by=doing.by, now=doing.now, channel="process", **facts)
    return {"items_changed": len(found)}


@operation(
    "count-items",
    _("Count what somebody still has"),
    Field("person", "person", _("Person"), required=False, hint=_("empty: the requester")),
    gives=("items_held", "items_named"),
)
def count_items(doing: Doing) -> dict[str, Any]:
    """How many items the records say the person uses, and their inventory numbers."""
    person = doing.inputs["person"] or doing.ticket.requester
    found = list(Item.objects.filter(owner=person).order_by("tag"))
    named = ", ".join(f"{one.name} ({one.tag})" for one in found[:MOST_NAMED])
    return {"items_held": len(found), "items_named": named}


def _items(doing: Doing) -> Iterator[Item]:
    """The items named; without a name those of the ticket. At least one."""
    named = doing.inputs["item"]
    if named in (None, "", []):
        found = list(Item.objects.filter(tickets=doing.ticket).order_by("pk"))
    else:
        found = [_item(one) for one in (named if isinstance(named, list) else [named])]
        for one in found:
            _refuse_foreign(one, doing)
    if not found:
        raise Failed("no-item", _("There is no item to change: the ticket names none."))
    yield from found


def _refuse_foreign(item: Item, doing: Doing) -> None:
    """Raises `Failed` for another department's item that the ticket isn't about."""
    own = item.department_id == doing.ticket.department_id
    if not own and not doing.ticket.items.filter(pk=item.pk).exists():
        raise Failed("foreign-item", _("“%(item)s” belongs to another department.") % {"item": item})


def _item(named: Any) -> Item:
    if isinstance(named, Item):
        return named
    found = Item.objects.filter(tag=str(named)).first()
    if found is None and str(named).isdecimal() and len(str(named)) < 19:
        found = Item.objects.filter(pk=int(named)).first()
    if found is None:
        raise Failed("no-item", _("There is no item “%(name)s”.") % {"name": str(named)[:80]})
    return found
