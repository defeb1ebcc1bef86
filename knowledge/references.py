"""Which articles use a picture or a document, and who may see it: readers of such an article, and its keepers."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from knowledge.models import Article
from knowledge.querysets import ArticleQuerySet
from people.models import Person


def used_in(thing: models.Model) -> list[int]:
    """The ids of the pages that refer to a picture or document."""
    pages = ContentType.objects.get_for_model(Page)
    found = ReferenceIndex.get_references_to(thing).filter(base_content_type=pages)
    return [int(pk) for pk in found.values_list("object_id", flat=True).distinct()]


def shown_in(thing: models.Model, person: Person) -> ArticleQuerySet:
    """The articles that show it and that the person may read."""
    return Article.objects.visible_to(person).filter(pk__in=used_in(thing))


def may_see(person: Person, thing: models.Model) -> bool:
    """Whether the person may see a picture or document: whoever keeps its collection, and the readers of an
    article that shows it. One that stands nowhere is its keepers' alone."""
    policy = policy_registry.get_by_type(type(thing))
    keeps = policy.user_has_any_permission_for_instance(person, ["add", "change", "choose"], thing)
    return bool(keeps) or shown_in(thing, person).exists()
