"""The desk orders a service by itself: when the calendar says so, or when something happened."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.actions.ordering import order
from catalog.models import Occasion
from catalog.policies import may_publish
from catalog.recurring import next_moment
from catalog.topics import NOT_ORDERED
from journal.actions import record
from journal.refusals import Invalid, NotAllowed, Refused
from people.actions import notify
from people.models import Person
from people.models.grant import Role
from people.wording import in_both
from tickets.models import Ticket
from ui.bilingual import pick

log = logging.getLogger("catalog")
FIELDS = (
    *("service", "kind", "every", "frequency", "weekdays", "month_day", "starts_on", "at", "time_zone"),
    *("happening", "asker", "person", "answers", "is_on"),
)
MOST_AT_ONCE = 200


@transaction.atomic
def add_occasion(*, by: Person, now: datetime, **facts: Any) -> Occasion:
    """From now on the desk orders by itself. Raises `NotAllowed`, `Invalid`."""
    occasion = Occasion(**{name: facts[name] for name in FIELDS if name in facts})
    _check(occasion, by)
    occasion.next_at = next_moment(occasion, now)
    occasion.save()
    record("occasion.added", occasion.service, by=by, now=now, data={"occasion": occasion.pk})
    return occasion


@transaction.atomic
def change_occasion(occasion: Occasion, *, by: Person, now: datetime, **changes: Any) -> Occasion:
    """Changes when, for whom and with which answers; what went wrong before is forgotten."""
    _refuse(occasion, by)
    for name in FIELDS:
        setattr(occasion, name, changes.get(name, getattr(occasion, name)))
    _check(occasion, by)
    occasion.next_at, occasion.failed = next_moment(occasion, now), {}
    occasion.save()
    record("occasion.changed", occasion.service, by=by, now=now, data={"occasion": occasion.pk})
    return occasion


@transaction.atomic
def remove_occasion(occasion: Occasion, *, by: Person, now: datetime) -> None:
    """The desk orders no more by itself; what was ordered goes on."""
    _refuse(occasion, by)
    record("occasion.removed", occasion.service, by=by, now=now, data={"occasion": occasion.pk})
    occasion.delete()


def keep_occasions(*, now: datetime) -> int:
    """Orders for every occasion whose time has come, each once however often this is asked; how many were due.

    One that was missed while nobody worked is made up for once, not as often as it was missed.
    """
    due = Occasion.objects.due(now).values_list("pk", flat=True)
    numbers = list(due.order_by("next_at")[:MOST_AT_ONCE])
    for number in numbers:
        _keep(number, now)
    return len(numbers)


@transaction.atomic
def _keep(number: int, now: datetime) -> None:
    occasion = Occasion.objects.due(now).select_for_update().filter(pk=number).first()
    if occasion is None:  # somebody else was quicker
        return
    key = f"occasion:{occasion.pk}:{occasion.next_at.isoformat()}"
    occasion.next_at = next_moment(occasion, now)
    occasion.save(update_fields=["next_at"])
    _order(occasion, None, key, now)


@transaction.atomic
def happened(occasion: Occasion, about: Person, *, key: str, now: datetime) -> Ticket | None:
    """Orders because of an event about a person; the same `key` orders once. None where it went wrong."""
    held = Occasion.objects.select_for_update().get(pk=occasion.pk)
    return _order(held, about, f"occasion:{held.pk}:{key}", now)


def _order(occasion: Occasion, about: Person | None, key: str, now: datetime) -> Ticket | None:
    machine = Person.objects.machine()
    try:
        with transaction.atomic():
            asker = _asker(occasion, about)
            ticket = order(
                occasion.service.current,
                by=machine,
                on_behalf_of=asker,
                answers=filled(occasion.answers, about, now),
                now=now,
                channel="machine",
                key=key[:64],
            )
    except Refused as refused:
        _fail(occasion, refused, key, now)
        return None
    occasion.last_at, occasion.failed = now, {}
    occasion.save(update_fields=["last_at", "failed"])
    return ticket


def _asker(occasion: Occasion, about: Person | None) -> Person:
    found = {
        Occasion.Asker.NAMED: occasion.person,
        Occasion.Asker.SUBJECT: about,
        Occasion.Asker.MANAGER: about.manager if about else None,
    }[occasion.asker]
    for one in (found, occasion.person):
        if one is not None and one.is_active:
            return one
    raise Invalid(_("There is nobody to order it for."))


def filled(answers: Mapping[str, Any], about: Person | None, now: datetime) -> dict[str, Any]:
    """The answers with what stands for a person or a day put in."""
    meant = {"$person": about.username if about else None, "$today": now.date().isoformat()}
    return {
        name: meant.get(value, value) if isinstance(value, str) else value for name, value in answers.items()
    }


def _fail(occasion: Occasion, refused: Refused, key: str, now: datetime) -> None:
    """What went wrong stands at the occasion, and those who own the service are told."""
    said = [refused.message, *(one for many in refused.errors.values() for one in many)]
    occasion.failed = in_both(format_lazy(" ".join(["{}"] * len(said)), *said))
    occasion.save(update_fields=["failed"])
    log.warning("nothing was ordered for occasion %s: %s", occasion.pk, refused)
    owners = Person.objects.active().filter(
        grants__role__in=[Role.OWNER, Role.PUBLISHER], grants__department=occasion.service.department
    )
    notify(
        owners.distinct(),
        topic=NOT_ORDERED.name,
        key=f"not-ordered:{key}",
        text=lambda: _("“%(service)s” could not be ordered by itself") % {"service": occasion.service.label},
        body=lambda: pick(occasion.failed),
        reason=_("You publish the services of this department."),
        url=reverse("occasions:edit", args=[occasion.pk]),
        now=now,
    )


def _check(occasion: Occasion, by: Person) -> None:
    _refuse(occasion, by)
    errors: dict[str, list[Any]] = {}
    if occasion.kind == Occasion.Kind.EVENT and not occasion.happening:
        errors["happening"] = [_("Choose what has to happen.")]
    if occasion.kind == Occasion.Kind.SCHEDULE and occasion.asker != Occasion.Asker.NAMED:
        errors["asker"] = [_("A time is about nobody: name a person.")]
    if occasion.asker == Occasion.Asker.NAMED and occasion.person is None:
        errors["person"] = [_("Name the person it is ordered for.")]
    if not 1 <= occasion.every <= 99:
        errors["every"] = [_("From 1 to 99.")]
    if occasion.month_day is not None and not 1 <= occasion.month_day <= 31:
        errors["month_day"] = [_("From 1 to 31.")]
    if not all(isinstance(day, int) and 1 <= day <= 7 for day in occasion.weekdays):
        errors["weekdays"] = [_("Choose days of the week.")]
    unknown = occasion.answers.keys() - {one.name for one in occasion.service.current.service_spec.asked}
    if unknown:
        words = {"names": ", ".join(sorted(unknown))}
        errors["answers"] = [_("The service doesn't ask: %(names)s") % words]
    if errors:
        raise Invalid(_("That doesn't fit yet. See the marked fields."), errors=errors)


def _refuse(occasion: Occasion, by: Person) -> None:
    if not may_publish(by, occasion.service.department):
        raise NotAllowed(_("Only who publishes the services of this department may do that."))
