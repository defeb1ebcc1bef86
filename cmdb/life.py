"""The life of an item on one screen: which state may follow which."""

from cmdb.models import Item

PLANNED, IN_STOCK, IN_USE, IN_REPAIR, RETIRED = (
    Item.State.PLANNED,
    Item.State.IN_STOCK,
    Item.State.IN_USE,
    Item.State.IN_REPAIR,
    Item.State.RETIRED,
)

FOLLOWS: dict[str, tuple[Item.State, ...]] = {
    PLANNED: (IN_STOCK, IN_USE, RETIRED),
    IN_STOCK: (IN_USE, IN_REPAIR, RETIRED),
    IN_USE: (IN_STOCK, IN_REPAIR, RETIRED),
    IN_REPAIR: (IN_STOCK, IN_USE, RETIRED),
    RETIRED: (IN_STOCK,),  # retired by mistake: it comes back through the store
}

# States in which nobody uses it: who had it has handed it in.
UNOWNED = frozenset({PLANNED, RETIRED})
