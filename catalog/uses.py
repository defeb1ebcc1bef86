"""Which services run on a lifecycle or a process, for the pages on which those are drawn; and which it wouldn't fit."""

from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.checks.masks import check_masks
from catalog.mask_rows import lifecycle_spec
from catalog.models import Service
from people.models import Person
from processes.uses import Use as ProcessUse
from processes.uses import tells_uses as tells_process_uses
from tickets.lifecycles import Spec
from tickets.lifecycles.uses import Use, tells_misfits, tells_uses
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


@tells_process_uses
def services_running(slugs: Collection[str], person: Person | None) -> dict[str, list[ProcessUse]]:
    """The published services whose tickets run these processes; those the person may see, all for None."""
    live = Service.objects.live() if person is None else Service.objects.visible_to(person)
    found: dict[str, list[ProcessUse]] = {}
    running = live.filter(current__spec__process__in=list(slugs)).select_related("current")
    for one in running.order_by("name", "pk"):
        spec = one.current.service_spec
        use = ProcessUse(
            one.label,
            one.get_absolute_url(),
            facts=spec.facts,
            lifecycle=spec.lifecycle,
            key=f"service:{one.pk}",
        )
        found.setdefault(spec.process, []).append(use)
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


@tells_misfits
def services_against(lifecycle: Spec, person: Person) -> list[Use]:
    """The published services that would lose what their masks or their restriction rest on, and why.

    Those that the person may not see are counted only.
    """
    running = Service.objects.live().select_related("current").order_by("name", "pk")
    running = running.filter(current__spec__lifecycle__in=[lifecycle.slug])
    against = {one: why for one in running if (why := _why(one, lifecycle))}
    visible = Service.objects.visible_to(person).filter(pk__in=[one.pk for one in against])
    seen = set(visible.values_list("pk", flat=True))
    told = [Use(one.label, one.get_absolute_url(), why) for one, why in against.items() if one.pk in seen]
    if hidden := len(against) - len(told):
        sentence = ngettext(
            "one service that you may not see", "%(count)d services that you may not see", hidden
        )
        told.append(Use(sentence % {"count": hidden}, "", _("Ask an administrator.")))
    return told


def _why(service: Service, lifecycle: Spec) -> str:
    """What stands against the service on that lifecycle and doesn't on the one published now."""
    spec = service.current.service_spec
    if spec.kind != lifecycle.kind:
        return _("This lifecycle is made for another kind of ticket.")
    before = {str(fault) for fault in check_masks(spec) if fault.blocks}
    after = (str(fault) for fault in check_masks(spec, lifecycle) if fault.blocks)
    return " ".join(one for one in after if one not in before)
