from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.querysets import ConnectionQuerySet
from ui.bilingual import Named


class Connection(Named):
    """Another system that processes may call: its address, how the desk proves itself, and whose processes may.

    `sealed` is the value of the header `header`, sealed; it is shown to nobody. The processes of `departments` may
    call it, and the company's own. Inside the company's network only what `inside` allows is reached.
    """

    slug = models.SlugField(max_length=64, unique=True)
    base_url = models.URLField(_("address"), max_length=300)
    header = models.CharField(_("header"), max_length=80, default="Authorization", blank=True)
    sealed = models.TextField(blank=True)
    departments = models.ManyToManyField(
        "people.Department", related_name="connections", blank=True, verbose_name=_("departments")
    )
    inside = models.BooleanField(_("may lie inside the company's own network"), default=False)
    seconds = models.PositiveSmallIntegerField(_("seconds to wait at most"), default=15)
    is_on = models.BooleanField(_("in use"), default=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label
