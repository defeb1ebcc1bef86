from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A named question to the ticket list: its filters as a query string, its columns, its look."""

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey(
        "people.Team",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="saved_views",
        verbose_name=_("shared with team"),
    )
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class BoardLimit(models.Model):
    """How many cards a column of a team's board may hold."""

    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, related_name="board_limits")
    column = models.CharField(max_length=64)
    limit = models.PositiveSmallIntegerField(_("limit"))

    class Meta:
        verbose_name = _("work-in-progress limit")
        verbose_name_plural = _("work-in-progress limits")
        constraints = [models.UniqueConstraint(fields=["team", "column"], name="one_limit")]
