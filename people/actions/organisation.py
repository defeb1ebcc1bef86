"""Departments, sites and teams."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Refused
from people.actions._writing import (
    InUse,
    add_thing,
    apply_changes,
    change_thing,
    remove_thing,
    require_admin,
    require_fitting,
)
from people.models import Department, Membership, Person, Site, Team
from people.wording import place_of

DEPARTMENT_FIELDS = ("slug", "name", "name_zh", "code", "head", "icon", "confidential")
SITE_FIELDS = ("slug", "name", "name_zh", "address", "time_zone", "calendar")
TEAM_FIELDS = ("slug", "name", "name_zh", "email", "department", "is_service_desk")


class UnderItself(Refused):
    """A department can't stand below one of its own parts."""

    code = "under-itself"


@transaction.atomic
def add_department(
    *, slug: str, name: str, by: Person, now: datetime, parent: Department | None = None, **fields: Any
) -> Department:
    """A new department, at the top or under a parent."""
    require_admin(by, parent)
    department = Department(slug=slug, name=name)
    apply_changes(department, fields, DEPARTMENT_FIELDS)
    require_fitting(department)
    if parent is None:
        Department.add_root(instance=department)
    else:
        # Another insertion may have moved it since it was read.
        parent.refresh_from_db(fields=["path", "depth", "numchild"])
        parent.add_child(instance=department)
    record("department.added", department, by=by, now=now, data={"parent": parent and parent.pk})
    return department


@transaction.atomic
def change_department(department: Department, *, by: Person, now: datetime, **fields: Any) -> Department:
    """Sets what is given; nothing is recorded when nothing becomes different."""
    require_admin(by, department)
    return change_thing(department, fields, DEPARTMENT_FIELDS, "department.changed", by, now)


@transaction.atomic
def move_department(
    department: Department, under: Department | None, *, by: Person, now: datetime
) -> Department:
    """Hangs a department and all below it under another one, or (None) at the top."""
    require_admin(by, department.get_parent())
    require_admin(by, under)
    department.refresh_from_db()
    if under is not None:
        under.refresh_from_db()
        if under == department or under.is_descendant_of(department):
            raise UnderItself(_("A department can't be moved below itself."))
    before = department.get_parent(update=True)
    if before == under:
        return department
    if under is None:
        department.move(Department.get_first_root_node(), pos="last-sibling")
    else:
        department.move(under, pos="last-child")
    department.refresh_from_db()
    data = {
        "from": place_of(before),
        "to": place_of(under),
        "from_id": before and before.pk,
        "to_id": under and under.pk,
    }
    record("department.moved", department, by=by, now=now, data=data)
    return department


def remove_department(department: Department, *, by: Person, now: datetime) -> None:
    """Removes an empty, unused department; raises `InUse` otherwise."""
    require_admin(by, department.get_parent(update=True))
    if department.get_children_count():
        raise InUse(_("Other departments stand below this one. Move them first."))
    remove_thing(department, "department.removed", by, now)


@transaction.atomic
def add_site(*, slug: str, name: str, by: Person, now: datetime, **fields: Any) -> Site:
    """A new place where people work."""
    require_admin(by)
    return add_thing(Site(slug=slug, name=name), fields, SITE_FIELDS, "site.added", by, now)


@transaction.atomic
def change_site(site: Site, *, by: Person, now: datetime, **fields: Any) -> Site:
    require_admin(by)
    return change_thing(site, fields, SITE_FIELDS, "site.changed", by, now)


def remove_site(site: Site, *, by: Person, now: datetime) -> None:
    """Removes a site nobody works at; raises `InUse` otherwise."""
    require_admin(by)
    remove_thing(site, "site.removed", by, now)


@transaction.atomic
def add_team(
    *, slug: str, name: str, department: Department, by: Person, now: datetime, **fields: Any
) -> Team:
    """A new team of a department."""
    require_admin(by, department)
    team = Team(slug=slug, name=name, department=department)
    return add_thing(team, fields, TEAM_FIELDS, "team.added", by, now)


@transaction.atomic
def change_team(team: Team, *, by: Person, now: datetime, **fields: Any) -> Team:
    """Sets what is given. Another department's team is made by administrators of both."""
    require_admin(by, team.department)
    if "department" in fields:
        require_admin(by, fields["department"])
    return change_thing(team, fields, TEAM_FIELDS, "team.changed", by, now)


def remove_team(team: Team, *, by: Person, now: datetime) -> None:
    """Removes a team without tickets; raises `InUse` otherwise."""
    require_admin(by, team.department)
    remove_thing(team, "team.removed", by, now)


@transaction.atomic
def join_team(person: Person, team: Team, *, by: Person, now: datetime, is_lead: bool = False) -> Membership:
    """Puts a person into a team, as its lead or not; again with another answer changes just that."""
    require_admin(by, team.department)
    membership, made = Membership.objects.get_or_create(
        person=person, team=team, defaults={"is_lead": is_lead}
    )
    if not made and membership.is_lead == is_lead:
        return membership
    if not made:
        membership.is_lead = is_lead
        membership.save(update_fields=["is_lead"])
    person.forget_standing()
    data = {"person": person.pk, "person_name": person.label, "is_lead": is_lead}
    record("team.joined", team, by=by, now=now, data=data)
    return membership


@transaction.atomic
def leave_team(person: Person, team: Team, *, by: Person, now: datetime) -> None:
    """Takes a person out of a team; who isn't in it stays out."""
    require_admin(by, team.department)
    gone, _kinds = Membership.objects.filter(person=person, team=team).delete()
    if gone:
        person.forget_standing()
        data = {"person": person.pk, "person_name": person.label}
        record("team.left", team, by=by, now=now, data=data)
