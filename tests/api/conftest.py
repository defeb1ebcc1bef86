"""Programs that act as somebody of the cast, at a company with two services, some tickets and a laptop."""

import json
from typing import Any

import pytest
from django.test import Client

from cmdb import actions as cmdb
from people import tokens
from people.models import Person
from tests.cast import NOW, Company
from tests.catalog.conftest import offer, question, standard  # noqa: F401
from tickets import actions
from tickets.models import Ticket


class Program:
    """A client that sends a person's token and speaks JSON."""

    def __init__(self, token: str, **headers: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}", **headers})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/{path}")

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )


@pytest.fixture
def program(company: Company):
    """`program(tom)` is a program that acts as Tom."""

    def acting_as(person: Person, **headers: str) -> Program:
        return Program(tokens.issue(person, "test", NOW), **headers)

    return acting_as


@pytest.fixture
def laptop(offer):  # noqa: F811
    """A service with a choice, a question it hides, and a required text."""
    models = [{"value": "light", "label": {"en": "Light", "zh": "轻"}}]
    models.append({"value": "heavy", "label": {"en": "Heavy", "zh": "重"}})
    return offer(
        "laptop",
        keywords=["notebook"],
        questions=[
            question("choice", "model", choices=models, required=True),
            question("longtext", "why", visible_if="model == 'heavy'", required=True),
            question("number", "quantity", minimum=1, whole=True),
        ],
    )


@pytest.fixture
def hr_only(offer):  # noqa: F811
    return offer("salary", department="hr", audience={"departments": ["hr"]})


def make_ticket(company: Company, requester: Person, subject: str, **more: Any) -> Ticket:
    known = {
        "department": company.it,
        "team": company.it_service_desk,
        "kind": "incident",
        "lifecycle": "incident",
    }
    return actions.open_ticket(
        subject=subject, requester=requester, by=requester, now=NOW, **{**known, **more}
    )


@pytest.fixture
def broken(company: Company) -> Ticket:
    """Erin's broken laptop, with the service desk."""
    return make_ticket(company, company.erin, "Laptop stays black")


@pytest.fixture
def secret(company: Company) -> Ticket:
    """Something between Hanna and HR."""
    return make_ticket(
        company, company.hanna, "Warning letter", department=company.hr, team=company.hr_services
    )


@pytest.fixture
def notebook(company: Company):
    """Erin's laptop as a configuration item."""
    from cmdb.models import ItemType

    kind = ItemType.objects.create(slug="laptop", name="Laptop", name_zh="笔记本", is_device=True)
    return cmdb.add_item(
        type=kind,
        name="Light 13",
        tag="NB-1",
        owner=company.erin,
        department=company.it,
        by=company.machine,
        now=NOW,
    )
