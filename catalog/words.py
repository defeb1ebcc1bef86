"""The words a service is found by, in both languages; what people call it counts like its name."""

from django.utils.html import strip_tags

import search
from catalog.models import Service
from catalog.spec import ServiceSpec


def index(service: Service) -> None:
    """Writes the words of the version that is ordered now."""
    search.index(service, title=title_of(service), body=body_of(service))


def title_of(service: Service) -> str:
    spec = service.current.service_spec
    return " ".join(filter(None, [*spec.title.values(), *spec.keywords]))


def body_of(service: Service) -> str:
    return " ".join(filter(None, _body(service.current.service_spec)))


def _body(spec: ServiceSpec) -> list[str]:
    topics = [text for topic in spec.tags for text in topic.label.values()]
    rich = [strip_tags(text.replace(">", "> ")) for text in spec.description.values()]
    questions = [text for question in spec.questions for text in question.label.values()]
    return [*spec.summary.values(), *topics, *spec.for_whom.values(), *rich, *questions]


search.register(
    Service,
    title=title_of,
    body=body_of,
    things=lambda: Service.objects.live().select_related("current"),
)
