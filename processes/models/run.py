from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from processes.querysets import RunQuerySet, StepQuerySet


class Run(models.Model):
    """A process under way for a ticket, as long as the ticket is in the status that runs it.

    `state` is what `processes.engine` keeps of it. Whoever changes a run holds its row locked. `undo` is what it takes
    to go back before the last task that ended, as long as nothing else has happened since.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        ENDED = "ended", _("Ended")
        CANCELLED = "cancelled", _("Cancelled")

    version = models.ForeignKey("processes.Version", on_delete=models.PROTECT, related_name="runs")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="runs")
    status = models.CharField(max_length=64)  # of the ticket, which runs it
    state = models.JSONField(default=dict)
    undo = models.JSONField(default=dict)
    condition = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING)
    outcome = models.CharField(max_length=80, blank=True)  # the transition its end named
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(condition="running"), name="one_run_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["version", "condition"], name="run_version")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.ticket_id}"


class Step(models.Model):
    """One element of the diagram that a run came to, from entering to leaving: the log for tracker and mining.

    `key` is the engine's name for the token while it waits there. `task` is the human work it opened.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Under way")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    element = models.CharField(max_length=255)
    kind = models.CharField(max_length=40)
    name = models.JSONField(default=dict)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    task = models.OneToOneField("tickets.Task", null=True, on_delete=models.SET_NULL, related_name="step")
    fault = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)  # why somebody skipped it or jumped from it
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "key", "element"], name="one_step")]
        indexes = [models.Index(fields=["element", "state"], name="step_element")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.element}"


class Timer(models.Model):
    """A moment at which a run goes on by itself: a timer of the diagram, or another try of what failed."""

    class Kind(models.TextChoices):
        FIRE = "fire", _("timer")
        RETRY = "retry", _("another try")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="timers")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FIRE)
    due_at = models.DateTimeField()
    round = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        constraints = [models.UniqueConstraint(fields=["run", "key", "kind"], name="one_timer")]
        indexes = [models.Index(fields=["due_at"], name="timer_due")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.key}"
