"""A department tells people something on the portal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Announcement
from catalog.policies import may_announce
from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from people.models import Person

FIELDS = ("department", "kind", "title", "title_zh", "text", "text_zh", "service", "for_department")


@transaction.atomic
def announce(*, by: Person, now: datetime, starts_at: datetime | None = None, **facts: Any) -> Announcement:
    """Puts up an announcement, from now on if no `starts_at` is given. Raises `NotAllowed`, `Invalid`."""
    announcement = Announcement(**facts, starts_at=starts_at or now)
    _check(announcement, by)
    announcement.save()
    record("announcement.made", announcement, by=by, now=now, data={"title": announcement.title})
    return announcement


@transaction.atomic
def change_announcement(
    announcement: Announcement, *, by: Person, now: datetime, **changes: Any
) -> Announcement:
    """Changes what it says, for whom and for how long."""
    _refuse(announcement, by)
    for name, value in changes.items():
        setattr(announcement, name, value)
    _check(announcement, by)
    announcement.save()
    record("announcement.changed", announcement, by=by, now=now, data={"title": announcement.title})
    return announcement


@transaction.atomic
def withdraw_announcement(announcement: Announcement, *, by: Person, now: datetime) -> None:
    """Takes it down for good."""
    _refuse(announcement, by)
    record("announcement.withdrawn", announcement, by=by, now=now, data={"title": announcement.title})
    announcement.delete()


def _check(announcement: Announcement, by: Person) -> None:
    _refuse(announcement, by)
    if announcement.service and not may_announce(by, announcement.service.department):
        sentence = _("The service belongs to another department.")
        raise Invalid(sentence, errors={"service": [sentence]})
    if announcement.ends_at and announcement.ends_at <= announcement.starts_at:
        sentence = _("It must end after it begins.")
        raise Invalid(sentence, errors={"ends_at": [sentence]})


def _refuse(announcement: Announcement, by: Person) -> None:
    if not may_announce(by, announcement.department):
        raise NotAllowed(
            _("You may announce only for departments whose services you publish or work for as lead.")
        )
