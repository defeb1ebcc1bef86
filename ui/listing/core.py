"""A listing: a queryset that starts from what the person may see, and everything a page needs to show it."""

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.listing import filtering, preferences
from ui.listing.columns import BulkAction, Column
from ui.listing.export import FORMATS, export
from ui.listing.keyset import Cursor, Order, Page, page_of

OWN = ("after", "export", "part", "columns", "density", "remember")  # parameters that are not filters
SEARCH_DEPTH = 10  # pages of search results; who wants more asks more precisely


class Listing:
    """Subclass, name columns and filters, and call `response()`.

    `queryset` must hold only what the person may see. `name` is a slug, unique in the product: it names the
    cookie, the file of the export and the element on the page. `context` goes to the templates as it is.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    columns: ClassVar[list[Column]] = []
    filterset: ClassVar[Any] = None
    default_sort: ClassVar[str] = "-id"
    bulk: ClassVar[list[BulkAction]] = []
    page_size: ClassVar[int] = 50
    count_cap: ClassVar[int] = 1000
    template: ClassVar[str] = "ui/listing.html"
    live: ClassVar[str] = ""  # topics at which the list asks again
    search_label: ClassVar[str | Promise] = _("Search")
    empty_icon: ClassVar[str] = "inbox"
    empty_title: ClassVar[str | Promise] = _("Nothing here yet")
    empty_text: ClassVar[str | Promise] = ""
    empty_template: ClassVar[str] = ""

    def __init__(self, request: HttpRequest, queryset: QuerySet, **context: Any) -> None:
        self.request = request
        self.queryset = queryset
        self.context = context
        self.params: QueryDict = request.GET

    # ── what a subclass may say ──────────────────────────────────────────────────────────────────

    def row_url(self, row: Any) -> str:
        """Where `enter` leads; "" for rows that can't be opened."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""

    def peek_url(self, row: Any) -> str:
        """The fragment that `space` shows beside the list; "" for none."""
        return ""

    def row_label(self, row: Any) -> str:
        """How a screen reader calls the row at its checkbox."""
        return str(row)

    def row_tone(self, row: Any) -> str:
        """A tone at the edge of the row, such as "danger" for what is late."""
        return ""

    def bulk_actions(self) -> list[BulkAction]:
        """Those of `bulk` that this person may use."""
        return self.bulk

    def prepare(self, rows: list[Any]) -> list[Any]:
        """The rows of one page before they are drawn: the place to read ahead what cells will ask."""
        return rows

    # ── filters ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def filters(self) -> Any:
        """The bound filter set, or None for a listing without filters."""
        if self.filterset is None:
            return None
        return self.filterset(data=self.params, queryset=self.queryset, request=self.request)

    @cached_property
    def filtered(self) -> QuerySet:
        return self.queryset if self.filters is None else self.filters.qs

    @property
    def has_search(self) -> bool:
        return self.filters is not None and filtering.SEARCH in self.filters.form.fields

    @property
    def search_text(self) -> str:
        return self.params.get(filtering.SEARCH, "").strip()

    @property
    def has_panel(self) -> bool:
        return self.filters is not None and len(self.filters.form.fields) > int(self.has_search)

    @cached_property
    def chips(self) -> list[filtering.Chip]:
        if self.filters is None:
            return []
        self.filters.form.is_valid()
        return filtering.chips(self.filters.form, self._query())

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search_text or self.chips)

    @property
    def panel(self) -> "list[filtering.Group]":
        return filtering.panel(self.filters.form)

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """What the search box must carry along: filters and sorting, but no position."""
        query = self._query()
        query.pop(filtering.SEARCH, None)
        return [(name, str(value)) for name, values in query.lists() for value in values]

    @property
    def kept_by_panel(self) -> list[tuple[str, str]]:
        """What the filter panel must carry along: search and sorting."""
        names = (filtering.SEARCH, "sort")
        return [(name, self.params[name]) for name in names if self.params.get(name)]

    # ── order and pages ──────────────────────────────────────────────────────────────────────────

    @cached_property
    def sorting(self) -> str:
        """The sorting that holds: `?sort=`, else the default; "" where search results come best first."""
        asked = self.params.get("sort", "")
        if asked and self._order(asked):
            return asked
        return "" if self.is_ranked else self.default_sort

    @cached_property
    def is_ranked(self) -> bool:
        """Whether the queryset is a search result, ordered by rank."""
        return bool(self.search_text) and "rank" in self.filtered.query.annotations

    @cached_property
    def page(self) -> Page:
        after = self.params.get("after")
        if not self.sorting:
            found = self._ranked_page(after)
        else:
            order = self._order(self.sorting) or Order("id", True)
            found = page_of(self.filtered.order_by(), order, Cursor.decode(after), self.page_size)
        return Page(self.prepare(found.rows), found.before, found.after)

    @property
    def rows(self) -> list[Any]:
        return self.page.rows

    @cached_property
    def count(self) -> int:
        """How many there are, counted up to just beyond the cap."""
        if not self.params.get("after") and not self.page.after:
            return len(self.page.rows)
        return self.filtered.order_by()[: self.count_cap + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.count > self.count_cap

    def _order(self, sorting: str) -> Order | None:
        name = sorting.removeprefix("-")
        path = next((one.sort for one in self.columns if one.name == name and one.sort), "")
        if not path and sorting == self.default_sort:
            path = name
        return Order(path, sorting.startswith("-")) if path and self._sortable(path) else None

    def _sortable(self, path: str) -> bool:
        if path in self.filtered.query.annotations:
            return True
        try:
            self.queryset.model._meta.get_field("id" if path == "pk" else path.split("__")[0])
        except FieldDoesNotExist:
            return False
        return True

    def _ranked_page(self, after: str | None) -> Page:
        """Search results, best first: a rank is no lasting position, so these pages go by number."""
        at = int(after) if after and after.isdecimal() and len(after) < 6 else 0
        at = min(at, self.page_size * SEARCH_DEPTH)
        rows = list(self.filtered[at : at + self.page_size + 1])
        more = len(rows) > self.page_size and at < self.page_size * SEARCH_DEPTH
        before = str(max(at - self.page_size, 0)) if at else ""
        return Page(rows[: self.page_size], before, str(at + self.page_size) if more else "")

    # ── columns ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def preference(self) -> preferences.Preference:
        kept = preferences.recall(self.request, self.name)
        columns = tuple(one for asked in self.params.getlist("columns") for one in asked.split(",") if one)
        density = self.params.get("density", "")
        return preferences.Preference(
            columns or kept.columns, density if density in preferences.DENSITIES else kept.density
        )

    @cached_property
    def shown(self) -> list[Column]:
        return preferences.shown(self.columns, self.preference.columns)

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        return [(one, one in self.shown) for one in self.columns if not (one.fixed or one.lead)]

    @property
    def headers(self) -> list[dict[str, Any]]:
        """Each shown column with the query that sorts by it, and how it sorts now (`ascending`, …)."""
        now = self.sorting
        found = []
        for column in self.shown:
            turned = f"-{column.name}" if now == column.name else column.name
            sorts = {column.name: "ascending", f"-{column.name}": "descending"}.get(now, "")
            link = self.query_with(sort=turned) if column.sort else ""
            found.append({"column": column, "sorted": sorts, "link": link})
        return found

    # ── addresses ────────────────────────────────────────────────────────────────────────────────

    def query_with(self, **changes: str) -> str:
        """The query string of this list, from its beginning, with these parameters changed ("" removes)."""
        query = self._query()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return query.urlencode()

    @property
    def here(self) -> str:
        return self.request.get_full_path()

    @property
    def before_query(self) -> str:
        return self.query_with(after=self.page.before)

    @property
    def after_query(self) -> str:
        return self.query_with(after=self.page.after)

    def _query(self) -> QueryDict:
        query = self.params.copy()
        for name in OWN:
            query.pop(name, None)
        return query

    # ── the answer ───────────────────────────────────────────────────────────────────────────────

    @property
    def element(self) -> str:
        return f"list-{self.name}"

    def response(self) -> HttpResponseBase:
        """The page; for htmx the part it asked for; with `?export=` the file."""
        kind = self.params.get("export", "")
        if kind in FORMATS:
            return export(str(kind), self.name, self.shown, self._all_rows())
        if self.params.get("remember"):
            back = HttpResponseRedirect(f"{self.request.path}?{self._query().urlencode()}")
            preferences.remember(back, self.name, self.preference)
            return back
        return self._drawn()

    def _drawn(self) -> HttpResponse:
        template = self.template
        if self.params.get("part") == "filters" and self.filters is not None:
            template = "ui/listing/_panel.html"
        elif self.params.get("part") == "display":
            template = "ui/listing/_display.html"
        elif self.request.headers.get("HX-Target") == self.element:
            template = "ui/listing/_list.html"
        answer = render(self.request, template, {**self.context, "listing": self})
        answer.headers["Vary"] = "HX-Request, HX-Target, Cookie"
        return answer

    def _all_rows(self) -> QuerySet:
        """Everything that was filtered, in the list's order, for the file: rows without a value come last."""
        if not self.sorting:
            return self.filtered
        order = self._order(self.sorting) or Order("id", True)
        down = "-" if order.descending else ""
        if not order.nullable(self.filtered):
            return self.filtered.order_by(*dict.fromkeys([f"{down}{order.path}", f"{down}pk"]))
        first = F(order.path).desc(nulls_last=True) if down else F(order.path).asc(nulls_last=True)
        return self.filtered.order_by(first, f"{down}pk")

    def chosen(self) -> QuerySet:
        """Of the rows a bulk deed was posted with (`ids`), those that are in the queryset."""
        ids = [one for one in self.request.POST.getlist("ids") if one.isdecimal() and len(one) < 19]
        return self.queryset.filter(pk__in=ids[:500])
