"""The deeds on items: take one in, change its facts, hand it over, move it through its life."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cmdb import attributes, life, policies
from cmdb.actions import changes
from cmdb.actions.refusals import IllegalState, TagTaken
from cmdb.models import Item, ItemType
from journal.actions import record
from journal.refusals import Invalid, NotAllowed, Stale
from people.models import Department, Person, Site, Team
from people.wording import in_both


@transaction.atomic
def add_item(
    *,
    type: ItemType,
    name: str,
    tag: str,
    by: Person,
    now: datetime,
    serial: str = "",
    state: str = Item.State.IN_USE,
    owner: Person | None = None,
    department: Department | None = None,
    site: Site | None = None,
    team: Team | None = None,
    values: dict[str, Any] | None = None,
    notes: str = "",
    channel: str = "web",
) -> Item:
    """Takes an item into the records. Refuses a tag that is taken and values its type does not declare."""
    if not policies.may_add(by, department):
        raise NotAllowed(_("Only configuration managers of the department may add items for it."))
    item = Item(
        type=type,
        name=name.strip(),
        tag=tag.strip(),
        serial=serial.strip(),
        state=state,
        owner=owner,
        department=department,
        site=site,
        team=team,
        notes=notes,
        created_at=now,
        updated_at=now,
    )
    item.values = _fitting_values(type, values or {})
    _check(item)
    item.save(force_insert=True)
    record("item.added", item, by=by, now=now, data={"type": type.names}, channel=channel)
    return item


@transaction.atomic
def change_item(
    item: Item,
    *,
    by: Person,
    now: datetime,
    seen: datetime | None = None,
    values: dict[str, Any] | None = None,
    channel: str = "web",
    **facts: Any,
) -> Item:
    """Sets facts (name, tag, serial, department, site, team, notes) and all attribute values, if given.

    What changed is recorded field by field; nothing is recorded when nothing changed. `seen` is the
    `updated_at` the person last saw: somebody else's change since then is not overwritten.
    """
    unknown = facts.keys() - set(changes.FACTS)
    if unknown:
        raise TypeError(f"change_item does not know {sorted(unknown)}.")
    item = _locked(item, seen)
    if not policies.may_change(by, item):
        raise NotAllowed(_("Only configuration managers of its department may change this item."))
    if "department" in facts and not policies.may_add(by, facts["department"]):
        raise NotAllowed(_("You can't give an item to a department whose items you don't keep."))
    facts = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    found = changes.of_facts(item, facts)
    for name, value in facts.items():
        setattr(item, name, value)
    if values is not None:
        fitting = _fitting_values(item.type, values)
        found += changes.of_values(attributes.read(item.type.all_attributes), item.values, fitting)
        item.values = fitting
    if not found:
        return item
    _check(item)
    item.updated_at = now
    item.save()
    data = {"fields": [change["name"] for change in found], "changes": found}
    record("item.changed", item, by=by, now=now, data=data, channel=channel)
    return item


@transaction.atomic
def hand_over(
    item: Item, to: Person | None, *, by: Person, now: datetime, seen: datetime | None = None, channel="web"
) -> Item:
    """Makes somebody its user, or nobody. The chain of these events is the item's owner history."""
    item = _locked(item, seen)
    if not policies.may_operate(by, item):
        raise NotAllowed(_("Only the team that supports this item may hand it over."))
    if to is not None and item.state in life.UNOWNED:
        raise IllegalState(_("An item that is planned or retired can't be handed to anybody."))
    if item.owner_id == (to.pk if to else None):
        return item
    data = {"from": changes.named(item.owner), "to": changes.named(to), "to_id": to.pk if to else None}
    item.owner, item.updated_at = to, now
    item.save(update_fields=["owner", "updated_at"])
    record("item.handed-over", item, by=by, now=now, data=data, channel=channel)
    return item


@transaction.atomic
def move_item(
    item: Item, to: str, *, by: Person, now: datetime, seen: datetime | None = None, channel: str = "web"
) -> Item:
    """Moves the item to another state of its life; whoever used a retired item no longer does."""
    item = _locked(item, seen)
    if not policies.may_operate(by, item):
        raise NotAllowed(_("Only the team that supports this item may change its state."))
    if to == item.state:
        return item
    if to not in life.FOLLOWS[item.state]:
        known = dict(Item.State.choices)
        names = {"from": known[item.state], "to": known.get(to, to)}
        raise IllegalState(_("An item can't go from “%(from)s” to “%(to)s”.") % names)
    before, item.state, item.updated_at = Item.State(item.state), to, now
    data = {"from": in_both(before.label), "to": in_both(Item.State(to).label), "state": to}
    if to in life.UNOWNED and item.owner_id:
        data["handed_in_by"] = changes.named(item.owner)
        item.owner = None
    item.save(update_fields=["state", "owner", "updated_at"])
    record("item.moved", item, by=by, now=now, data=data, channel=channel)
    return item


def retire(item: Item, *, by: Person, now: datetime, channel: str = "web") -> Item:
    """Takes the item out of service for good; its records and history stay."""
    return move_item(item, Item.State.RETIRED, by=by, now=now, channel=channel)


def _locked(item: Item, seen: datetime | None) -> Item:
    fresh = Item.objects.select_for_update().get(pk=item.pk)
    if seen is not None and fresh.updated_at != seen:
        raise Stale(_("Somebody changed this item after you opened it. Look at it again, then repeat."))
    return fresh


def _fitting_values(type: ItemType, values: dict[str, Any]) -> dict[str, Any]:
    try:
        return attributes.clean(attributes.read(type.all_attributes), values)
    except ValidationError as fault:
        raise Invalid(
            _("Some attributes don't fit."),
            errors={f"values.{name}": list(texts) for name, texts in fault.message_dict.items()},
        ) from None


def _check(item: Item) -> None:
    if Item.objects.filter(tag=item.tag).exclude(pk=item.pk).exists():
        sentence = _("Another item has the inventory number %(tag)s.") % {"tag": item.tag}
        raise TagTaken(sentence, errors={"tag": [sentence]})
    try:
        item.full_clean(exclude=["values"], validate_unique=False, validate_constraints=False)
    except ValidationError as fault:
        raise Invalid(_("Some facts don't fit."), errors=fault.message_dict) from None
