"""Pages by position instead of by number: the next page starts after the last row, however many came before.

The order is a sort field and the primary key. Rows without a value in that field come last, whichever way the
list is sorted; they are read as a second segment, so that each statement can walk an index on every database.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Q, QuerySet

SORT_KEY = "listing_sort_key"


@dataclass(frozen=True)
class Order:
    """One way to sort: a field path of the model and a direction."""

    path: str
    descending: bool = False

    def field_of(self, queryset: QuerySet) -> Field | None:
        """The model field at the end of the path; None for an annotation."""
        model, found = queryset.model, None
        try:
            for step in self.path.split("__"):
                found = model._meta.pk if step == "pk" else model._meta.get_field(step)
                model = found.related_model or model
        except FieldDoesNotExist:
            return None
        return found

    def nullable(self, queryset: QuerySet) -> bool:
        """Whether a row may have no value here; any optional step on the way counts, annotations always."""
        model = queryset.model
        for step in self.path.split("__"):
            if step == "pk":
                return False
            try:
                found = model._meta.get_field(step)
            except FieldDoesNotExist:
                return True
            if found.null:
                return True
            model = found.related_model or model
        return False


@dataclass(frozen=True)
class Cursor:
    """A position: the sort value (as text) and the id of a row, and whether we go backward from it."""

    value: str | None
    pk: str
    backward: bool = False

    def encode(self) -> str:
        packed = json.dumps(
            [self.value, self.pk, int(self.backward)], separators=(",", ":"), ensure_ascii=False
        )
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str | None) -> "Cursor | None":
        """The position a URL names, or None for none or a broken one: the list then starts anew."""
        if not text or len(text) > 2000:
            return None
        try:
            value, pk, backward = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, binascii.Error):
            return None
        if not isinstance(pk, str) or not (value is None or isinstance(value, str)):
            return None
        return cls(value, pk, bool(backward))


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    before: str = ""
    after: str = ""


def page_of(queryset: QuerySet, order: Order, cursor: Cursor | None, size: int) -> Page:
    """`size` rows from the cursor on, with the cursors of the pages before and after where there are such."""
    found = order.field_of(queryset)
    if found is None or "__" in order.path:
        queryset = queryset.annotate(**{SORT_KEY: F(order.path)})
    backward = bool(cursor and cursor.backward)
    try:
        rows = _read(queryset, order, cursor, size + 1)
    except (ValidationError, ValueError, TypeError):  # a cursor that was tampered with
        return page_of(queryset, order, None, size)
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    if not rows:
        return Page([])
    has_before = more if backward else cursor is not None
    has_after = True if backward else more
    return Page(
        rows,
        before=_cursor_at(rows[0], order, found, backward=True).encode() if has_before else "",
        after=_cursor_at(rows[-1], order, found, backward=False).encode() if has_after else "",
    )


def _read(queryset: QuerySet, order: Order, cursor: Cursor | None, limit: int) -> list[Any]:
    """Up to `limit` rows beyond the cursor, nearest first: out of those with a value, then those without."""
    backward = bool(cursor and cursor.backward)
    segments = [True]
    if order.nullable(queryset):
        segments = [False, True] if backward else [True, False]
    rows: list[Any] = []
    for valued in segments:
        if cursor is not None and _lies_behind(cursor, valued, backward):
            continue
        part = _segment(queryset, order, valued, split=len(segments) > 1)
        if cursor is not None and (cursor.value is not None) == valued:
            part = part.filter(_beyond(queryset, order, cursor))
        rows += part.order_by(*_ordering(order, valued, backward))[: limit - len(rows)]
        if len(rows) >= limit:
            break
    return rows


def _lies_behind(cursor: Cursor, valued: bool, backward: bool) -> bool:
    """Whether a segment was passed already: the valued one comes first."""
    here = cursor.value is not None
    return valued != here and valued != backward


def _segment(queryset: QuerySet, order: Order, valued: bool, *, split: bool) -> QuerySet:
    return queryset.filter(**{f"{order.path}__isnull": not valued}) if split else queryset


def _ordering(order: Order, valued: bool, backward: bool) -> list[str]:
    down = "-" if order.descending != backward else ""
    if order.path in ("pk", "id"):
        return [f"{down}pk"]
    return [f"{down}{order.path}", f"{down}pk"] if valued else [f"{down}pk"]


def _beyond(queryset: QuerySet, order: Order, cursor: Cursor) -> Q:
    """The rows after the cursor; written so that an index on the sort field bounds the scan."""
    way = "lt" if order.descending != cursor.backward else "gt"
    pk = queryset.model._meta.pk.to_python(cursor.pk)
    by_pk = Q(**{f"pk__{way}": pk})
    if cursor.value is None or order.path in ("pk", "id"):
        return by_pk
    found = order.field_of(queryset) or queryset.query.annotations[order.path].output_field
    value = found.to_python(cursor.value)
    return Q(**{f"{order.path}__{way}e": value}) & (Q(**{f"{order.path}__{way}": value}) | by_pk)


def _cursor_at(row: Any, order: Order, found: Field | None, *, backward: bool) -> Cursor:
    known = SORT_KEY if hasattr(row, SORT_KEY) else found.attname if found else order.path
    value = getattr(row, known)
    written = value.isoformat() if hasattr(value, "isoformat") else value
    return Cursor(None if written is None else str(written), str(row.pk), backward)
