"""May this person do this to a service: one small function per deed."""

from django.db.models import Q, QuerySet

from catalog.models import Service
from people.models import Department, Grant, Person
from people.models.grant import Role
from people.reach import Reach


def may_draft(person: Person, department: Department) -> bool:
    """Whether the person may write the department's services, unpublished."""
    return department.pk in person.reach("publisher")


def may_edit(person: Person, department: Department) -> bool:
    """Whether the editor shows the department's services to the person: who drafts, owns or approves them."""
    return person.is_machine or department.pk in edits(person)


def edits(person: Person) -> Reach:
    """The departments whose services the editor shows to the person."""
    return person.reach("publisher", "owner", "publication-approver")


def may_look_at_drafts(person: Person) -> bool:
    """Whether the person writes, publishes or signs off services anywhere."""
    return bool(person.reach("publisher", "owner", "publication-approver", "compliance"))


def may_sign_off(person: Person, department: Department) -> bool:
    """Whether the person answers for the compliance of the department's services; the machine never does."""
    return not person.is_machine and department.pk in person.reach("compliance")


def may_control(person: Person, department: Department) -> bool:
    """Whether the person may put a service of the department under control: who edits or signs off there.

    Who may take it from under control is a question for `may_sign_off`.
    """
    return may_edit(person, department) or may_sign_off(person, department)


def may_publish(person: Person, department: Department) -> bool:
    """Whether the person may put a service of the department before people.

    Owners and approvers of publications may. Publishers may too, as long as nobody was made approver
    for the department: a small company needs no second pair of eyes, a large one names them.
    """
    if person.is_machine or department.pk in person.reach("owner", "publication-approver"):
        return True
    return may_draft(person, department) and not is_moderated(department)


def is_moderated(department: Department) -> bool:
    """Whether publications of the department wait for an approver."""
    above = [*department.get_ancestors().values_list("pk", flat=True), department.pk]
    return Grant.objects.filter(role=Role.APPROVER, department__in=above).exists()


def announces_for(person: Person) -> Reach:
    """The departments in whose name the person may put up announcements."""
    return person.reach("publisher", "lead")


def may_announce(person: Person, department: Department) -> bool:
    return person.is_machine or department.pk in announces_for(person)


def may_order_for(person: Person, other: Person, service: Service) -> bool:
    """Whether the person may order for somebody else: their manager (or the manager's), or the service's people."""
    if person.pk == other.pk:
        return True
    if not other.is_active or other.is_machine:
        return False
    works_for = service.department_id in person.reach("agent") or _in_team_of(person, service)
    return works_for or manages(person, other)


def orders_for(person: Person, service: Service) -> QuerySet[Person]:
    """The people the person may be offered to order for: everybody for the service's people, else their reports."""
    colleagues = Person.objects.visible_to(person).active().exclude(pk=person.pk)
    if service.department_id in person.reach("agent") or _in_team_of(person, service):
        return colleagues
    return colleagues.filter(Q(manager=person) | Q(manager__manager=person))


def manages(person: Person, other: Person, levels: int = 6) -> bool:
    """Whether the person stands above the other in the line of managers."""
    above = other.manager
    for _level in range(levels):
        if above is None:
            return False
        if above.pk == person.pk:
            return True
        above = above.manager
    return False


def _in_team_of(person: Person, service: Service) -> bool:
    return bool(person.team_ids) and service.department.teams.filter(pk__in=person.team_ids).exists()
