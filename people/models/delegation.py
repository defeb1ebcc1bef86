from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.querysets import DelegationQuerySet


class Delegation(models.Model):
    """Somebody else acts for a person for a while: what waits for `person` goes to `substitute`.

    `ended_at` is when it was ended by hand before its time. Chains are followed; a loop is refused when it is made.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="delegations", verbose_name=_("person")
    )
    substitute = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="stands_in", verbose_name=_("substitute")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)  # when the clock moved what was waiting
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="delegation_has_a_span"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.substitute}"
