"""Who acts for whom at a moment, by the delegations in force."""

from collections.abc import Collection
from datetime import datetime

from people.models import Delegation, Person


def stand_in(person: Person, now: datetime, *, never: Collection[int] = ()) -> Person:
    """Who acts for the person: themselves without a delegation, else the end of the chain.

    The chain stops before somebody who has left, and before those whom `never` names (by id).
    """
    acting, seen = person, {person.pk}
    while True:
        found = (
            Delegation.objects.in_force(now)
            .filter(person=acting, substitute__is_active=True)
            .exclude(substitute__in={*seen, *never})
            .select_related("substitute")
            .order_by("-starts_at", "-pk")
            .first()
        )
        if found is None:
            return acting
        acting = found.substitute
        seen.add(acting.pk)
