"""May this person do this to people and their organisation: one small function per question."""

from people.models import Department, Person


def may_administer(by: Person, department: Department | int | None = None) -> bool:
    """Whether somebody administers a department; None asks for the whole company."""
    return by.can("admin", department)


def may_change_person(by: Person, person: Person) -> bool:
    """Whether somebody may change another's account.

    Who can change an account can become its owner (by the mail address a new password is sent to). An
    administrator of a department may therefore touch only people of that department who were given
    nothing beyond it.
    """
    if by.is_admin:
        return True
    if person.is_machine or person.department_id is None or not may_administer(by, person.department_id):
        return False
    return _nothing_beyond(by, person)


def _nothing_beyond(by: Person, person: Person) -> bool:
    if person.standing.everywhere:
        return False
    mine = by.reach("admin")
    given = frozenset().union(*person.standing.departments.values())
    teams = person.teams.values_list("department_id", flat=True) if person.team_ids else ()
    return all(department in mine for department in (*given, *teams))


def may_change_own(by: Person, person: Person) -> bool:
    """Language, time zone, appearance, telephone and notices are a person's own affair."""
    return by.pk == person.pk and by.is_active


def may_delegate(by: Person, person: Person) -> bool:
    """Whether somebody arranges who acts for the person: they themselves, their manager, who may change their
    account."""
    if not by.is_active or person.is_machine:
        return False
    return by.pk in (person.pk, person.manager_id) or may_change_person(by, person)


ADMIN_ROLES = ("publisher", "owner", "publication-approver", "compliance", "author", "admin")


def may_enter_admin(person: Person) -> bool:
    """Whether somebody publishes, writes, approves or administers anywhere, and so works in Wagtail."""
    return bool(person.is_active and person.reach(*ADMIN_ROLES))


def may_see_card(by: Person, person: Person) -> bool:
    """Whether somebody may look a colleague up: agents may, to help him; everybody may see himself."""
    return by.pk == person.pk or by.is_agent or by.is_admin
