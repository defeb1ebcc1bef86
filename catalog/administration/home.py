"""What a publisher sees first: the storefronts they fill, and what is begun there and not published."""

from typing import Any

from wagtail.admin.ui.components import Component

from catalog import policies
from catalog.models import ServicePage, Storefront
from people.models import Person

MOST = 12


class StorefrontsPanel(Component):
    """The first part of Wagtail's home; nothing for who publishes no services."""

    name = "storefronts"
    template_name = "catalog/administration/home.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        person = parent_context["request"].user
        shops = list(storefronts_of(person))
        return {"storefronts": shops, "drafts": drafts_in(shops)}


def storefronts_of(person: Person) -> Any:
    """Where the person writes, owns or approves services."""
    found = Storefront.objects.filter(policies.edits(person).over()).select_related("department")
    return found.order_by("title")


def drafts_in(shops: list[Storefront]) -> list[ServicePage]:
    """What differs from what is ordered there, the latest first."""
    pages = ServicePage.objects.none()
    for shop in shops:
        pages |= ServicePage.objects.child_of(shop)
    return list(pages.filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")[:MOST])
