"""Services that nobody publishes without compliance, and what compliance said to each content."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.querysets import SignOffQuerySet
from catalog.spec import ServiceSpec


class Control(models.Model):
    """A service, or a storefront with all its services, under compliance control.

    It stands beside the page and not in it: no draft, import, copy or return to an old version can lift it.
    When the page is deleted the row stays, and controls whatever comes to the same address (`slug`).
    """

    page = models.OneToOneField(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="compliance_control"
    )
    slug = models.SlugField(max_length=80, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("control")
        verbose_name_plural = _("controls")


class SignOff(models.Model):
    """One content of a service (`digest`, with `spec` to read it by) before compliance, and the decision."""

    class Decision(models.TextChoices):
        SIGNED = "signed", _("signed off")
        REFUSED = "refused", _("refused")
        OVERTAKEN = "overtaken", _("overtaken by a newer draft")

    page = models.ForeignKey(
        "catalog.ServicePage", null=True, on_delete=models.SET_NULL, related_name="sign_offs"
    )
    slug = models.SlugField(max_length=80)
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    spec = models.JSONField()
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        indexes = [models.Index(fields=["decision", "asked_at"], name="sign_off_waiting")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        from ui.bilingual import pick

        return pick(self.spec.get("title")) or self.slug

    @property
    def content(self) -> ServiceSpec:
        return ServiceSpec.model_validate(self.spec)
