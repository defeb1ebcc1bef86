"""Whether a draft of a service is meant for somebody; of those published `catalog.querysets` asks the same."""

from catalog.conditions import holds_for
from catalog.querysets import roles_of
from catalog.spec import Audience
from people.models import Department, Person

MANAGER = "manager"  # no role somebody is given: whoever has people below them


def is_meant_for(audience: Audience, person: Person) -> bool:
    """Whether the person is of any chosen department (or below), site or role, and the rule holds."""
    invited = (
        audience.everybody
        or _is_below(person, audience.departments)
        or (person.site is not None and person.site.slug in audience.sites)
        or bool(roles_of(person) & set(audience.roles))
        or (MANAGER in audience.roles and Person.objects.filter(manager=person, is_active=True).exists())
    )
    return invited and _is_ruled_in(audience, person)


def is_by_role(audience: Audience, person: Person) -> bool:
    """Whether it depends on the roles that the person was given."""
    return bool(set(audience.roles) - {MANAGER}) and _is_ruled_in(audience, person)


def _is_ruled_in(audience: Audience, person: Person) -> bool:
    return not audience.rule or holds_for(audience.rule, person)


def _is_below(person: Person, slugs: tuple[str, ...]) -> bool:
    if person.department is None or not slugs:
        return False
    paths = Department.objects.filter(slug__in=slugs).values_list("path", flat=True)
    return any(person.department.path.startswith(path) for path in paths)
