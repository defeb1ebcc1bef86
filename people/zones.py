"""Time zones: which names are good, and which one a person's day goes by."""

from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from people.models import Person

AREAS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
NO_ZONE = _("There is no such time zone. Write its name like Asia/Shanghai.")


def is_zone(name: str) -> bool:
    """Whether the time zone database knows the name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return False
    return True


def validate_zone(name: str) -> None:
    """A Django validator: raises `ValidationError` for a name that is no time zone."""
    if not is_zone(name):
        raise ValidationError(NO_ZONE, code="time-zone")


def zone_of(person: "Person | None") -> ZoneInfo:
    """The person's own time zone, else that of his site, else the installation's."""
    names = [person.time_zone, person.site.time_zone if person.site_id else ""] if person is not None else []
    for name in (*names, settings.TIME_ZONE):
        if name and is_zone(name):
            return ZoneInfo(name)
    return ZoneInfo("UTC")


@lru_cache(maxsize=1)
def grouped() -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """Zones to choose from, `[(area, [(name, place), …]), …]`, without the database's old aliases."""
    groups: dict[str | Promise, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        area, slash, place = name.partition("/")
        if slash and area in AREAS:
            groups.setdefault(AREAS[area], []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", [("UTC", "UTC")]), *groups.items()]
