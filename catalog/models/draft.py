from django.db import models
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalog.querysets import DraftQuerySet


class Draft(models.Model):
    """What somebody has typed into a service's form so far, kept at every change.

    `values` are the form's own (name → list of texts), so that a form that changed meanwhile still takes
    what fits. `key` is the one the order will carry, on whatever device it is sent. When a draft ends its
    values are forgotten; how it ended, in which version and at which question stays, to tell which
    questions people stumble over. `in_basket_since` says that it is finished and waits to be ordered
    together with others.
    """

    class Outcome(models.TextChoices):
        ORDERED = "ordered", _("ordered")
        SOLVED = "solved", _("solved by an article")
        DISCARDED = "discarded", _("discarded")
        ABANDONED = "abandoned", _("abandoned")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="drafts")
    ordered_for = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey("catalog.Service", on_delete=models.CASCADE, related_name="drafts")
    version = models.ForeignKey("catalog.ServiceVersion", on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    at_question = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    in_basket_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_draft_per_key")]
        indexes = [
            models.Index(fields=["outcome", "saved_at"], name="draft_open_since"),
            models.Index(fields=["person", "outcome", "in_basket_since"], name="draft_in_basket"),
        ]

    def __str__(self) -> str:
        return f"{self.service} ({self.person})"

    def get_absolute_url(self) -> str:
        return f"{self.service.get_absolute_url()}?_draft={self.key}"

    @property
    def quantity(self) -> int:
        """How many; 1 where nothing readable was typed."""
        typed = (self.values.get("_quantity") or [""])[0]
        return int(typed) if typed.isdecimal() and 0 < len(typed) < 10 else 1

    @property
    def address(self) -> str:
        """Where this draft goes on, with whom it is for."""
        other = f"&{urlencode({'for': self.ordered_for.username})}" if self.is_for_other else ""
        return f"{self.get_absolute_url()}{other}"

    @property
    def is_for_other(self) -> bool:
        return self.ordered_for_id != self.person_id
