"""What a publisher submits waits for the department's approvers, and for nobody else's."""

import pytest
from django.urls import reverse

from catalog.models import Service, ServicePage
from people import actions as people
from tests.cast import NOW, sign_in
from tests.catalog.test_editor import filled_in, hr, new_service  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_approver_of_the_department_is_asked_and_publishes(client, hr):  # noqa: F811
    people.give_role(hr.erin, "publisher", hr.hr, by=hr.machine, now=NOW)
    people.give_role(hr.tom, "publication-approver", hr.hr, by=hr.machine, now=NOW)
    sign_in(client, hr.erin)
    client.post(new_service(hr), {**filled_in(hr), "action-submit": "1"})
    page = ServicePage.objects.get()
    task = page.current_workflow_task_state
    assert task is not None
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])

    client.post(address, {"comment": ""})
    sign_in(client, hr.fred).post(address, {"comment": ""})
    assert not Service.objects.exists()  # neither who submitted it, nor finance

    sign_in(client, hr.tom)
    assert page.title in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(address, {"comment": ""})
    assert Service.objects.get().current.published_by == hr.tom
