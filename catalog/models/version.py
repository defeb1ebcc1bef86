from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.querysets import ServiceQuerySet
from catalog.spec import ServiceSpec
from ui.bilingual import Named, choose


class Service(Named):
    """What the portal lists: one row per published service, pointing at the version now ordered.

    Everything a list shows or filters by is copied here at publishing, so that no list reads a version.
    """

    slug = models.SlugField(max_length=80, unique=True)
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, related_name="services")
    page = models.OneToOneField(
        "catalog.ServicePage", null=True, on_delete=models.SET_NULL, related_name="service"
    )
    current = models.ForeignKey(
        "catalog.ServiceVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    service_level = models.ForeignKey(
        "tickets.ServiceLevel", null=True, on_delete=models.PROTECT, related_name="services"
    )
    summary = models.CharField(max_length=300, blank=True)
    summary_zh = models.CharField(max_length=300, blank=True)
    icon = models.CharField(max_length=40, default="concierge-bell")
    topics = models.ManyToManyField("catalog.Topic", related_name="services")
    for_everybody = models.BooleanField(default=True)
    audience_rule = models.TextField(blank=True)
    is_live = models.BooleanField(default=True)
    has_register = models.BooleanField(default=False)
    # measured now and then by `catalog.tasks.measure`
    orders = models.PositiveIntegerField(default=0)
    usual_minutes = models.PositiveIntegerField(null=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("catalog:service", args=[self.slug])

    @property
    def is_fault(self) -> bool:
        """Whether people report something here rather than order."""
        return self.current is not None and self.current.spec.get("kind") == "incident"

    @property
    def description(self) -> str:
        return choose(self.summary, self.summary_zh)


class Invitation(models.Model):
    """One of the groups a service is for: a department with all below it, a site, or a role."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="invitations")
    department = models.ForeignKey("people.Department", null=True, on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey("people.Site", null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=24, blank=True)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Popularity(models.Model):
    """How often a department's people ordered a service lately; counted by `catalog.tasks.measure`."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="popularity")
    department = models.ForeignKey("people.Department", on_delete=models.CASCADE, related_name="+")
    orders = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("popularity")
        verbose_name_plural = _("popularity")
        constraints = [models.UniqueConstraint(fields=["department", "service"], name="one_popularity")]


class Frozen(RuntimeError):
    """Somebody tried to change a published version."""


class ServiceVersion(models.Model):
    """A whole service, frozen when it was published. `spec` is `catalog.spec.ServiceSpec` as JSON.

    `revision` is the Wagtail revision it was compiled from, so that a publisher can go back to it.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    spec = models.JSONField()
    digest = models.CharField(max_length=64)
    notes = models.TextField(blank=True)
    notes_zh = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField(null=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("service version")
        verbose_name_plural = _("service versions")
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="one_service_version")]

    def __str__(self) -> str:
        return f"{self.service} v{self.number}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise Frozen(f"{self} is published; publish a new version instead.")
        super().save(*args, **kwargs)

    @property
    def service_spec(self) -> ServiceSpec:
        """The compiled service, read once per process."""
        return spec_of(self.digest, self.spec)


_specs: dict[str, ServiceSpec] = {}


def spec_of(digest: str, stored: dict) -> ServiceSpec:
    """The specification with this digest; parsed from its stored form when met for the first time."""
    if digest not in _specs:
        if len(_specs) > 500:
            _specs.clear()
        _specs[digest] = ServiceSpec.model_validate(stored)
    return _specs[digest]
