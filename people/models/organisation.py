from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from people.querysets import DepartmentManager, TeamQuerySet
from people.zones import validate_zone
from ui.bilingual import Named


class Department(Named, MP_Node):
    """A node of the company's tree. What is granted for a department holds for everything below it.

    `confidential` departments (HR, legal) keep their tickets from everybody without a role there; an
    administrator's look is recorded.
    """

    slug = models.SlugField(max_length=64, unique=True)
    code = models.CharField(_("cost centre"), max_length=32, blank=True)
    head = models.ForeignKey(
        "people.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="heads",
        verbose_name=_("head"),
    )
    icon = models.CharField(_("icon"), max_length=40, default="building-2")
    confidential = models.BooleanField(_("confidential"), default=False)

    objects = DepartmentManager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")


class Site(Named):
    """A place where people work; its calendar and time zone are those of its people by default."""

    slug = models.SlugField(max_length=64, unique=True)
    address = models.TextField(_("address"), blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[validate_zone]
    )
    calendar = models.ForeignKey(
        "people.WorkingCalendar",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sites",
        verbose_name=_("working calendar"),
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]


class Team(Named):
    """People of one department who share a queue."""

    slug = models.SlugField(max_length=64, unique=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="teams", verbose_name=_("department")
    )
    email = models.EmailField(_("mail address"), blank=True)
    is_service_desk = models.BooleanField(
        _("is the service desk"),
        default=False,
        help_text=_("Takes what is addressed to nobody in particular (ITIL's single point of contact)."),
    )
    members = models.ManyToManyField("people.Person", through="people.Membership", related_name="teams")

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]


class Membership(models.Model):
    """A person's place in a team; a lead also sees load and re-balances."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(_("leads the team"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.person} · {self.team}"
