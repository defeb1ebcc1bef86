from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    """What a service says about its tickets: who may see which answer when, and the steps it does without.

    `content` is what `tickets.terms.Agreed` reads. Written once and never changed: tickets of all versions that
    say the same share a row, and every ticket keeps the terms it was opened under.
    """

    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return self.digest[:12]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Terms never change: keep others.")
        super().save(*args, **kwargs)
