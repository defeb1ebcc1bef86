from django.db import models
from django.utils.translation import gettext_lazy as _


class Order(models.Model):
    """Who ordered which version of a service for whom, and the ticket that came of it.

    `key` comes with the form (or the API's caller): sending the same order twice makes one.
    `route` says in words why the ticket went to its team. Orders of one basket have the same `together`.
    `left_empty` are the questions that were shown and not answered; None for orders from before this was noted.
    """

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, related_name="order")
    version = models.ForeignKey("catalog.ServiceVersion", on_delete=models.PROTECT, related_name="orders")
    ordered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="orders")
    ordered_for = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (many orders have none)
    quantity = models.PositiveIntegerField(default=1)
    together = models.CharField(max_length=32, blank=True)
    route = models.JSONField(default=dict, blank=True)
    left_empty = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [models.UniqueConstraint(fields=["ordered_by", "key"], name="one_order_per_key")]
        indexes = [
            models.Index(fields=["created_at"], name="order_created"),
            models.Index(fields=["together"], name="order_together"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} ({self.version})"
