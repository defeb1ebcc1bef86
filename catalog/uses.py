"""Which services run on a lifecycle, for the pages on which lifecycles are drawn."""

from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from catalog.mask_rows import lifecycle_spec
from catalog.models import Service
from people.models import Person
from tickets.lifecycles.uses import Use, tells_uses
from ui.bilingual import pick


@tells_uses
def services_on(slugs: Collection[str], person: Person) -> dict[str, list[Use]]:
    """The published services the person may see, by the lifecycle their tickets begin on."""
    seen = Service.objects.visible_to(person).annotate(
        lifecycle=F("current__spec__lifecycle"), without=F("current__spec__without")
    )
    found: dict[str, list[Use]] = {}
    for one in seen.filter(current__spec__lifecycle__in=list(slugs)).order_by("name", "pk"):
        use = Use(one.label, one.get_absolute_url(), _note(one.lifecycle, one.without))
        found.setdefault(one.lifecycle, []).append(use)
    return found


def _note(slug: str, without: dict[str, Any] | None) -> str:
    """What of the lifecycle the service does without, in words; nothing for most."""
    without = without or {}  # a version from before there was such a thing
    if not (without.get("steps") or without.get("statuses")):
        return ""
    spec = lifecycle_spec(slug)
    parts = [
        pick(part[name].label.model_dump()) if name in part else name
        for part, names in (
            (spec.transitions if spec else {}, without.get("steps", ())),
            (spec.statuses if spec else {}, without.get("statuses", ())),
        )
        for name in names
    ]
    return _("without: %(parts)s") % {"parts": ", ".join(parts)}
