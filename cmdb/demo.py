"""Items out of one readable file: this app's share of the demo, and a real company's quick start."""

from datetime import datetime
from typing import Any

from django.db import transaction

from cmdb import actions
from cmdb.models import Item, ItemType, Relation, RelationType
from people.models import Department, Person, Site, Team


class Unknown(LookupError):
    """The file names something it does not define."""


@transaction.atomic
def load(data: dict[str, Any], *, by: Person, now: datetime) -> dict[str, Item]:
    """Adds what is missing, through the deeds; what is there already stays as it is.

    `data` has the lists `types` (with `parent`, parents first), `relation_types`, `items` (with `type`,
    `owner` by user name, `department`, `site`, `team` by slug) and `relations` ([source tag, relation, target
    tag]). Returns the items by tag. Raises `Unknown` for a name that leads nowhere.
    """
    types = _types(data.get("types", ()), by, now)
    kinds = _relation_types(data.get("relation_types", ()), by, now)
    items = _items(data.get("items", ()), types, by, now)
    _relate(data.get("relations", ()), kinds, items, by, now)
    return items


def _types(entries: Any, by: Person, now: datetime) -> dict[str, ItemType]:
    known = {type.slug: type for type in ItemType.objects.all()}
    for entry in entries:
        if entry["slug"] not in known:
            fields = {**entry, "parent": _find(known, entry["parent"]) if entry.get("parent") else None}
            known[entry["slug"]] = actions.save_type(ItemType(**fields), by=by, now=now)
    return known


def _relation_types(entries: Any, by: Person, now: datetime) -> dict[str, RelationType]:
    known = {type.slug: type for type in RelationType.objects.all()}
    for entry in entries:
        if entry["slug"] not in known:
            known[entry["slug"]] = actions.save_relation_type(RelationType(**entry), by=by, now=now)
    return known


def _items(entries: Any, types: dict[str, ItemType], by: Person, now: datetime) -> dict[str, Item]:
    known = {item.tag: item for item in Item.objects.all()}
    places = {
        "department": {one.slug: one for one in Department.objects.all()},
        "site": {one.slug: one for one in Site.objects.all()},
        "team": {one.slug: one for one in Team.objects.all()},
        "owner": {one.username: one for one in Person.objects.active()},
    }
    for entry in entries:
        if entry["tag"] in known:
            continue
        fields = {**entry, "type": _find(types, entry["type"])}
        for name, found in places.items():
            if entry.get(name):
                fields[name] = _find(found, entry[name])
        known[entry["tag"]] = actions.add_item(**fields, by=by, now=now)
    return known


def _relate(
    entries: Any, kinds: dict[str, RelationType], items: dict[str, Item], by: Person, now: datetime
) -> None:
    known = set(Relation.objects.values_list("source__tag", "type__slug", "target__tag"))
    for source, kind, target in entries:
        if (source, kind, target) not in known:
            actions.relate(_find(items, source), _find(items, target), _find(kinds, kind), by=by, now=now)


def _find(known: dict[str, Any], name: str) -> Any:
    try:
        return known[name]
    except KeyError:
        raise Unknown(f"The file names {name!r}, but nothing is called that.") from None
