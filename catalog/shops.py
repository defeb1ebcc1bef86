"""The catalog as people walk through it: department by department."""

from dataclasses import dataclass, field
from typing import Any

from catalog.models import Service, Storefront
from people.models import Department

MOST_ORDERED = 3


@dataclass
class Shop:
    """A department's part of the catalog, as this reader sees it."""

    department: Department
    storefront: Storefront | None
    services: list[Service] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.storefront.label if self.storefront else self.department.label

    @property
    def icon(self) -> str:
        return self.storefront.icon if self.storefront else self.department.icon

    @property
    def welcome(self) -> str:
        return self.storefront.welcome if self.storefront else ""

    @property
    def most_ordered(self) -> list[Service]:
        return self.services[:MOST_ORDERED]

    @property
    def more(self) -> int:
        return max(0, len(self.services) - MOST_ORDERED)


def shops(services: Any) -> list[Shop]:
    """The services by department, the departments by name; services keep their order."""
    storefronts = {one.department_id: one for one in Storefront.objects.live()}
    found: dict[int, Shop] = {}
    for service in services:
        shop = Shop(service.department, storefronts.get(service.department_id))
        found.setdefault(service.department_id, shop).services.append(service)
    return sorted(found.values(), key=lambda shop: shop.label)
