from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may be for a department and all below it (or, without one, for the company)."""

    AGENT = "agent", _("Agent")  # works every ticket of the department
    LEAD = "lead", _("Team lead")  # agent, and sees load, re-balances, sets limits
    PUBLISHER = "publisher", _("Publisher")  # drafts the department's services
    APPROVER = "publication-approver", _("Approver of publications")
    COMPLIANCE = "compliance", _("Compliance officer")  # signs off controlled services
    OWNER = "owner", _("Service owner")  # publisher, publishes, reads the department's figures
    AUTHOR = "author", _("Knowledge author")
    ITEM_MANAGER = "item-manager", _("Configuration manager")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class Grant(models.Model):
    """A role given to a person, for a department and everything below it; company-wide without one."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    department = models.ForeignKey(
        "people.Department",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="grants",
        verbose_name=_("department"),
    )

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "department"], name="one_grant"),
            models.UniqueConstraint(
                fields=["person", "role"],
                name="one_company_grant",
                condition=models.Q(department=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
