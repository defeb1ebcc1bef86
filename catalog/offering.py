"""The services that the queue may be filtered by: those the person may see."""

from collections.abc import Iterable

import search
from catalog.models import Service
from people.models import Person
from tickets.picking import Offer, offers_services

AT_MOST = 20


@offers_services
def services(person: Person, *, text: str = "", slugs: Iterable[str] = ()) -> list[Offer]:
    found = Service.objects.visible_to(person).select_related("department")
    if slugs:
        found = found.filter(slug__in=list(slugs))
    elif text:
        found = search.matching(found, text, prefix=True)
    else:
        found = found.order_by("name", "pk")
    return [(one.slug, one.label, one.department.label) for one in found[:AT_MOST]]
