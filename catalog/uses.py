"""Which services run on a lifecycle, for the pages on which lifecycles are drawn."""

from collections.abc import Collection

from django.db.models import F

from catalog.models import Service
from people.models import Person
from tickets.lifecycles.uses import Use, tells_uses


@tells_uses
def services_on(slugs: Collection[str], person: Person) -> dict[str, list[Use]]:
    """The published services the person may see, by the lifecycle their tickets begin on."""
    seen = Service.objects.visible_to(person).annotate(lifecycle=F("current__spec__lifecycle"))
    found: dict[str, list[Use]] = {}
    for one in seen.filter(current__spec__lifecycle__in=list(slugs)).order_by("name", "pk"):
        found.setdefault(one.lifecycle, []).append(Use(one.label, one.get_absolute_url()))
    return found
