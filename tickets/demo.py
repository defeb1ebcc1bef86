"""This app's share of a company in a file: its service levels."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from people.models import Person, WorkingCalendar
from tickets.actions import set_service_level
from tickets.models import ServiceLevel


def load(levels: Iterable[Mapping[str, Any]], *, by: Person, now: datetime) -> dict[str, ServiceLevel]:
    """Sets the service levels up; `calendar` is a slug. One that is there as written stays as it is."""
    return {one["slug"]: _set(dict(one), by=by, now=now) for one in levels}


def _set(one: dict[str, Any], *, by: Person, now: datetime) -> ServiceLevel:
    calendar = WorkingCalendar.objects.get(slug=one.pop("calendar"))
    slug, pauses_in = one.pop("slug"), tuple(one.pop("pauses_in"))
    return set_service_level(slug, **one, pauses_in=pauses_in, calendar=calendar, by=by, now=now)
