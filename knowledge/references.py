"""Which articles use a picture or a document: what only restricted articles show is as restricted as they."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page, ReferenceIndex

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
