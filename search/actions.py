"""Keeping the index: the words of a thing are written by whoever changes the thing."""

from collections.abc import Iterable

from django.db import connections, router, transaction
from django.db.models import Model

from search.models import Entry, Word
from search.registry import teaches
from search.segments import indexed
from search.spelling import learned

MOST_KNOWN = 200_000
_known: set[str] = set()  # words this process has seen stored: most texts hold few others


def index(thing: Model, *, title: str, body: str) -> None:
    """The words of one thing, written or rewritten, in one statement; new words are learned in another."""
    index_many([(thing, title, body)])


def index_many(texts: Iterable[tuple[Model, str, str]]) -> int:
    """(thing, title, body) for each, in one statement, another for new words; returns how many."""
    rows = [
        Entry(kind=kind_of(thing), object_id=thing.pk, title=indexed(title), body=indexed(body))
        for thing, title, body in texts
    ]
    features = connections[router.db_for_write(Entry)].features
    target = ["kind", "object_id"] if features.supports_update_conflicts_with_target else None
    Entry.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["title", "body"], unique_fields=target
    )
    learn(rows)
    return len(rows)


def learn(entries: Iterable[Entry]) -> None:
    """Takes the words of the entries for rightly spelt ones: all others are measured by them.

    Of Chinese only titles are read: most pairs of characters in a text are no words.
    """
    found: set[str] = set()
    for entry in entries:
        if teaches(entry.kind):
            found.update(entry.title.split())
            found.update(word for word in entry.body.split() if word.isascii())
    if rows := learned(found - _known):
        Word.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: _remember(row.word for row in rows))


def _remember(words: Iterable[str]) -> None:
    if len(_known) > MOST_KNOWN:
        _known.clear()
    _known.update(words)


def forget(thing: Model) -> None:
    Entry.objects.filter(kind=kind_of(thing), object_id=thing.pk).delete()


def kind_of(thing: Model) -> str:
    return (thing._meta.concrete_model or type(thing))._meta.label_lower
