from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.querysets import LifecycleQuerySet
from ui.bilingual import Named


class Lifecycle(Named):
    """A finite-state machine drawn by people; what runs is always one of its versions.

    Without a department it is the company's. One that has no version yet is still being drawn.
    """

    slug = models.SlugField(max_length=64, unique=True)
    kind = models.CharField(max_length=16)
    department = models.ForeignKey(
        "people.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lifecycles",
        verbose_name=_("department"),
    )

    objects = LifecycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("lifecycle")
        verbose_name_plural = _("lifecycles")
        ordering = ["name"]


class LifecycleVersion(models.Model):
    """One published, immutable state of a lifecycle. `spec` is `tickets.lifecycles.Spec` as JSON.

    Those the product brought along are published by the machine.
    """

    lifecycle = models.ForeignKey(Lifecycle, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    spec = models.JSONField()
    digest = models.CharField(max_length=64)
    notes = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        verbose_name = _("lifecycle version")
        verbose_name_plural = _("lifecycle versions")
        constraints = [models.UniqueConstraint(fields=["lifecycle", "number"], name="one_lifecycle_version")]

    def __str__(self) -> str:
        return f"{self.lifecycle} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A lifecycle version never changes: publish another one.")
        super().save(*args, **kwargs)


class LifecycleDraft(models.Model):
    """What the next version of a lifecycle shall be; everybody who may publish it draws on the same one.

    `spec` can always be read as a `tickets.lifecycles.Spec`, but need not be fit to run. `base` is the version
    it began as; `heights` is how far down in its lane somebody put a box. `revision` grows with every change:
    a form that was opened on an older one is refused as stale.
    """

    lifecycle = models.OneToOneField(Lifecycle, on_delete=models.CASCADE, related_name="draft")
    base = models.ForeignKey(LifecycleVersion, null=True, on_delete=models.PROTECT, related_name="+")
    spec = models.JSONField()
    heights = models.JSONField(default=dict)
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
        verbose_name = _("draft of a lifecycle")
        verbose_name_plural = _("drafts of lifecycles")

    def __str__(self) -> str:
        return str(self.lifecycle)
