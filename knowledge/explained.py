"""What an article says it explains, as links. The catalog lies above and tells us how its services read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from people.models import Person


@dataclass(frozen=True)
class ServiceLink:
    """A service as a reader of an article sees it."""

    label: str
    url: str
    icon: str = "layout-grid"


Naming = Callable[[Person, Iterable[str]], list[ServiceLink]]
_naming: list[Naming] = []


def name_services(naming: Naming) -> Naming:
    """Registers who turns slugs into links: only of services that the person may see."""
    _naming[:] = [naming]
    return naming


def links_to(person: Person, slugs: Iterable[str]) -> list[ServiceLink]:
    """The services of these slugs that the person may see; nothing where no catalog is there."""
    wanted = list(slugs)
    return _naming[0](person, wanted) if _naming and wanted else []
