"""What the page of a service shows around its form, gathered in as few questions as possible."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from catalog.models import Announcement, Favourite, Service
from catalog.news import news_of
from catalog.policies import orders_for
from catalog.promise import promise_of
from catalog.spec import ServiceSpec
from knowledge.models import Article
from people.models import Person
from ui.bilingual import pick


@dataclass(frozen=True)
class Step:
    title: str
    text: str


def page_of(service: Service, reader: Person, *, now: datetime) -> dict[str, Any]:
    """Name, for whom, what you get, the promise, what is new, what happens next, articles."""
    spec = service.current.service_spec
    return {
        "service": service,
        **words_of(spec),
        "promise": promise_of(service, spec),
        "news": news_of(service.current, now=now),
        "articles": articles_of(spec, reader),
        "announcements": Announcement.objects.visible_to(reader, now=now).filter(service=service),
        "is_favourite": Favourite.objects.filter(person=reader, service=service).exists(),
        "may_order_for_others": spec.on_behalf and orders_for(reader, service).exists(),
    }


def words_of(spec: ServiceSpec) -> dict[str, Any]:
    """The service's own texts in the reader's language."""
    return {
        "spec": spec,
        "title": pick(spec.title),
        "summary": pick(spec.summary),
        "description": pick(spec.description),
        "for_whom": pick(spec.for_whom),
        "steps": [Step(pick(step.title), pick(step.text)) for step in spec.steps],
        "price": spec.price,
        "price_note": pick(spec.price.note) if spec.price else "",
    }


def articles_of(spec: ServiceSpec, reader: Person) -> list[Article]:
    """The articles the publisher chose and those that name the service, as far as the reader may read them."""
    visible = Article.objects.visible_to(reader)
    found = visible.filter(slug__in=spec.articles) | visible.explaining(spec.slug)
    return list(found.preferring(get_language()).order_by("title")[:5])
