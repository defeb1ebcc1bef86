"""Which of the new events a person hears of: the one place where live updates are permitted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from journal import verbs
from journal.live import topics
from journal.live.topics import Ping, Topic, Wish
from journal.models import Event

MOST = 200  # events looked at when somebody comes back; after that a page had better load anew
OVERLAP, OVERLAP_SECONDS = 200, 5


@dataclass(frozen=True)
class Happening:
    """What live updates need of an event."""

    id: int
    verb: str
    kind: str
    subject: int
    label: str
    by: int


def newest() -> int:
    """The id of the newest event, 0 before the first."""
    return Event.objects.aggregate(newest=Max("id"))["newest"] or 0


def happenings(where: Q, *, limit: int = MOST + 1) -> list[Happening]:
    fields = ("id", "verb", "subject_kind", "subject_id", "subject_label", "actor_id")
    return [
        Happening(*row) for row in Event.objects.filter(where).order_by("id").values_list(*fields)[:limit]
    ]


def pings_for(person: Any, wish: Wish, happened: Sequence[Happening]) -> list[Ping]:
    """The pings of these events for one person and wish, after asking who may see what."""
    found: list[Ping] = []
    for name in wish.topics:
        topic = topics.named(name)
        mine = [one for one in happened if topic and one.kind == topic.kind and _wanted(wish, name, one)]
        if topic and mine:
            found += _permitted(person, wish, topic, mine)
    return sorted(found, key=lambda ping: ping.event)


def pings_now(person: Any, wish: Wish, happened: Sequence[Happening]) -> list[Ping]:
    """The same for somebody who has listened for a while: as whom they are by now, if they still may come in."""
    if not {one.kind for one in happened} & set(topics.kinds_of(wish)):
        return []
    now = type(person)._default_manager.filter(pk=person.pk, is_active=True).first()
    return pings_for(now, wish, happened) if now else []


def _wanted(wish: Wish, name: str, one: Happening) -> bool:
    return name in wish.lists or (name, one.subject) in wish.things


def _permitted(person: Any, wish: Wish, topic: Topic, happened: list[Happening]) -> Iterable[Ping]:
    ids = {one.subject for one in happened}
    seen = topic.may_see(person, ids)
    insiders = topic.may_see_internal(person, ids & seen) if topic.may_see_internal and seen else None
    for one in happened:
        if one.subject not in seen:
            continue
        verb = verbs.find(one.verb)
        internal = verb is None or verb.internal
        if internal and insiders is not None and one.subject not in insiders:
            continue
        told = "" if internal and insiders is None else one.verb
        if (topic.name, one.subject) in wish.things:
            yield Ping(one.id, f"{topic.name}:{one.subject}", one.subject, told, one.by, one.label)
        if topic.name in wish.lists:
            yield Ping(one.id, topic.plural, one.subject, told, one.by, one.label)


def since(person: Any, wish: Wish, after: int) -> dict[str, Any]:
    """What changed after that event: `{"last", "more", "changes": […]}`; `more` says: load the page anew.

    Where ids can become visible out of their order (every database but SQLite) the last few seconds are
    looked at again: somebody may hear of one change twice, and looks once more for nothing.
    """
    where = Q(id__gt=after)
    if connection.vendor != "sqlite":
        recently = timezone.now() - timedelta(seconds=OVERLAP_SECONDS)
        where |= Q(id__gt=after - OVERLAP, at__gte=recently)
    happened = happenings(where & Q(subject_kind__in=topics.kinds_of(wish)))
    last = newest()
    if len(happened) > MOST:
        return {"last": last, "more": True, "changes": []}
    pings = pings_for(person, topics.visible_part(person, wish), happened)
    return {"last": max(last, after), "more": False, "changes": [ping.as_json() for ping in pings]}
