"""What authors do in the editor becomes events here: the one door between Wagtail's life cycle and ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published, page_unpublished, post_page_move

import search
from journal.actions import record
from knowledge.models import Article, Section
from people.models import Person

_quiet: ContextVar[bool] = ContextVar("knowledge_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Inside, the editor's signals are not heard: the deed that causes them records its own event."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


@receiver(page_published, sender=Article, dispatch_uid="knowledge.published")
def _published(instance: Article, revision: Any = None, **_rest: Any) -> None:
    _tell("article.published", instance, getattr(revision, "user", None))


@receiver(page_unpublished, sender=Article, dispatch_uid="knowledge.unpublished")
def _unpublished(instance: Article, **_rest: Any) -> None:
    _tell("article.retired", instance)


@receiver(pre_delete, sender=Article, dispatch_uid="knowledge.deleted")
def _deleted(instance: Article, **_rest: Any) -> None:
    _tell("article.removed", instance)
    search.forget(instance)


@receiver(post_page_move, sender=Article, dispatch_uid="knowledge.moved")
def _moved(instance: Article, **_rest: Any) -> None:
    """An article taken to another section is kept by that department from now on."""
    section = Section.objects.parent_of(instance).first()
    if section is not None:
        Article.objects.filter(pk=instance.pk).update(department=section.department_id)


@receiver(page_published, sender=Section, dispatch_uid="knowledge.section-changed")
def _section_changed(instance: Section, **_rest: Any) -> None:
    Article.objects.child_of(instance).update(department=instance.department_id)


def _tell(verb: str, article: Article, editor: Person | None = None) -> None:
    if _quiet.get():
        return
    by = get_active_log_context().user or editor or Person.objects.machine()
    with transaction.atomic():
        record(verb, article, by=by, now=timezone.now(), channel="editor")
