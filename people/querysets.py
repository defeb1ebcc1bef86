"""Every read of people and their organisation that is worth a name."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import UserManager
from django.db import models
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

if TYPE_CHECKING:
    from people.models import Person


class PersonQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "PersonQuerySet":
        """Active colleagues (never the machine); administrators also find those who left."""
        if not _may_look(person):
            return self.none()
        colleagues = self.filter(is_machine=False)
        return colleagues if person.is_admin else colleagues.filter(is_active=True)

    def active(self) -> "PersonQuerySet":
        """People who can sign in and be told things."""
        return self.filter(is_active=True, is_machine=False)

    def named(self, text: str) -> "PersonQuerySet":
        """People whose name, user name or mail address contains every word of the text."""
        found = self
        for word in text.split():
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(username__icontains=word)
                | models.Q(email__icontains=word)
            )
        return found


class PersonManager(UserManager.from_queryset(PersonQuerySet)):
    use_in_migrations = False

    def machine(self) -> "Person":
        """The account the desk itself acts as, made on first use."""
        person, _made = self.get_or_create(
            username="machine",
            defaults={"name": "Service desk", "is_machine": True, "is_active": False, "password": "!"},
        )
        return person


class DepartmentQuerySet(MP_NodeQuerySet):
    def visible_to(self, person: "Person") -> "DepartmentQuerySet":
        """Every department: the company's structure is no secret among those who work there."""
        return self.all() if _may_look(person) else self.none()

    def under(self, *paths: str) -> "DepartmentQuerySet":
        """The departments at these places of the tree, and everything below them."""
        if not paths:
            return self.none()
        within = models.Q()
        for path in paths:
            within |= models.Q(path__startswith=path)
        return self.filter(within)

    def named(self, text: str) -> "DepartmentQuerySet":
        """Departments whose name in either language, or cost centre, contains every word of the text."""
        return _named(self, text, "name", "name_zh", "code")


class DepartmentManager(MP_NodeManager.from_queryset(DepartmentQuerySet)):
    def get_queryset(self) -> DepartmentQuerySet:
        return DepartmentQuerySet(self.model, using=self._db).order_by("path")


class TeamQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "TeamQuerySet":
        """Every team: whom one may turn to is no secret."""
        return self.all() if _may_look(person) else self.none()

    def named(self, text: str) -> "TeamQuerySet":
        """Teams whose name in either language contains every word of the text."""
        return _named(self, text, "name", "name_zh")


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "NoticeQuerySet":
        """A person's own notices, and nobody else's, whoever asks; newest first."""
        if not _may_look(person):
            return self.none()
        return self.filter(person=person, in_bell=True).order_by("-id")

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class TokenQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "TokenQuerySet":
        """A person's own tokens that are not revoked; newest first."""
        if not _may_look(person):
            return self.none()
        return self.filter(person=person, revoked_at=None).order_by("-id")


def _may_look(person: Any) -> bool:
    return bool(person is not None and person.is_authenticated and (person.is_active or person.is_machine))


def _named(rows: Any, text: str, *fields: str) -> Any:
    for word in text.split():
        anywhere = models.Q()
        for field in fields:
            anywhere |= models.Q(**{f"{field}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


class DelegationQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "DelegationQuerySet":
        """The own ones, those one stands in by, and those of the people one manages; administrators see all."""
        if person.is_admin:
            return self.all()
        mine = models.Q(person=person) | models.Q(substitute=person)
        return self.filter(mine | models.Q(person__manager=person))

    def in_force(self, now: datetime) -> "DelegationQuerySet":
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at=None)
