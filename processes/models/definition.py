from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from processes.querysets import DefinitionQuerySet
from ui.bilingual import Named


class Definition(Named):
    """A process drawn by people; what runs is always one of its versions.

    Without a department it is the company's. One that has no version yet is still being drawn.
    """

    slug = models.SlugField(max_length=64, unique=True)
    department = models.ForeignKey(
        "people.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="processes",
        verbose_name=_("department"),
    )
    current = models.ForeignKey("processes.Version", null=True, on_delete=models.PROTECT, related_name="+")

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["name"]


class Version(models.Model):
    """One published, immutable state of a process: its diagram as BPMN 2.0 XML and the decision tables it asks.

    `decisions` maps a decision's name to a `rules.tables.Table` as JSON.
    """

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    xml = models.TextField()
    decisions = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    notes = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        verbose_name = _("process version")
        verbose_name_plural = _("process versions")
        constraints = [models.UniqueConstraint(fields=["definition", "number"], name="one_process_version")]

    def __str__(self) -> str:
        return f"{self.definition} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A process version never changes: publish another one.")
        super().save(*args, **kwargs)


class Draft(models.Model):
    """What the next version shall be; everybody who may publish the process draws on the same one.

    The diagram can always be read as XML, but need not be fit to run. `base` is the version it began as.
    `samples` are the answers it was last tried with. `revision` grows with every change: what was drawn on an
    older one is refused as stale.
    """

    definition = models.OneToOneField(Definition, on_delete=models.CASCADE, related_name="draft")
    base = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    xml = models.TextField()
    decisions = models.JSONField(default=dict, blank=True)
    samples = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("draft of a process")
        verbose_name_plural = _("drafts of processes")

    def __str__(self) -> str:
        return str(self.definition)
