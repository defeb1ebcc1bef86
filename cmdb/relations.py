"""What an item hangs together with, read from its own end."""

from dataclasses import dataclass, field

from cmdb.models import Item, Relation
from people.models import Person


@dataclass
class Group:
    """All items related in one way: "runs on" these, or "runs" those."""

    reading: str
    carries_harm_here: bool  # when one of them stops, the item itself is hurt
    related: list[tuple[Relation, Item]] = field(default_factory=list)


def relations_of(item: Item, person: Person) -> list[Group]:
    """The item's relations to what the person may see, grouped by how they read; dependencies first."""
    groups: dict[tuple[int, str], Group] = {}
    for outgoing in (True, False):
        near, far = ("source", "target") if outgoing else ("target", "source")
        found = Relation.objects.filter(**{near: item}).select_related("type", f"{far}__type")
        visible = Item.objects.visible_to(person)
        for relation in found.filter(**{f"{far}__in": visible}).order_by(f"{far}__name"):
            type = relation.type
            reading = type.label if outgoing else type.inverse_label
            hurts = type.impact == (type.Impact.BACKWARD if outgoing else type.Impact.FORWARD)
            group = groups.setdefault((type.pk, near), Group(reading, hurts))
            group.related.append((relation, getattr(relation, far)))
    return sorted(groups.values(), key=lambda group: (not group.carries_harm_here, group.reading))
