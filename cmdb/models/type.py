from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cmdb.querysets import ItemTypeQuerySet
from ui.bilingual import Named


class ItemType(Named):
    """A class of configuration items with attributes of its own; a type may refine another.

    `attributes` is a list of `cmdb.attributes.Attribute` as JSON: `{"name", "label": {"en", "zh"}, "kind",
    "required", "choices"}`. A type has its parent's attributes too, before its own. `is_public` types (a
    business application, a printer) may be seen, and reported about, by everybody.
    """

    slug = models.SlugField(max_length=64, unique=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("refines"),
    )
    icon = models.CharField(_("icon"), max_length=40, default="box")
    attributes = models.JSONField(_("attributes"), default=list, blank=True)
    is_device = models.BooleanField(_("can be somebody's device"), default=False)
    is_public = models.BooleanField(
        _("everybody may see and report about it"),
        default=False,
        help_text=_("For what the whole company uses: applications, business services, printers."),
    )

    objects = ItemTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("item type")
        verbose_name_plural = _("item types")
        ordering = ["name"]

    @cached_property
    def lineage(self) -> list["ItemType"]:
        """The type and what it refines, the most general first."""
        found: list[ItemType] = []
        current: ItemType | None = self
        while current is not None and current not in found:
            found.append(current)
            current = current.parent
        return found[::-1]

    @property
    def all_attributes(self) -> list[dict[str, Any]]:
        """Inherited attributes, then its own; an own one replaces an inherited one of the same name."""
        merged: dict[str, dict[str, Any]] = {}
        for kind in self.lineage:
            for attribute in kind.attributes:
                merged[attribute["name"]] = attribute
        return list(merged.values())
