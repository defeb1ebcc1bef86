"""The deeds of authors that do not happen in the editor: imports, the demo, drafts from elsewhere.

What authors do in the editor reaches the journal through `knowledge.wagtail_signals`; both end in the same
events.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from knowledge import policies
from knowledge.models import Article, ArticleService, Section
from knowledge.slugs import slug_for
from knowledge.texts import first_sentence, plain_text
from knowledge.wagtail_signals import quietly
from people.models import Department, Person

FACTS = (
    "title", "body", "summary", "tags", "language", "audience", "departments", "services", "translation_of",
    "source", "source_digest",
)  # fmt: skip


@transaction.atomic
def write_article(
    section: Section, *, by: Person, now: datetime, publish: bool = True, slug: str = "", **facts: Any
) -> Article:
    """A new article in the section: `title`, `body` (raw stream data), and any other of `FACTS`.

    Without a summary its first sentence stands in. `publish=False` leaves a draft that only the editor
    shows.
    """
    if not policies.may_write_in(by, section):
        raise NotAllowed(_("Only authors of this section may write in it."))
    article = Article(slug=free_slug(slug or slug_for(facts["title"])), live=False, owner=_editor(by))
    _set(article, facts)
    _checked(lambda: section.add_child(instance=article))
    return _saved(article, by=by, now=now, publish=publish)


@transaction.atomic
def change_article(
    article: Article, *, by: Person, now: datetime, publish: bool = True, **facts: Any
) -> Article:
    """A new version of the article; the ones before stay in its history."""
    if not policies.may_edit(by, article):
        raise NotAllowed(_("Only authors of its section may change this article."))
    article = article.get_latest_revision_as_object()
    _set(article, facts)
    return _saved(article, by=by, now=now, publish=publish)


@transaction.atomic
def retire_article(article: Article, *, by: Person, now: datetime) -> None:
    """Takes the article back: nobody finds or reads it any more, its versions stay in the editor."""
    if not policies.may_edit(by, article):
        raise NotAllowed(_("Only authors of its section may take this article back."))
    with quietly():
        article.unpublish(user=_editor(by))
    record("article.retired", article, by=by, now=now)


def free_slug(wanted: str) -> str:
    """The slug, or the first of `slug-2`, `slug-3`, … that no article has."""
    slug, number = wanted, 1
    while not Article._slug_is_available(slug, None):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _set(article: Article, facts: dict[str, Any]) -> None:
    unknown = facts.keys() - set(FACTS)
    if unknown:
        raise TypeError(f"An article has no {sorted(unknown)}.")
    facts = dict(facts)
    departments: Iterable[Department] | None = facts.pop("departments", None)
    services: Iterable[str] | None = facts.pop("services", None)
    for name, value in facts.items():
        setattr(article, name, value)
    if departments is not None:
        article.departments = list(departments)
    if services is not None:
        article.service_links = [ArticleService(slug=slug, sort_order=n) for n, slug in enumerate(services)]
    if not article.summary:
        article.summary = first_sentence(plain_text(article.body))


def _saved(article: Article, *, by: Person, now: datetime, publish: bool) -> Article:
    with quietly():
        revision = _checked(lambda: article.save_revision(user=_editor(by), log_action=True))
        if not publish:
            return article
        revision.publish(user=_editor(by), skip_permission_checks=True)
    moments = {"last_published_at": now}
    if article.first_published_at is None:
        moments["first_published_at"] = now
    Article.objects.filter(pk=article.pk).update(**moments)
    article = Article.objects.get(pk=article.pk)
    record("article.published", article, by=by, now=now)
    return article


def _checked(save: Any) -> Any:
    try:
        return save()
    except ValidationError as fault:
        # Wagtail's shortest check, of a draft, speaks of the title only and does not say so.
        errors = fault.message_dict if hasattr(fault, "error_dict") else {"title": fault.messages}
        raise Invalid(_("The article is not right yet."), errors=errors) from None


def _editor(by: Person) -> Person | None:
    """Wagtail's log names people; what the machine does has no editor there."""
    return None if by.is_machine else by
