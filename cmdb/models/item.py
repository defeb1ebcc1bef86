from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cmdb.models.type import ItemType
from cmdb.querysets import ItemQuerySet


class Item(models.Model):
    """A configuration item: a device, a server, an application, a business service.

    `department` answers for it, `team` supports it, `owner` uses it. `values` holds the type's attributes by
    name, as `cmdb.attributes` stores them (numbers and money as decimal strings, dates in ISO 8601).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_STOCK = "in-stock", _("In stock")
        IN_USE = "in-use", _("In use")
        IN_REPAIR = "in-repair", _("In repair")
        RETIRED = "retired", _("Retired")

    type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="items", verbose_name=_("type"))
    name = models.CharField(_("name"), max_length=160)
    tag = models.CharField(_("inventory number"), max_length=64, unique=True)
    serial = models.CharField(_("serial number"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.IN_USE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="items",
        verbose_name=_("used by"),
    )
    department = models.ForeignKey(
        "people.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        verbose_name=_("department"),
    )
    site = models.ForeignKey(
        "people.Site",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        verbose_name=_("site"),
    )
    team = models.ForeignKey(
        "people.Team",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="items",
        verbose_name=_("supported by"),
    )
    values = models.JSONField(_("attributes"), default=dict, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("configuration item")
        verbose_name_plural = _("configuration items")
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["owner", "state"], name="item_owner"),
            models.Index(fields=["type", "state", "name"], name="item_type"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cmdb:item", args=[self.pk])

    @property
    def label(self) -> str:
        return self.name
