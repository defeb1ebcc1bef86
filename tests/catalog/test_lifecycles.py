"""Services choose among the lifecycles of the company and of their own department, and are told where they run."""

import pytest

from catalog.actions import ensure_storefront
from catalog.checks import flow
from catalog.models import Service
from catalog.spec import ServiceSpec
from tests.cast import sign_in
from tests.catalog.test_editor import filled_in, hr, new_service
from tickets.actions import publish_draft, start_lifecycle
from tickets.lifecycles import Text, current
from tickets.lifecycles.uses import uses_of
from tickets.models import Lifecycle

__all__ = ["hr"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(company, now) -> Lifecycle:
    """HR's own lifecycle, published."""
    label = Text(en="Letters", zh="信函")
    draft = start_lifecycle(
        label, kind="request", department=company.hr, by=company.hanna, now=now, like=current("request")
    )
    return publish_draft(draft, by=company.hanna, now=now).lifecycle


def chosen_faults(department, lifecycle):
    spec = ServiceSpec.model_construct(department=department, lifecycle=lifecycle, kind="request")
    return [str(fault.sentence) for fault in flow._lifecycle(spec)]


def test_hanna_chooses_her_own_lifecycle_and_finds_the_service_on_its_page(client, hr, letters):
    sign_in(client, hr.hanna)
    assert "Letters" in client.get(new_service(hr)).content.decode()
    client.post(new_service(hr), {**filled_in(hr, lifecycle=str(letters.pk)), "action-publish": "1"})

    service = Service.objects.get(slug="employment-certificate")
    assert service.current.service_spec.lifecycle == letters.slug
    page = client.get(f"/desk/lifecycles/{letters.slug}/").content.decode()
    assert service.get_absolute_url() in page


def test_other_departments_are_not_offered_it_and_cannot_name_it(client, hr, letters):
    hr.storefront = ensure_storefront(hr.finance)
    sign_in(client, hr.fiona)
    assert "Letters" not in client.get(new_service(hr)).content.decode()
    assert chosen_faults("finance", letters.slug) == [f"There is no lifecycle “{letters.slug}”."]
    assert chosen_faults("hr", letters.slug) == []
    assert chosen_faults("finance", "request") == []


def test_what_was_never_published_cannot_be_chosen(hr, now):
    draft = start_lifecycle(Text(en="New", zh="新"), kind="request", department=hr.hr, by=hr.hanna, now=now)
    assert chosen_faults("hr", draft.lifecycle.slug) == [f"There is no lifecycle “{draft.lifecycle.slug}”."]


def test_services_one_may_not_see_are_not_told(client, hr, letters):
    sign_in(client, hr.hanna)
    data = filled_in(hr, lifecycle=str(letters.pk)) | {"audience_departments": ["hr"]}
    client.post(new_service(hr), {**data, "action-publish": "1"})
    assert [one.label for one in uses_of([letters.slug], hr.hanna)[letters.slug]] == [
        "Employment certificate"
    ]
    assert uses_of([letters.slug], hr.fiona)[letters.slug] == []
