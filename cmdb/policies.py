"""May this person do this to that. Whether they see it at all is decided before, by `visible_to`."""

from cmdb.models import Item
from people.models import Department, Person


def may_add(person: Person, department: Department | int | None = None) -> bool:
    """Configuration managers add items for the departments they are given; for none, company-wide ones."""
    reach = person.reach("item-manager")
    return reach.everywhere if department is None else department in reach


def may_add_somewhere(person: Person) -> bool:
    return bool(person.reach("item-manager"))


def may_change(person: Person, item: Item) -> bool:
    """Facts and relations belong to the configuration managers of the department that answers for it."""
    return may_add(person, item.department_id)


def may_operate(person: Person, item: Item) -> bool:
    """Its state and its user may be changed by the team that supports it, too."""
    return may_change(person, item) or (item.team_id is not None and item.team_id in person.team_ids)


def may_shape(person: Person) -> bool:
    """Types and relation types are shared by all, so only company-wide configuration managers shape them."""
    return person.reach("item-manager").everywhere


def may_look(person: Person) -> bool:
    """The records' own pages are for those who work tickets, keep records or look after them."""
    return person.is_agent or bool(person.reach("item-manager", "auditor", "owner"))
