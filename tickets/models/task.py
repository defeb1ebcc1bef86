"""What people have to do on a ticket: work, approvals, questions; and each one's part in it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.querysets import AssignmentQuerySet, TaskQuerySet
from ui.bilingual import both, pick


class Task(models.Model):
    """One thing that people have to do on a ticket; whoever opened it (a process, an agent) hears when it ends.

    `title` and `instructions` are texts in both languages. `asks` are `tickets.lifecycles.Question`s that whoever
    finishes it answers; `answers` and `sheet` are what they said, typed and readable. `fields` says what of the
    ticket's answers those who act may see: `{question: "hidden" | "read" | "edit"}`. `team` may take what nobody
    has. `rule`, `threshold` (per cent of all weights) and `in_turn` are about approvals.
    """

    class Kind(models.TextChoices):
        WORK = "work", _("Task")
        APPROVAL = "approval", _("Approval")
        QUESTION = "question", _("Question to the requester")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Returned, waits for an answer")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Outcome(models.TextChoices):
        NONE = "", "—"
        DONE = "done", _("Done")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        RETURNED = "returned", _("Returned")
        EXPIRED = "expired", _("Not decided in time")

    class Rule(models.TextChoices):
        ANY = "any", _("One of them decides")
        ALL = "all", _("All have to approve")
        MAJORITY = "majority", _("More than half have to approve")
        WEIGHTED = "weighted", _("Enough weight has to approve")

    class AfterReturn(models.TextChoices):
        HERE = "here", _("comes back to whoever returned it")
        ONWARD = "onward", _("is decided anew by all from there on")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.WORK)
    title = models.JSONField(_("title"))
    instructions = models.JSONField(_("instructions"), default=dict, blank=True)
    team = models.ForeignKey(
        "people.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    rule = models.CharField(max_length=16, choices=Rule.choices, default=Rule.ALL)
    threshold = models.PositiveSmallIntegerField(default=50)
    in_turn = models.BooleanField(default=False)
    after_return = models.CharField(max_length=8, choices=AfterReturn.choices, default=AfterReturn.HERE)
    asks = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    sheet = models.JSONField(default=list, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    policy = models.JSONField(
        default=dict, blank=True
    )  # reminders, time limit, decisions by themselves, grace
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    opened_at = models.DateTimeField(_("since"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("due"), null=True)
    # The clock: from when it counts, when it has something to do next, and what it has done since.
    clock_from = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    limit_passed = models.BooleanField(default=False)
    urged = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ticket", "state"], name="task_ticket"),
            models.Index(fields=["team", "state", "opened_at"], name="task_team"),
            models.Index(fields=["next_at"], name="task_clock", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.label}"

    def get_absolute_url(self) -> str:
        return f"/inbox/{self.pk}/"

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return pick(self.title)

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.OPEN, self.State.PAUSED)


class Assignment(models.Model):
    """One person's part in a task. What waits for somebody is a row in `waiting`, whatever kind of task it is.

    `on_behalf_of` is whose part it is by right, where somebody else acts for them. `place` orders signers who
    decide in turn. A signer who was added stands `beside` somebody's part, in a `position`; together they are one
    vote. `why` says (in both languages) why the part was given, or decided by itself.
    """

    class Role(models.TextChoices):
        HANDLER = "handler", _("does it")
        HELPER = "helper", _("helps")
        SIGNER = "signer", _("decides")
        CONSULTED = "consulted", _("is asked for an opinion")
        COPIED = "copied", _("is kept informed")

    class State(models.TextChoices):
        QUEUED = "queued", _("not yet their turn")
        WAITING = "waiting", _("to do")
        DONE = "done", _("done")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        RETURNED = "returned", _("returned")
        MOVED = "moved", _("handed over")
        REMOVED = "removed", _("removed")
        LAPSED = "lapsed", _("no longer needed")

    class Position(models.TextChoices):
        OWN = "", "—"
        BEFORE = "before", _("decides before them")
        AFTER = "after", _("decides after them")
        INSTEAD = "instead", _("may decide instead of them")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("person"),
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="assignments_elsewhere"
    )
    role = models.CharField(max_length=16, choices=Role.choices)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    place = models.PositiveSmallIntegerField(default=0)
    beside = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="added")
    position = models.CharField(max_length=8, choices=Position.choices, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    comment = models.TextField(_("comment"), blank=True)
    why = models.JSONField(default=dict, blank=True)
    by_itself = models.BooleanField(default=False)  # decided by a rule, not by a person
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("seen"), null=True)
    acted_at = models.DateTimeField(_("acted"), null=True)
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=16, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("part in a task")
        verbose_name_plural = _("parts in tasks")
        ordering = ["place", "id"]
        indexes = [
            models.Index(fields=["person", "state", "since"], name="assignment_person"),
            models.Index(fields=["on_behalf_of", "state"], name="assignment_behalf"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.person_id} {self.role}"

    @property
    def owner(self) -> Any:
        """Whose part it is by right."""
        return self.on_behalf_of or self.person

    @property
    def is_undecided(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.WAITING)

    @property
    def who(self) -> dict[str, str]:
        """Who acts, in both languages: "Tina", or "Tina for Mara"."""
        return acting(self.person, self.on_behalf_of)


def acting(person: Any, behalf: Any = None) -> dict[str, str]:
    """Somebody by name, and for whom, in both languages."""
    if behalf is None:
        return both(person.label, person.label)
    return both(f"{person.label} for {behalf.label}", f"{person.label}（代 {behalf.label}）")
