from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.querysets import AnnouncementQuerySet
from ui.bilingual import choose


class Announcement(models.Model):
    """What a department tells people on the portal's pages: news, planned work, or something that is broken.

    It stands there from `starts_at` to `ends_at` (open, where that is null), for the people of
    `for_department` and all below it, or for everybody; one about a service stands on its page as well.
    """

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        MAINTENANCE = "maintenance", _("Planned work")
        OUTAGE = "outage", _("Something is not working")

    department = models.ForeignKey(
        "people.Department", on_delete=models.CASCADE, related_name="announcements", verbose_name=_("from")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.NEWS)
    title = models.CharField(_("title"), max_length=120)
    title_zh = models.CharField(_("title in Chinese"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=2_000, blank=True)
    text_zh = models.TextField(_("text in Chinese"), max_length=2_000, blank=True)
    service = models.ForeignKey(
        "catalog.Service",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="announcements",
        verbose_name=_("about the service"),
    )
    for_department = models.ForeignKey(
        "people.Department",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("only for"),
    )
    starts_at = models.DateTimeField(_("from when"))
    ends_at = models.DateTimeField(_("until when"), null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="announcement_when")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return choose(self.title, self.title_zh)

    @property
    def body(self) -> str:
        return choose(self.text, self.text_zh)

    @property
    def tone(self) -> str:
        """How loud it is, in the words of the design system."""
        return {"outage": "danger", "maintenance": "attention"}.get(self.kind, "calm")

    @property
    def icon(self) -> str:
        return {"outage": "triangle-alert", "maintenance": "wrench"}.get(self.kind, "megaphone")
