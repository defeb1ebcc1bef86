"""What breaks if this stops: the walk along the arrows that carry harm."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from cmdb.models import Item, Relation, RelationType
from people.models import Person

# Ids in one IN list: below the bound parameters that any of the databases allows in one statement.
AT_ONCE = 900


@dataclass(frozen=True)
class Harm:
    """How an item is reached: at which distance, through which item and which kind of relation."""

    level: int
    through: int
    relation: int


@dataclass(frozen=True)
class Broken:
    """An item that is hurt, `level` steps away; `through` is the item next to it on the way, if the reader
    may see that one, and `why` reads from the hurt item to it: "runs on"."""

    item: Item
    level: int
    through: Item | None
    why: str


def harmed(start: int, levels: int = 3) -> dict[int, Harm]:
    """The ids of everything hurt when the item `start` stops, with the shortest way it is reached.

    Breadth first and two statements a level (plus one per 900 items of a wide level), so a hub costs no
    more than its neighbours. Every item is visited once: circles end by themselves. Retired items no
    longer carry anything.
    """
    backward, forward = _carriers()
    found: dict[int, Harm] = {}
    frontier = [start]
    for level in range(1, levels + 1):
        reached: dict[int, Harm] = {}
        for through, hurt, relation in _neighbours(frontier, backward, forward):
            if hurt != start and hurt not in found and hurt not in reached:
                reached[hurt] = Harm(level, through, relation)
        if not reached:
            break
        found.update(reached)
        frontier = sorted(reached)
    return found


def what_breaks(item: Item, levels: int = 3, *, person: Person | None = None) -> list[Broken]:
    """What is hurt when the item stops, nearest first; only what `person` may see, when one is given.

    The walk itself goes through everything: what somebody may not see still carries harm to what they may.
    """
    found = harmed(item.pk, levels)
    known: dict[int, Item] = {item.pk: item}
    visible = Item.objects.all() if person is None else Item.objects.visible_to(person)
    rows = visible.in_service().select_related("type", "owner", "department", "team")
    for ids in _slices(found):
        known.update(rows.in_bulk(ids))
    types = RelationType.objects.in_bulk({harm.relation for harm in found.values()})
    broken = [
        Broken(known[pk], harm.level, known.get(harm.through), _reading(types[harm.relation]))
        for pk, harm in found.items()
        if pk in known
    ]
    return sorted(broken, key=lambda one: (one.level, one.item.type.name, one.item.name))


def _reading(type: RelationType) -> str:
    """The relation as it reads from the hurt item's end."""
    return type.label if type.impact == RelationType.Impact.BACKWARD else type.inverse_label


def _carriers() -> tuple[list[int], list[int]]:
    """The relation types along which harm runs against the arrow, and with it."""
    backward, forward = [], []
    for pk, impact in RelationType.objects.values_list("pk", "impact"):
        if impact == RelationType.Impact.BACKWARD:
            backward.append(pk)
        elif impact == RelationType.Impact.FORWARD:
            forward.append(pk)
    return backward, forward


def _neighbours(items: list[int], backward: list[int], forward: list[int]) -> Iterator[tuple[int, int, int]]:
    """(item, what it hurts, by which relation) for each arrow that leaves one of the items."""
    for ids in _slices(items):
        if backward:
            yield from (
                Relation.objects.filter(target__in=ids, type__in=backward)
                .exclude(source__state=Item.State.RETIRED)
                .values_list("target_id", "source_id", "type_id")
            )
        if forward:
            yield from (
                Relation.objects.filter(source__in=ids, type__in=forward)
                .exclude(target__state=Item.State.RETIRED)
                .values_list("source_id", "target_id", "type_id")
            )


def _slices(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while part := list(islice(left, AT_ONCE)):
        yield part
