"""What waits for somebody's decision stands on their home page, and on nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import actions
from catalog.awaiting import awaited_from
from catalog.models import ServicePage
from people import actions as people
from people.models import Notice
from tests.cast import NOW, sign_in
from tests.catalog.test_compliance import latest, olga, page  # noqa: F401
from tests.catalog.test_editor import filled_in, hr, new_service  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def peter(company):
    """Publishes HR's drafts; Hanna approves them."""
    people.give_role(company.tina, "publisher", company.hr, by=company.machine, now=NOW)
    people.give_role(company.hanna, "publication-approver", company.hr, by=company.machine, now=NOW)
    for one in (company.tina, company.hanna):
        one.forget_standing()
    return company.tina


def home(client, person) -> str:
    return sign_in(client, person).get(reverse("portal:home")).content.decode()


def test_what_a_publisher_submits_waits_on_the_approvers_home_page(client, hr, peter):  # noqa: F811
    sign_in(client, peter)
    client.post(new_service(hr), {**filled_in(hr), "action-submit": "1"})
    (one,) = awaited_from(hr.hanna, most=5)

    html = home(client, hr.hanna)

    assert one.label in html
    assert one.url in html
    assert peter.label in html
    assert client.get(one.url).status_code == 200
    for other in (peter, hr.fiona, hr.erin):
        assert awaited_from(other, most=5) == []
        assert one.url not in home(client, other)


def test_what_lies_before_compliance_waits_for_who_did_not_write_it(client, hr, page, olga):  # noqa: F811
    asked = actions.ask_sign_off(latest(), by=hr.hanna, now=NOW)

    html = home(client, olga)

    assert asked.label in html
    assert reverse("catalog_admin:sign-off", args=[asked.pk]) in html
    assert awaited_from(hr.hanna, most=5) == []
    assert awaited_from(hr.fred, most=5) == []
    actions.sign_off(asked, by=olga, now=NOW + timedelta(hours=1))
    assert awaited_from(olga, most=5) == []


def told(person) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("topic", "text"))


def test_who_approves_hears_of_it_and_who_submitted_hears_what_became_of_it(client, hr, peter, mailoutbox):  # noqa: F811
    sign_in(client, peter)
    client.post(new_service(hr), {**filled_in(hr), "action-submit": "1"})
    service = ServicePage.objects.get()
    assert told(hr.hanna) == [("publication-submitted", f"“{service.title}” waits for you to approve it")]
    assert told(peter) == told(hr.erin) == told(hr.ada) == []

    decide(client, hr.hanna, service, "reject", "Say what it costs.")
    (back,) = Notice.objects.filter(person=peter)
    assert (back.topic, back.text) == ("publication-decided", f"“{service.title}” was sent back to you")
    assert "what it costs" in back.body

    sign_in(client, peter)
    edit = reverse("wagtailadmin_pages:edit", args=[service.pk])
    client.post(edit, {**filled_in(hr), "action-submit": "1"})
    decide(client, hr.hanna, service, "approve", "")
    assert told(peter)[-1][1] == f"“{service.title}” was approved and is published"
    assert len(told(hr.hanna)) == 2
    assert mailoutbox == []  # mails leave through the outbox, none past it


def decide(client, person, service, how, comment):
    state = ServicePage.objects.get(pk=service.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[service.pk, how, state.pk])
    assert sign_in(client, person).post(address, {"comment": comment}).status_code in (200, 302)
