"""What differs between an item and what it shall be, in words that the journal keeps in both languages."""

from collections.abc import Iterable
from typing import Any

from cmdb import attributes
from cmdb.models import Item
from people.wording import in_both

FACTS = ("name", "tag", "serial", "department", "site", "team", "notes")


def named(thing: Any) -> Any:
    """A value as the journal keeps it: things by their names in both languages, the rest as it is."""
    if thing is None:
        return ""
    return getattr(thing, "names", None) or str(thing)


def of_facts(item: Item, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts that change, each as {"field", "name", "from", "to"}."""
    found = []
    for name, new in facts.items():
        old = getattr(item, name)
        if old != new:
            label = in_both(Item._meta.get_field(name).verbose_name)
            found.append({"field": name, "name": label, "from": named(old), "to": named(new)})
    return found


def of_values(
    known: Iterable[attributes.Attribute], old: dict[str, Any], new: dict[str, Any]
) -> list[dict[str, Any]]:
    """The attributes that change, each as {"field", "name", "from", "to"}; values as they read to people."""
    found = []
    for attribute in known:
        before, after = old.get(attribute.name), new.get(attribute.name)
        if before != after:
            found.append(
                {
                    "field": f"values.{attribute.name}",
                    "name": attribute.label.model_dump(),
                    "from": _in_words(attribute, before),
                    "to": _in_words(attribute, after),
                }
            )
    return found


def _in_words(attribute: attributes.Attribute, stored: Any) -> Any:
    """Dates stay ISO and are written by the reader's locale; yes/no and choices keep both languages."""
    if stored is None:
        return ""
    if attribute.kind == "choice":
        for choice in attribute.choices:
            if choice.value == stored:
                return choice.label.model_dump()
    return stored
