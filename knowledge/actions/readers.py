"""The deeds of readers: opening an article, saying whether it helped, not needing to ask any more."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from journal.actions import record
from knowledge.models import Article, Feedback, Usage
from people.models import Person

ONE_READING = 30 * 60  # seconds: coming back within these is still the same reading
LONGEST_QUESTION = 200


def note_read(article: Article, *, by: Person) -> None:
    """Counts a reading, once per person and half hour: reloading a page writes nothing."""
    if cache.add(f"knowledge.read.{article.pk}.{by.pk}", 1, ONE_READING):
        _count(article, "reads")


@transaction.atomic
def give_feedback(
    article: Article, *, by: Person, now: datetime, helped: bool, comment: str = ""
) -> Feedback:
    """Whether the article helped; saying it again changes the person's mind, it is not counted twice."""
    comment = comment.strip()
    before = Feedback.objects.filter(article=article, person=by).first()
    if before is not None and (before.helped, before.comment) == (helped, comment):
        return before
    feedback, _made = Feedback.objects.update_or_create(
        article=article, person=by, defaults={"helped": helped, "comment": comment, "created_at": now}
    )
    verb = "article.helped" if helped else "article.missed"
    record(verb, article, by=by, now=now, data={"comment": comment} if comment else None)
    return feedback


@transaction.atomic
def note_solved(
    article: Article, *, by: Person, now: datetime, question: str = "", service: str = ""
) -> None:
    """The article saved the person a request: what was asked and which form stays unsent is kept."""
    Feedback.objects.update_or_create(
        article=article, person=by, defaults={"helped": True, "created_at": now}
    )
    _count(article, "solved")
    data = {"question": question.strip()[:LONGEST_QUESTION], "service": service}
    record("article.solved", article, by=by, now=now, data=data)


def _count(article: Article, name: str) -> None:
    if not Usage.objects.filter(article=article).update(**{name: F(name) + 1}):
        Usage.objects.get_or_create(article=article, defaults={name: 1})
