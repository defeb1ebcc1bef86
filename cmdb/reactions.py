import search
from cmdb.models import Item
from journal.models import Event
from journal.reactions import on


@on("item.added", "item.changed")
def index_item(event: Event) -> None:
    """An item is found by its name, numbers, type and everything written about it."""
    item = event.subject
    if item is not None:
        index(item)


def index(item: Item) -> None:
    search.index(item, title=heading_words(item), body=body_words(item))


def heading_words(item: Item) -> str:
    return "\n".join([item.name, item.tag, item.serial])


def body_words(item: Item) -> str:
    """What is known of it, with its types in both languages, so that either finds it."""
    kinds = [name for kind in item.type.lineage for name in (kind.name, kind.name_zh) if name]
    values = [str(value) for value in item.values.values() if not isinstance(value, bool)]
    return "\n".join([*kinds, *values, item.notes])


search.register(
    Item, title=heading_words, body=body_words, things=lambda: Item.objects.select_related("type__parent")
)
