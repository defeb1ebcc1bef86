"""What we know of a person, so that nobody has to type it."""

from collections.abc import Callable
from typing import Any

from people.models import Person

KNOWN: dict[str, Callable[[Person], str]] = {
    "name": lambda person: person.label,
    "mail": lambda person: person.email,
    "phone": lambda person: person.phone,
    "job-title": lambda person: person.job_title,
    "department": lambda person: person.department.label if person.department else "",
    "site": lambda person: person.site.label if person.site else "",
    "cost-centre": lambda person: person.department.code if person.department else "",
    "manager": lambda person: person.manager.label if person.manager else "",
}


def known_value(kind: str, what: str, person: Person) -> Any:
    """What a question of this kind is filled in with; None when we don't know it."""
    if kind == "person":
        return person if what == "myself" else person.manager
    if kind == "department":
        return person.department
    return KNOWN[what](person) or None if what in KNOWN else None
