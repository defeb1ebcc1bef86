"""What a view may show: everything is fetched here, so that nothing more can be shown."""

from typing import Any

from django.http import Http404

from knowledge.models import Article
from people.models import Person

SHOWN = ("department", "translation_of", "owner")


def readable(person: Person, slug: str) -> Article:
    """The article at this address; one the person may not read and none at all are the same 404."""
    article = Article.objects.visible_to(person).select_related(*SHOWN).filter(slug=slug).first()
    if article is None:
        raise Http404
    return article


def in_other_language(person: Person, article: Article) -> Article | None:
    """The same answer in the other language, if the person may read it."""
    others = Article.objects.visible_to(person).counterparts([article]).exclude(pk=article.pk)
    return others.exclude(language=article.language).first()


def figures(article: Article) -> dict[str, Any]:
    """How often it was read, saved a request, helped and did not: for those who keep it."""
    usage = getattr(article, "usage", None)
    said = list(article.feedback.values_list("helped", flat=True))
    return {
        "reads": usage.reads if usage else 0,
        "solved": usage.solved if usage else 0,
        "helped": said.count(True),
        "missed": said.count(False),
    }
