from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class Participant(models.Model):
    """Somebody beside requester and assignee who takes part: a watcher, or somebody the requester added."""

    class Role(models.TextChoices):
        WATCHER = "watcher", _("Watcher")
        COLLABORATOR = "collaborator", _("Collaborator")
        TASKED = "tasked", _("Has or had a task in it")

    SPEAKING = (Role.COLLABORATOR, Role.TASKED)  # who may write in the conversation

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.WATCHER)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="one_participation")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


BACKWARDS = {
    "parent": _("is a child of"),
    "causes": _("is caused by"),
    "relates": _("relates to"),
    "duplicates": _("is duplicated by"),
    "fixes": _("is fixed by"),
}


class Link(models.Model):
    """A typed arrow between two tickets, read from either end."""

    class Type(models.TextChoices):
        PARENT = "parent", _("is the parent of")
        CAUSES = "causes", _("causes")
        RELATES = "relates", _("relates to")
        DUPLICATES = "duplicates", _("duplicates")
        FIXES = "fixes", _("fixes")

    type = models.CharField(max_length=16, choices=Type.choices)
    source = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="outgoing_links")
    target = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="incoming_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(fields=["type", "source", "target"], name="one_link"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.type} {self.target_id}"

    def read_from(self, ticket: "Ticket") -> str | Promise:
        """How the arrow reads from this end: *is the parent of* or *is a child of*."""
        return self.get_type_display() if ticket.pk == self.source_id else BACKWARDS[self.type]


class TicketItem(models.Model):
    """A configuration item a ticket concerns."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ticket_items")
    item = models.ForeignKey("cmdb.Item", on_delete=models.PROTECT, related_name="ticket_items")

    class Meta:
        verbose_name = _("concerned item")
        verbose_name_plural = _("concerned items")
        constraints = [models.UniqueConstraint(fields=["ticket", "item"], name="one_ticket_item")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.item_id}"
