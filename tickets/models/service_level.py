from django.db import models
from django.utils.translation import gettext_lazy as _

from ui.bilingual import Named


def while_waiting() -> list[str]:
    return ["waiting"]


class ServiceLevel(Named):
    """What is promised: minutes of working time to a first response and to the resolution, by priority.

    `targets` maps a priority ("1" to "4") to `{"response": minutes, "resolution": minutes}`; "default" stands
    for the others. `pauses_in` names the phases in which the clocks stand.
    """

    slug = models.SlugField(max_length=64, unique=True)
    calendar = models.ForeignKey(
        "people.WorkingCalendar", on_delete=models.PROTECT, related_name="service_levels"
    )
    targets = models.JSONField(default=dict)
    pauses_in = models.JSONField(default=while_waiting)
    for_incidents = models.BooleanField(
        _("holds for incidents without a form"),
        default=False,
        help_text=_(
            "Incidents by hand, by mail or by a program come without a service; this is their promise."
        ),
    )

    class Meta:
        verbose_name = _("service level")
        verbose_name_plural = _("service levels")
        ordering = ["name"]


class Clock(models.Model):
    """One promise of one ticket, ticking. Times are instants; `target` and `spent` are working minutes.

    While it runs, `running_since` is set, `due_at` is when it will breach and `warn_at` when somebody should
    be warned; while it stands, all are empty and `spent` tells what is used up until then. `stopped_at` ends
    it, kept or missed. `target` is empty where the service level promises nothing for the priority.
    """

    class Kind(models.TextChoices):
        RESPONSE = "response", _("First response")
        RESOLUTION = "resolution", _("Resolution")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    target = models.PositiveIntegerField(null=True)
    spent = models.FloatField(default=0)
    running_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [models.UniqueConstraint(fields=["ticket", "kind"], name="one_clock")]
        indexes = [
            models.Index(fields=["due_at"], name="clock_due"),
            models.Index(fields=["warn_at"], name="clock_warn"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"
