from django.db import models
from django.utils.translation import gettext_lazy as _

from people.querysets import TokenQuerySet


class Token(models.Model):
    """A bearer token of a person. Only its SHA-256 is kept: tokens have 256 random bits, so a slow hash
    would protect nothing and cost every API call (OWASP ASVS 5, 2.9 speaks of low-entropy secrets)."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"
