"""What people can be told about, and how they like to hear of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from people.models import Person


@dataclass(frozen=True)
class Topic:
    """Something people may be told of. `bell` and `mail` are what holds until a person says otherwise."""

    name: str
    label: str | Promise
    bell: bool = True
    mail: bool = True


@dataclass(frozen=True)
class Wish:
    """How one person hears of one topic."""

    bell: bool
    mail: bool


class UnknownTopic(LookupError):
    """Somebody tells of a topic that no app has declared."""


_topics: dict[str, Topic] = {}


def declare_topic(name: str, label: str | Promise, *, bell: bool = True, mail: bool = True) -> Topic:
    """Makes a topic known, so that people can choose how they hear of it. Called beside an app's verbs."""
    if name in _topics:
        raise ValueError(f"The topic {name!r} is declared twice.")
    _topics[name] = Topic(name, label, bell, mail)
    return _topics[name]


def topic(name: str) -> Topic:
    try:
        return _topics[name]
    except KeyError:
        raise UnknownTopic(f"No app declares the topic {name!r}.") from None


def topics() -> list[Topic]:
    """All topics, in the order of their declaration."""
    return list(_topics.values())


def wishes(topic_name: str, people: Iterable["Person"]) -> dict[int, Wish]:
    """For each person's id how he or she hears of the topic."""
    from people.models import NoticePreference

    known = topic(topic_name)
    found = {person.pk: Wish(known.bell, known.mail) for person in people}
    for row in NoticePreference.objects.filter(topic=topic_name, person__in=found):
        found[row.person_id] = Wish(row.bell, row.mail)
    return found


def wishes_of(person: "Person") -> list[tuple[Topic, Wish]]:
    """For each topic how this person hears of it."""
    chosen = {row.topic: Wish(row.bell, row.mail) for row in person.notice_preferences.all()}
    return [(one, chosen.get(one.name, Wish(one.bell, one.mail))) for one in topics()]
