"""Masks, parts of the lifecycle and the register in the service editor, by HTTP."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from catalog import packaging
from catalog.models import Service, ServicePage
from tests.cast import NOW, sign_in
from tests.catalog.test_editor import filled_in, hr, new_service

__all__ = ["hr"]
pytestmark = pytest.mark.django_db

ROW = {
    "masks-0-questions": ["with_salary"],
    "masks-0-who": ["agent", "participant"],
    "masks-0-at": ["submitted"],
    "masks-0-may": "hidden",
}


def section(text: str) -> tuple:
    return "section", {"label": text, "label_zh": "标题"}


def test_hanna_masks_an_answer_switches_a_step_off_and_makes_a_register(client, hr):
    sign_in(client, hr.hanna)
    client.post(new_service(hr), filled_in(hr))
    page = ServicePage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = client.get(edit).content.decode()
    for offered in (
        "masks-0-questions",
        'value="with_salary"',
        'value="seek_approval"',
        'value="participant"',
    ):
        assert offered in html
    ticked = {"without_steps": ["seek_approval"], "has_register": "on", "action-publish": "1"}
    client.post(edit, {**filled_in(hr), **ROW, **ticked})

    service = Service.objects.select_related("current").get()
    spec = service.current.service_spec
    (mask,) = spec.masks
    assert (mask.questions, mask.at, mask.may) == (("with_salary",), ("submitted",), "hidden")
    assert (spec.without.steps, service.has_register) == (("seek_approval",), True)
    again = client.get(edit).content.decode()
    assert "With salary: hidden (The people who work on it, Participants and watchers; Submitted)" in again

    client.post(edit, {**filled_in(hr), **ROW, "masks-0-remove": "1", "action-publish": "1"})
    service.refresh_from_db()
    spec = service.current.service_spec
    assert (spec.masks, spec.without.steps, service.has_register) == ((), (), False)


def test_what_names_a_question_that_is_gone_is_kept_shown_and_refused(client, hr):
    sign_in(client, hr.hanna)
    client.post(
        new_service(hr), {**filled_in(hr), **ROW, "masks-0-questions": ["pay"], "action-publish": "1"}
    )
    page = ServicePage.objects.get()
    assert not page.live
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "“pay”, which is gone" in html
    assert page.get_latest_revision_as_object().masks[0]["questions"] == ["pay"]


def test_they_travel_in_the_services_file(client, hr):
    sign_in(client, hr.hanna)
    questions = streamfield([section("Money"), ("yesno", {"label": "With salary", "label_zh": "含工资"})])
    row = {**ROW, "masks-0-questions": [], "masks-0-sections": ["money"]}
    more = {"without_statuses": ["approval"], "has_register": "on", "action-publish": "1"}
    client.post(new_service(hr), {**filled_in(hr, questions=questions), **row, **more})
    version = Service.objects.select_related("current").get().current
    assert version.service_spec.terms()["masks"][0]["questions"] == ["with_salary"]
    text = packaging.version_package(version, now=NOW)
    assert packaging.read(text.encode(), name="x.yaml").spec == version.service_spec
    found = packaging.compare(packaging.read(text.encode(), name="x.yaml"), by=hr.hanna)
    assert (found.differences, found.faults) == ([], [])
