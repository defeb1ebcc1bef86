from django.db import models
from django.utils.translation import gettext_lazy as _


class Favourite(models.Model):
    """A service somebody keeps at hand."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="favourites")
    service = models.ForeignKey("catalog.Service", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint(fields=["person", "service"], name="one_favourite")]

    def __str__(self) -> str:
        return f"{self.service} ({self.person})"
