"""May this person do this to that. Whether they may read an article is decided before, by `visible_to`."""

from knowledge.models import Article, Section
from people.models import Department, Person

WRITERS = ("author", "owner")


def may_write(person: Person, department: Department | int | None) -> bool:
    """Authors (and the owners of services, who explain them) write what their departments know."""
    return department in person.reach(*WRITERS)


def may_write_in(person: Person, section: Section) -> bool:
    return may_write(person, section.department_id)


def may_edit(person: Person, article: Article) -> bool:
    return may_write(person, article.department_id)


def may_write_somewhere(person: Person) -> bool:
    return bool(person.reach(*WRITERS))


def may_insert(person: Person) -> bool:
    """Who answers tickets may put an article's address into an answer."""
    return person.is_agent
