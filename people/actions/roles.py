"""Giving roles and taking them back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Invalid, Refused
from people.actions._writing import require_admin
from people.models import Department, Grant, Person
from people.models.grant import Role
from people.wording import in_both, place_of


class LastAdmin(Refused):
    """Without an administrator nobody could ever give a role again."""

    code = "last-admin"


@transaction.atomic
def give_role(
    person: Person, role: str, department: Department | None = None, *, by: Person, now: datetime
) -> Grant:
    """Gives a role for a department and everything below it, or for the company; again is harmless."""
    _require_role(role)
    require_admin(by, department)
    if person.is_machine or not person.is_active:
        raise Invalid(_("Roles are given to people who can sign in."))
    # The row's lock stands in for the unique constraint that MariaDB can't have on company-wide grants.
    Person.objects.select_for_update().only("id").get(pk=person.pk)
    grant, made = Grant.objects.get_or_create(person=person, role=role, department=department)
    person.forget_standing()
    if made:
        record("grant.given", person, by=by, now=now, data=_data(person, role, department))
    return grant


@transaction.atomic
def take_role(
    person: Person, role: str, department: Department | None = None, *, by: Person, now: datetime
) -> None:
    """Takes back exactly this grant; where it was never given, nothing happens.

    Raises `LastAdmin` when nobody would be left to administer the company.
    """
    _require_role(role)
    require_admin(by, department)
    taken, _kinds = Grant.objects.filter(person=person, role=role, department=department).delete()
    if not taken:
        return
    person.forget_standing()
    if role == Role.ADMIN and department is None:
        require_some_admin()
    record("grant.taken", person, by=by, now=now, data=_data(person, role, department))


def require_some_admin() -> None:
    """Raises `LastAdmin` unless somebody who can sign in administers the company."""
    people = Person.objects.active()
    granted = people.filter(grants__role=Role.ADMIN, grants__department=None)
    if not (granted.exists() or people.filter(is_superuser=True).exists()):
        raise LastAdmin(_("This is the last administrator. Make somebody else one first."))


def _require_role(role: str) -> None:
    if role not in Role.values:
        raise Invalid(_("There is no role “%(role)s”.") % {"role": role})


def _data(person: Person, role: str, department: Department | None) -> dict:
    return {
        "person": person.pk,
        "person_name": person.label,
        "role": str(role),
        "role_label": in_both(Role(role).label),
        "department": department.pk if department else None,
        "department_label": place_of(department),
    }
