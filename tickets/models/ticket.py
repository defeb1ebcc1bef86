from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.phases import PhaseMachine
from tickets.querysets import TicketQuerySet
from ui.bilingual import pick


class Kind(models.TextChoices):
    """What a ticket is, in ITIL 4's words."""

    INCIDENT = "incident", _("Incident")
    REQUEST = "request", _("Request")
    PROBLEM = "problem", _("Problem")
    CHANGE = "change", _("Change")
    RELEASE = "release", _("Release")


PREFIXES = {
    "incident": "INC",
    "request": "REQ",
    "problem": "PRB",
    "change": "CHG",
    "release": "REL",
}


class Level(models.IntegerChoices):
    """Impact and urgency."""

    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class Priority(models.IntegerChoices):
    CRITICAL = 1, _("Critical")
    HIGH = 2, _("High")
    MEDIUM = 3, _("Medium")
    LOW = 4, _("Low")


SIGHT = ["id", "department", "team", "assignee"]


class Ticket(PhaseMachine):
    """One piece of work somebody asked for.

    A ticket is numbered by its primary key (all kinds share one row of numbers), so that no counter is
    fought over: `reference` is INC-42 however the ticket is found. `answers` are the typed answers to the
    service's questions by name; `sheet` is what people read of them, frozen when they were given:
    `[{"name", "kind", "label": {"en","zh"}, "text": {"en","zh"} | str, "section": {...}, "rows": […]}]`.
    Neither is shown but through `tickets.masks`. `terms` is what the service says about its tickets, `step_rights`
    what its tasks let those see and edit who have or had a part in them (see `tickets.step_rights`).
    `revision` grows with every change: a form that was opened on an older one is refused as stale.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="requested_tickets",
        verbose_name=_("requester"),
        db_index=False,  # an index below begins with it
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="opened_tickets",
        verbose_name=_("opened by"),
    )
    department = models.ForeignKey(
        "people.Department",
        on_delete=models.PROTECT,
        related_name="tickets",
        verbose_name=_("department"),
        db_index=False,  # an index below begins with it
    )
    team = models.ForeignKey(
        "people.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
        verbose_name=_("team"),
        db_index=False,  # an index below begins with it
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assigned_tickets",
        verbose_name=_("assignee"),
        db_index=False,  # an index below begins with it
    )
    lifecycle_version = models.ForeignKey(
        "tickets.LifecycleVersion", on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    terms = models.ForeignKey(
        "tickets.Terms", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(_("status"), max_length=64)
    status_since = models.DateTimeField()
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Level.choices, default=Level.LOW)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Level.choices, default=Level.LOW)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.LOW)
    service = models.CharField(_("service"), max_length=80, blank=True)
    service_name = models.JSONField(default=dict, blank=True)
    service_version = models.PositiveIntegerField(null=True)
    answers = models.JSONField(default=dict, blank=True)
    sheet = models.JSONField(default=list, blank=True)
    step_rights = models.JSONField(default=dict, blank=True)
    resolution = models.TextField(_("resolution"), blank=True)
    channel = models.CharField(_("channel"), max_length=16, default="portal")
    service_level = models.ForeignKey(
        "tickets.ServiceLevel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
        db_index=False,
    )
    promised_at = models.DateTimeField(_("promised"), null=True)
    due_at = models.DateTimeField(_("next deadline"), null=True)
    opened_at = models.DateTimeField(_("opened"))
    updated_at = models.DateTimeField(_("updated"))
    revision = models.PositiveIntegerField(default=1)

    items = models.ManyToManyField("cmdb.Item", through="tickets.TicketItem", related_name="tickets")

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            # Lists of open work in the orders people choose; open work stays small however long the history.
            # The people, team and department in them answer who may see a row without looking at the row.
            models.Index(
                fields=["is_open", "updated_at", *SIGHT, "requester", "opened_by"], name="ticket_open_updated"
            ),
            models.Index(fields=["is_open", "due_at", *SIGHT], name="ticket_open_due"),
            models.Index(fields=["is_open", "priority", *SIGHT], name="ticket_open_priority"),
            models.Index(fields=["is_open", "opened_at", *SIGHT], name="ticket_open_opened"),
            # One team's, one department's, one person's.
            models.Index(fields=["team", "is_open", "updated_at"], name="ticket_team"),
            models.Index(fields=["department", "is_open", "updated_at"], name="ticket_department"),
            models.Index(fields=["assignee", "is_open", "updated_at"], name="ticket_assignee"),
            models.Index(fields=["requester", "is_open", "updated_at"], name="ticket_requester"),
            # One service's, for its register.
            models.Index(fields=["service", "id"], name="ticket_service"),
            # Everything that ever was, newest first, and what waits to be closed after silence.
            models.Index(fields=["updated_at", *SIGHT], name="ticket_updated"),
            models.Index(fields=["phase", "resolved_at"], name="ticket_settling"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    @property
    def reference(self) -> str:
        """The readable number, such as INC-42."""
        return f"{PREFIXES[self.kind]}-{self.pk}"

    def get_absolute_url(self) -> str:
        return self.portal_url

    @property
    def portal_url(self) -> str:
        """The requester's page."""
        return f"/requests/{self.reference}/"

    @property
    def desk_url(self) -> str:
        """The page of those who work on it."""
        return f"/desk/tickets/{self.reference}/"

    def get_priority_display(self) -> str:
        """Django's own translates all the choices to tell one: two milliseconds of a page of fifty rows."""
        return str(Priority(self.priority).label) if self.priority in Priority.values else str(self.priority)

    @property
    def service_label(self) -> str:
        return pick(self.service_name)

    @property
    def status_label(self) -> str:
        """The status in the words of the ticket's own lifecycle, which each process reads only once."""
        from tickets.lifecycles import spec_of

        return pick(spec_of(self.lifecycle_version_id).statuses[self.status].label.model_dump())
