"""Two clicks on the same button of the catalog: what they ask for is done once."""

import pytest

from catalog import actions, demo
from catalog.models import ServicePage, SignOff
from people.models import Notice
from tests.cast import NOW, build_company
from tests.catalog.conftest import written
from tests.tickets.test_two_at_once import at_once
from tickets.models import ServiceLevel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company():
    return build_company()


@pytest.fixture
def page(company) -> ServicePage:
    """HR's certificate, published and under control, with a draft that nobody signed off."""
    ServiceLevel.objects.create(
        slug="standard",
        name="Standard",
        calendar=company.office_hours,
        targets={"default": {"response": 240, "resolution": 960}},
    )
    demo.load([written("certificate", "hr")], by=company.machine, now=NOW)
    found = ServicePage.objects.get(slug="certificate")
    actions.control(found, by=company.hanna, now=NOW)
    found.summary = "Another sentence."
    found.save_revision(user=company.hanna)
    return found.get_latest_revision_as_object()


def test_compliance_is_asked_once_however_often_the_button_is_pressed(company, page):
    outcomes = at_once(*[lambda: actions.ask_sign_off(page, by=company.hanna, now=NOW) for _click in "abc"])
    asked = SignOff.objects.get()
    assert outcomes == [asked] * 3
    assert Notice.objects.filter(topic="service-sign-off-asked").count() == 1
