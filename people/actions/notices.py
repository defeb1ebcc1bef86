"""Telling people things, and what they do with it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from journal.actions import Effect, later_each
from people.models import Notice, NoticePreference, Person
from people.notices import Wish, topic, wishes

Words = str | Promise | Callable[[], Any]
Links = Callable[[Person], list[dict[str, str]]]
MAIL = "people.mail_notice"


@transaction.atomic
def notify(
    people: Iterable[Person],
    *,
    topic: str,
    key: str,
    text: Words,
    url: str,
    reason: Words,
    now: datetime,
    body: Words = "",
    links: Links | None = None,
    exclude: Person | Iterable[Person] | None = None,
) -> list[Notice]:
    """Tells people something once: one line in the bell, one mail, as each of them wishes.

    `key` names what is told (`ticket:42:assigned:7`); the same person is never told the same key twice.
    `text`, `reason` (why this person hears of it) and `body` may be lazy or callables: they are rendered in
    each receiver's language. `links` gives more for the mail alone (`{"label", "url"}` each), for one
    receiver. `exclude` is whoever did it and need not be told. Nobody who is inactive, and no machine, is
    told anything. Returns the new notices.
    """
    receivers = _receivers(people, exclude)
    if not receivers:
        return []
    heard = Notice.objects.filter(person__in=receivers, key=key).values_list("person_id", flat=True)
    fresh = [person for pk, person in receivers.items() if pk not in set(heard)]
    wanted = wishes(topic, fresh)
    said = _in_each_language(fresh, text=text, reason=reason, body=body)
    notices = [
        Notice(
            person=person,
            topic=topic,
            key=key,
            url=url,
            created_at=now,
            in_bell=wanted[person.pk].bell,
            links=_links(links, person),
            **said[person.language],
        )
        for person in fresh
        if wanted[person.pk].bell or wanted[person.pk].mail
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    mails = [one.person for one in notices if wanted[one.person_id].mail and one.person.email]
    later_each(MAIL, [_mail(person, key) for person in mails], now=now)
    return notices


@transaction.atomic
def mark_read(notice: Notice, *, by: Person, now: datetime) -> None:
    """A person has seen his own notice; anybody else's stays as it is."""
    Notice.objects.filter(pk=notice.pk, person=by, read_at=None).update(read_at=now)


@transaction.atomic
def mark_all_read(*, by: Person, now: datetime, until: int | None = None) -> int:
    """A person has seen all his notices, or those up to the id `until`; returns how many were new."""
    unread = Notice.objects.filter(person=by, read_at=None)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=now)


@transaction.atomic
def set_preference(topic_name: str, *, bell: bool, mail: bool, by: Person) -> Wish:
    """From now on this person hears of the topic like this; the topic's own default needs no row."""
    known = topic(topic_name)
    if (bell, mail) == (known.bell, known.mail):
        NoticePreference.objects.filter(person=by, topic=topic_name).delete()
    else:
        NoticePreference.objects.update_or_create(
            person=by, topic=topic_name, defaults={"bell": bell, "mail": mail}
        )
    return Wish(bell, mail)


def _receivers(people: Iterable[Person], exclude: Person | Iterable[Person] | None) -> dict[int, Person]:
    left_out = {exclude.pk} if isinstance(exclude, Person) else {one.pk for one in exclude or ()}
    return {
        person.pk: person
        for person in people
        if person is not None and person.is_active and not person.is_machine and person.pk not in left_out
    }


def _in_each_language(people: list[Person], **words: Words) -> dict[str, dict[str, str]]:
    said = {}
    for language in {person.language for person in people}:
        with translation.override(language):
            said[language] = {name: _cut(name, _render(one)) for name, one in words.items()}
    return said


def _links(links: Links | None, person: Person) -> list[dict[str, str]]:
    if links is None:
        return []
    with translation.override(person.language):
        return links(person)


def _render(words: Words) -> str:
    return str(words() if callable(words) and not isinstance(words, Promise) else words)


def _cut(field: str, text: str) -> str:
    limit = Notice._meta.get_field(field).max_length
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def _mail(person: Person, key: str) -> Effect:
    return Effect(f"people.person:{person.pk}", f"{person.pk}:{key}", {"person": person.pk, "key": key})
