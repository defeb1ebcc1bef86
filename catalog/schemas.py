"""Services as programs see them."""

from collections.abc import Iterable
from typing import Any

from ninja import Field, Schema

from catalog.models import Service
from people.schemas import PlaceOut, Sent


class ServiceOut(Schema):
    slug: str
    name: str
    summary: str
    kind: str
    department: PlaceOut
    version: int

    @classmethod
    def of(cls, service: Service) -> "ServiceOut":
        return cls(
            slug=service.slug,
            name=service.label,
            summary=service.description,
            kind=service.current.service_spec.kind,
            department=PlaceOut.of(service.department),
            version=service.current.number,
        )


class ServiceDetail(ServiceOut):
    """A service with its questions as a JSON Schema (draft 2020-12) of the answers to order it with."""

    questions: dict[str, Any]
    quantity_max: int = Field(1, description="How many may be ordered at once.")


class ServicePage(Schema):
    results: list[ServiceOut]
    next: str | None


class OrderIn(Sent):
    answers: dict[str, Any] = {}
    quantity: int = Field(1, description="How many; at most the service's `quantity_max`.")
    on_behalf_of: str | None = Field(None, description="User name of the person it is for.")


class AnswersIn(Sent):
    """Answers by question, in the shapes of the service's schema; those that are left out stay."""

    answers: dict[str, Any] = {}
    seen: int | None = Field(None, description="The revision you decided on; an older one is refused.")


def shown(services: Iterable[Service]) -> list[ServiceOut]:
    return [ServiceOut.of(service) for service in services]
