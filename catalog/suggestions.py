"""Which services may be meant by what somebody is typing."""

import search
from catalog.models import Service
from people.models import Person

TOO_SHORT = 2


def suggest(person: Person, text: str, *, limit: int = 5, but: str = "") -> list[Service]:
    """At most `limit` services the person may see, the likeliest first; all words, else any of them."""
    if len(text.strip()) < TOO_SHORT:
        return []
    services = Service.objects.visible_to(person).exclude(slug=but).for_lists()
    found = list(search.matching(services, text, mode="all", prefix=True)[:limit])
    if len(found) < limit:
        known = {service.pk for service in found}
        others = search.matching(services, text, mode="any", prefix=True, forgiving=True)[: limit * 2]
        found += [service for service in others if service.pk not in known]
    return found[:limit]


def for_reports(person: Person, *, limit: int = 2) -> list[Service]:
    """The services of the person in which people report what is wrong, the most used first."""
    faults = Service.objects.visible_to(person).filter(current__spec__kind="incident").for_lists()
    return list(faults.popular_with(person.department_id)[:limit])
