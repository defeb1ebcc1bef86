"""What may help somebody who is typing: articles that may answer it, services that may do it."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

import search
from catalog.models import Service
from knowledge.suggestions import suggest

router = Router()
MOST = 20


class ArticleHit(Schema):
    slug: str
    title: str
    summary: str
    language: str
    why: str


class ServiceHit(Schema):
    slug: str
    name: str
    summary: str


class Suggestions(Schema):
    articles: list[ArticleHit]
    services: list[ServiceHit]


@router.get("/suggestions", response=Suggestions, summary="What may help")
def suggestions(request: HttpRequest, q: str = Query(..., max_length=2000), limit: int = 5) -> dict[str, Any]:
    """Articles you may read and services you may order, the likeliest first."""
    most = max(1, min(limit, MOST))
    visible = Service.objects.visible_to(request.user)
    services = search.matching(visible, q, mode="any", forgiving=True)[:most]
    return {
        "articles": [
            ArticleHit(
                slug=hit.article.slug,
                title=hit.article.title,
                summary=hit.article.summary,
                language=hit.article.language,
                why=str(hit.why),
            )
            for hit in suggest(request.user, q, limit=most)
        ],
        "services": [ServiceHit(slug=one.slug, name=one.label, summary=one.description) for one in services],
    }
