from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One answer of one order as a register filters it: typed, and found by an index however many there are.

    `word` holds a choice, yes or no, or the id of a person, department or item; a question with several answers
    has an entry for each, and an order that answers none of the kinds that filter one without a question. Made of
    `Ticket.answers`, and only for services that keep a register.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="entries")
    service = models.ForeignKey(
        "catalog.Service", on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    question = models.CharField(max_length=60)
    word = models.CharField(max_length=120, blank=True)
    number = models.DecimalField(max_digits=26, decimal_places=6, null=True)
    day = models.DateField(null=True)

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        indexes = [
            models.Index(fields=["service", "question", "word", "ticket"], name="entry_word"),
            models.Index(fields=["service", "question", "number", "ticket"], name="entry_number"),
            models.Index(fields=["service", "question", "day", "ticket"], name="entry_day"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.question}"
