"""The links a mail about a part carries, by which somebody acts without signing in. Whoever offers some says so."""

from collections.abc import Callable

from people.models import Person
from tickets.models import Assignment

Maker = Callable[[Assignment, Person], list[dict[str, str]]]
_makers: list[Maker] = []


def offer(maker: Maker) -> Maker:
    """From now on mails to signers whose turn it is carry the links this gives (`{"label", "url"}` each)."""
    _makers.append(maker)
    return maker


def links_for(part: Assignment, person: Person) -> list[dict[str, str]]:
    return [link for maker in _makers for link in maker(part, person)]
