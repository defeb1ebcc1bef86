from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import reactions
from journal.querysets import DeliveryQuerySet


class Delivery(models.Model):
    """An effect that must happen after the deed: the outbox's row.

    `reaction` names the function that does it, `event` what it reacts to (or `payload`, for an effect
    asked for directly). Deliveries of one reaction and one `subject` happen in the order of their ids.
    `key` is the idempotency key: at most one delivery exists for it.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")  # given up; a person may replay or dismiss it
        DISMISSED = "dismissed", _("Dismissed")

    reaction = models.CharField(max_length=120)
    subject = models.CharField(max_length=96)
    key = models.CharField(max_length=200, unique=True)
    event = models.ForeignKey("journal.Event", null=True, on_delete=models.CASCADE, related_name="deliveries")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=36, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [  # the state first, so that all that is done stays out of the workers' way
            models.Index(fields=["state", "due_at", "id"], name="delivery_due"),
            models.Index(fields=["state", "reaction", "subject", "id"], name="delivery_order"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} {self.key}"

    @property
    def target(self) -> str:
        """What it is about, as people call it where that is known."""
        return (self.event.subject_label if self.event else "") or self.subject

    @property
    def what(self) -> str | Promise:
        """What was to be done, in words."""
        return reactions.words_for(self.reaction)

    @property
    def tone(self) -> str:
        """The state's colour on the page."""
        return {"failed": "danger", "pending": "attention", "done": "done"}.get(self.state, "neutral")
