"""Persons: adding, changing, deactivating; and what a person changes about himself."""

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Invalid, NotAllowed, Refused
from people import policies
from people.actions._writing import apply_changes, change_data, require_admin, require_fitting
from people.actions.roles import require_some_admin
from people.models import Person

PERSON_FIELDS = (
    "username",
    "name",
    "email",
    "external_id",
    "job_title",
    "phone",
    "department",
    "site",
    "manager",
    "language",
    "time_zone",
    "theme",
    "is_vip",
)
OWN_FIELDS = ("phone", "language", "time_zone", "theme")


class ManagerLoop(Refused):
    """Nobody can be his own manager, by whatever detour."""

    code = "manager-loop"


@transaction.atomic
def add_person(
    username: str,
    *,
    by: Person,
    now: datetime,
    password: str | None = None,
    hashed_password: str = "",
    **fields: Any,
) -> Person:
    """A new colleague. Without a password the first sign-in goes by mail (or by the directory).

    Whoever adds many with one password gives it hashed, so that it is hashed once.
    """
    require_admin(by, fields.get("department"))
    person = Person(username=username, date_joined=now)
    apply_changes(person, fields, PERSON_FIELDS)
    person.email = Person.objects.normalize_email(person.email)
    person.password = hashed_password or make_password(password)
    _require_fitting(person)
    person.save()
    record("person.added", person, by=by, now=now)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Person, now: datetime, **fields: Any) -> Person:
    """Sets what is given; raises `ManagerLoop` when the chain of managers would close."""
    _require_may_change(by, person)
    if "department" in fields:
        require_admin(by, fields["department"])
    return _change(person, fields, PERSON_FIELDS, by, now)


@transaction.atomic
def change_own_settings(person: Person, *, by: Person, now: datetime, **fields: Any) -> Person:
    """What everybody may change about himself: telephone, language, time zone, appearance."""
    if not policies.may_change_own(by, person):
        raise NotAllowed(_("You can change only your own settings."))
    return _change(person, fields, OWN_FIELDS, by, now)


@transaction.atomic
def deactivate_person(person: Person, *, by: Person, now: datetime) -> Person:
    """Ends somebody's access at once: no sign-in, no session, no token. What he did stays his."""
    _require_may_change(by, person)
    if person.pk == by.pk:
        raise NotAllowed(_("You can't deactivate yourself. Ask another administrator."))
    if not person.is_active:
        return person
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.forget_standing()
    require_some_admin()
    person.tokens.filter(revoked_at=None).update(revoked_at=now)
    record("person.deactivated", person, by=by, now=now)
    return person


@transaction.atomic
def reactivate_person(person: Person, *, by: Person, now: datetime) -> Person:
    """Gives access back, with the roles and teams there were; tokens stay revoked."""
    _require_may_change(by, person)
    if person.is_machine:
        raise NotAllowed(_("Nobody can sign in as the machine."))
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        person.forget_standing()
        record("person.reactivated", person, by=by, now=now)
    return person


def _require_may_change(by: Person, person: Person) -> None:
    if not policies.may_change_person(by, person):
        raise NotAllowed(_("Only an administrator may change this account."))


def _change(person: Person, fields: dict[str, Any], allowed: tuple, by: Person, now: datetime) -> Person:
    if "email" in fields:
        fields["email"] = Person.objects.normalize_email(fields["email"])
    changes = apply_changes(person, fields, allowed)
    if changes:
        _require_fitting(person)
        if "manager" in changes:
            _require_no_loop(person)
        person.save(update_fields=list(changes))
        record("person.changed", person, by=by, now=now, data=change_data(person, changes))
    return person


def _require_fitting(person: Person) -> None:
    require_fitting(person)
    others = Person.objects.exclude(pk=person.pk)
    if person.email and others.filter(email__iexact=person.email).exists():
        raise Invalid(
            _("Somebody else has this mail address."),
            errors={"email": [_("Somebody else has this mail address.")]},
        )


def _require_no_loop(person: Person) -> None:
    """Walks up from the new manager, locking the way, so that two changes can't close a loop between them."""
    above = person.manager_id
    seen = {person.pk}
    while above is not None:
        if above in seen:
            raise ManagerLoop(_("%(name)s would be their own manager by this.") % {"name": person.label})
        seen.add(above)
        above = Person.objects.select_for_update().values_list("manager_id", flat=True).get(pk=above)
