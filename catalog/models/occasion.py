from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.querysets import OccasionQuerySet
from people.zones import validate_zone


class Occasion(models.Model):
    """When the desk orders a service by itself: again and again by the calendar, or when something happens.

    A schedule has `frequency`, `every`, `weekdays` (ISO, 1 is Monday) or `month_day`, and a time of day in
    `time_zone`; `next_at` is when it comes round next. An event is a verb of the journal about a person. `answers`
    are given to the service's questions, by name; `$person` in them is whom the event is about, `$today` the day.
    `failed` says in both languages why the last time went wrong.
    """

    class Kind(models.TextChoices):
        SCHEDULE = "schedule", _("at set times")
        EVENT = "event", _("when something happens")

    class Frequency(models.TextChoices):
        DAILY = "daily", _("days")
        WEEKLY = "weekly", _("weeks")
        MONTHLY = "monthly", _("months")
        YEARLY = "yearly", _("years")

    class Happening(models.TextChoices):
        JOINED = "person.added", _("somebody joins the company")
        LEFT = "person.deactivated", _("somebody leaves the company")
        RETURNED = "person.reactivated", _("somebody comes back")

    class Asker(models.TextChoices):
        NAMED = "named", _("the person named below")
        SUBJECT = "subject", _("whom it is about")
        MANAGER = "manager", _("the manager of whom it is about")

    service = models.ForeignKey(
        "catalog.Service", on_delete=models.CASCADE, related_name="occasions", verbose_name=_("service")
    )
    kind = models.CharField(_("when"), max_length=12, choices=Kind, default=Kind.SCHEDULE)
    every = models.PositiveSmallIntegerField(_("every"), default=1)
    frequency = models.CharField(_("unit"), max_length=12, choices=Frequency, default=Frequency.WEEKLY)
    weekdays = models.JSONField(_("on"), default=list, blank=True)
    month_day = models.PositiveSmallIntegerField(
        _("day of the month"),
        null=True,
        blank=True,
        help_text=_("31 is the last day of shorter months, too."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    at = models.TimeField(_("at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_zone]
    )
    happening = models.CharField(_("what happens"), max_length=32, choices=Happening, blank=True)
    asker = models.CharField(_("ordered for"), max_length=12, choices=Asker, default=Asker.NAMED)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("Also asked for where nobody else is found."),
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    is_on = models.BooleanField(_("in use"), default=True)
    next_at = models.DateTimeField(_("next"), null=True)
    last_at = models.DateTimeField(_("last"), null=True)
    failed = models.JSONField(_("went wrong"), default=dict, blank=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        ordering = ["service", "pk"]
        indexes = [models.Index(fields=["next_at"], name="occasion_due", condition=Q(is_on=True))]

    def __str__(self) -> str:
        return f"{self.service} · {self.get_kind_display()}"
