from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.querysets import PersonManager
from people.reach import Reach, Standing, standing_of
from people.zones import validate_zone


class Person(AbstractUser):
    """Somebody who uses the desk, or the machine itself (`is_machine`).

    `external_id` is the directory's own key for the person (SCIM `externalId`, RFC 7643 section 3.1).
    """

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        CHINESE = "zh-hans", "简体中文"

    name = models.CharField(_("name"), max_length=120, blank=True)
    external_id = models.CharField(max_length=255, null=True, blank=True, unique=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    department = models.ForeignKey(
        "people.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("department"),
    )
    site = models.ForeignKey(
        "people.Site",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("site"),
    )
    manager = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        verbose_name=_("manager"),
    )
    language = models.CharField(
        _("language"), max_length=8, choices=Language.choices, default=Language.ENGLISH
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_zone])
    theme = models.CharField(_("appearance"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    is_vip = models.BooleanField(_("very important person"), default=False)
    is_machine = models.BooleanField(_("machine account"), default=False)

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name or super().get_full_name() or self.username

    def get_full_name(self) -> str:
        """What Django, Wagtail and allauth call a person is what we call him."""
        return self.label

    @property
    def initials(self) -> str:
        """One or two letters for the person's face; the last two characters of a Chinese name."""
        words = self.label.split()
        if len(words) == 1:
            return words[0][-2:] if not words[0].isascii() else words[0][:2].upper()
        return (words[0][0] + words[-1][0]).upper() if words else "?"

    # ── what was given to the person: read once, kept with the instance ──

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self)

    def forget_standing(self) -> None:
        """Makes the next question about roles or teams read them again."""
        self.__dict__.pop("standing", None)

    def reach(self, *roles: str) -> Reach:
        """The departments these roles cover together; an administrator has every role where he is one."""
        return self.standing.reach(roles)

    def can(self, role: str, department: Any) -> bool:
        """Whether the person has the role for this department (or its id); None asks for the company."""
        reach = self.reach(role)
        return reach.everywhere if department is None else department in reach

    @property
    def team_ids(self) -> frozenset[int]:
        return self.standing.team_ids

    @property
    def led_team_ids(self) -> frozenset[int]:
        return self.standing.led_team_ids

    @property
    def is_agent(self) -> bool:
        """Whether the person works tickets somewhere: in a team, or by a role."""
        return self.standing.works_tickets

    @property
    def is_admin(self) -> bool:
        """Whether the person administers the whole company."""
        return self.reach("admin").everywhere
