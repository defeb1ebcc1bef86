"""Pages of an API's list: the same positions as the pages of a listing, as two fields of the answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from ui.listing.keyset import Cursor, Order, page_of

LARGEST = 200


def paged(
    queryset: QuerySet, order: str, *, cursor: str | None, limit: int, shown: Callable[[list[Any]], list[Any]]
) -> dict[str, Any]:
    """`{"results": […], "next": cursor or None}`; `shown` turns the rows of one page into what is sent.

    `order` is a field name, with a dash before it for newest first. A broken cursor starts anew.
    """
    size = max(1, min(limit, LARGEST))
    way = Order(order.lstrip("-"), order.startswith("-"))
    page = page_of(queryset, way, Cursor.decode(cursor), size)
    return {"results": shown(page.rows), "next": page.after or None}
