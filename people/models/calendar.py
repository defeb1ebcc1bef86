from django.db import models
from django.utils.translation import gettext_lazy as _

from people.zones import validate_zone
from ui.bilingual import Named


class WorkingCalendar(Named):
    """When people work: hours per weekday, a time zone, a country's holidays, and exceptions.

    `hours` maps ISO weekdays ("1" = Monday) to spans: `{"1": [["09:00", "12:30"], ["13:30", "18:00"]]}`.
    `exceptions` maps ISO dates to spans (`[]` = closed), and wins over everything else. `holidays` is an
    ISO 3166 country, with a subdivision after a dash if wanted (`DE-BE`, `CN`); make-up workdays count.
    """

    slug = models.SlugField(max_length=64, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_zone]
    )
    hours = models.JSONField(_("hours"), default=dict, blank=True)
    exceptions = models.JSONField(_("exceptions"), default=dict, blank=True)
    holidays = models.CharField(_("holidays of"), max_length=16, blank=True)
    round_the_clock = models.BooleanField(_("round the clock"), default=False)

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ["name"]
