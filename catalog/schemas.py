"""Services and the basket as programs see them."""

from collections.abc import Iterable
from typing import Any

from ninja import Field, Schema

from catalog.basket import Line, sums
from catalog.models import Service
from people.schemas import PersonOut, PlaceOut, Sent
from tickets.schemas import TicketDetail


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


class BasketIn(OrderIn):
    """What to lay into the basket; it must be fit to be ordered as it is."""

    service: str = Field(description="Slug of the service.")


class Fault(Schema):
    question: str = Field(description="The question in words; empty where it is about the whole line.")
    message: str


class BasketLine(Schema):
    """Something gathered and not ordered yet, checked as of now."""

    key: str
    service: str
    name: str
    on_behalf_of: PersonOut | None
    quantity: int
    answers: dict[str, Any]
    total: str | None
    currency: str | None
    faults: list[Fault] = Field(description="What stands against ordering it; empty where nothing does.")
    seen: str = Field(description="Send it back to order exactly what you read here.")

    @classmethod
    def of(cls, line: Line) -> "BasketLine":
        draft = line.draft
        return cls(
            key=draft.key,
            service=draft.service.slug,
            name=draft.service.label,
            on_behalf_of=PersonOut.of(draft.ordered_for) if draft.is_for_other else None,
            quantity=line.quantity,
            answers=line.form.answers if line.form else {},
            total=None if line.total is None else str(line.total),
            currency=line.price.currency if line.price else None,
            faults=[Fault(question=about, message=said) for about, said in line.faults],
            seen=line.seen,
        )


class Sum(Schema):
    currency: str
    total: str


class Basket(Schema):
    lines: list[BasketLine]
    sums: list[Sum]

    @classmethod
    def of(cls, lines: list[Line]) -> "Basket":
        told = [Sum(currency=currency, total=str(total)) for currency, total in sums(lines)]
        return cls(lines=[BasketLine.of(line) for line in lines], sums=told)


class BasketOrderIn(Sent):
    lines: list[str] = Field(description="`seen` of every line in the basket.")


class Ordered(Schema):
    tickets: list[TicketDetail]


class AnswersIn(Sent):
    """Answers by question, in the shapes of the service's schema; those that are left out stay."""

    answers: dict[str, Any] = {}
    seen: int | None = Field(None, description="The revision you decided on; an older one is refused.")


def shown(services: Iterable[Service]) -> list[ServiceOut]:
    return [ServiceOut.of(service) for service in services]
