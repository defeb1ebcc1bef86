"""The one listing over items."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cmdb.filters import ItemFilter
from cmdb.models import Item
from ui.listing import Column, Listing

TONES = {"in-repair": "attention", "retired": "neutral", "in-use": "calm", "in-stock": "done"}


class ItemListing(Listing):
    name = "items"
    title = _("Configuration items")
    filterset = ItemFilter
    default_sort = "name"
    template = "cmdb/items.html"
    search_label = _("Search by name, number, user or anything written about it")
    empty_icon = "boxes"
    empty_title = _("No item matches")
    empty_text = _("Take a filter away, or search for other words.")
    columns: ClassVar[list[Column]] = [
        Column("name", _("Name"), template="cmdb/cells/_name.html", sort="name", lead=True, export="name"),
        Column("tag", _("Inventory number"), template="cmdb/cells/_tag.html", sort="tag", export="tag"),
        Column("type", _("Type"), attr="type.label", sort="type__name"),
        Column("state", _("State"), template="cmdb/cells/_state.html", export="get_state_display"),
        Column("owner", _("Used by"), template="cmdb/cells/_owner.html", export="owner.label"),
        Column("site", _("Site"), attr="site.label", phone=False),
        Column("team", _("Supported by"), attr="team.label", phone=False),
        Column("department", _("Department"), attr="department.label", default=False, phone=False),
        Column("serial", _("Serial number"), default=False, phone=False),
        Column(
            "updated",
            _("Last changed"),
            template="cmdb/cells/_updated.html",
            sort="updated_at",
            export="updated_at",
            default=False,
        ),
    ]

    def row_url(self, row: Item) -> str:
        return row.get_absolute_url()

    def peek_url(self, row: Item) -> str:
        return reverse("cmdb:peek", args=[row.pk])

    def prepare(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            row.tone = TONES.get(row.state, "neutral")
        return rows
