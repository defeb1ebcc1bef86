from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyedRequest(models.Model):
    """What a program was answered when it sent an `Idempotency-Key`; `people.once` reads and writes it.

    Of the key and of what was sent only digests are kept, so that no database folds two keys into one.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    sent = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("request with a key")
        verbose_name_plural = _("requests with a key")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_request_per_key")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key[:8]}"
