"""How many statements the pages and deeds of the catalog take, however much there is."""

import pytest
from django.urls import reverse

from catalog.actions import order
from catalog.models import Service
from tests.budgets import budget
from tests.cast import sign_in
from tests.catalog.conftest import question

pytestmark = pytest.mark.django_db

QUESTIONS = [
    question("choice", "model", choices=["light", "strong"], required=True),
    question("longtext", "why", visible_if="model == 'strong'"),
    question("text", "phone", known="phone"),
    question("item", "replaces"),
    question("person", "deputy"),
    question("table", "lines", columns=[{"name": "what", "label": {"en": "What", "zh": "品名"}}]),
]


@pytest.fixture
def full_catalog(offer):
    """Twelve services of two departments, with topics and audiences."""
    for number in range(10):
        offer(
            f"service-{number}", questions=QUESTIONS, tags=["hardware"], audience={"departments": ["finance"]}
        )
    offer("secret", department="hr", audience={"rule": "person.is_vip"})
    return offer("laptop", questions=QUESTIONS)


@pytest.mark.parametrize(
    ("what", "name", "args", "asked"),
    [
        ("portal:home", "portal:home", [], {}),
        ("catalog:services", "catalog:catalog", [], {}),
        ("catalog:services-searched", "catalog:catalog", [], {"q": "service"}),
        ("catalog:service", "catalog:service", ["laptop"], {}),
        ("portal:search-live", "portal:search", [], {"q": "service", "part": "live"}),
        ("portal:requests", "portal:requests", [], {}),
    ],
)
def test_a_page_stays_within_its_budget(client, full_catalog, erin, now, what, name, args, asked):
    for _time in range(6):
        order(full_catalog, by=erin, answers={"model": "light"}, now=now, channel="portal")
    sign_in(client, erin)
    client.get(reverse(name, args=args), asked)
    with budget(what):
        assert client.get(reverse(name, args=args), asked).status_code == 200


def test_asking_again_and_ordering_stay_within_their_budgets(client, full_catalog, erin):
    sign_in(client, erin)
    typed = {"model": "strong", "why": "Simulation", "phone": "1", "key": "k"}
    client.post(reverse("catalog:form", args=["laptop"]), typed)
    with budget("catalog:form"):
        client.post(reverse("catalog:form", args=["laptop"]), typed)
    with budget("catalog:order-by-page"):
        assert client.post(reverse("catalog:service", args=["laptop"]), typed).status_code == 302


def test_the_deed_of_ordering_stays_within_its_budget(full_catalog, erin, now):
    version = Service.objects.select_related("current", "department").get(slug="laptop").current
    order(version, by=erin, answers={"model": "light"}, now=now, channel="api")
    version = Service.objects.select_related("current", "department").get(slug="laptop").current
    with budget("catalog:order"):
        order(version, by=erin, answers={"model": "light"}, now=now, channel="api")
