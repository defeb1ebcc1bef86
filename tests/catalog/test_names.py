"""A question, choice or column may be called anything in words, but not every name can stand in a rule."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from catalog import demo
from catalog.actions import ensure_storefront
from catalog.faults import CannotPublish
from catalog.models import Service, ServicePage
from tests.cast import sign_in
from tests.catalog.conftest import question, written
from tests.catalog.test_editor import filled_in, hr, new_service  # noqa: F401

pytestmark = pytest.mark.django_db

OF_RULES = ["type", "in", "true", "null", "for", "double", "answered", "not", "person", "key"]
NO_NAMES = ["2nd", "Größe", "first name", "a-b", "_x", "x" * 61, "型号", "a.b"]


@pytest.mark.parametrize("name", OF_RULES)
def test_a_word_of_the_rules_is_no_name_and_the_fault_says_which(company, standard, now, name):
    with pytest.raises(CannotPublish) as refused:
        demo.load([written("thing", questions=[question("text", name)])], by=company.machine, now=now)
    [fault] = refused.value.faults
    assert fault.place == "questions.0.name"
    assert f"“{name}”" in str(fault.sentence)
    assert "meaning of its own" in str(fault.sentence)
    assert not Service.objects.exists()


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_identifier_is_refused_with_what_is_one(company, standard, now, name):
    with pytest.raises(CannotPublish) as refused:
        demo.load([written("thing", questions=[question("text", name)])], by=company.machine, now=now)
    assert [fault.place for fault in refused.value.faults] == ["questions.0.name"]
    assert "small Latin letters" in str(refused.value)


@pytest.mark.parametrize("name", ["type", "in", "Größe"])
def test_a_column_is_held_to_the_same_and_rules_that_read_it_change_nothing(company, standard, now, name):
    column = {"name": name, "kind": "number", "label": {"en": "N", "zh": "数"}, "total": True}
    table = question("table", "parts", columns=[column], visible_if=f"{name} > 1")
    with pytest.raises(CannotPublish) as refused:
        demo.load([written("thing", questions=[table])], by=company.machine, now=now)
    assert "questions.0.columns" in [fault.place for fault in refused.value.faults]


def test_names_made_from_the_question_keep_clear_of_the_words_of_the_rules(company, standard, now):
    asked = [
        {"kind": "text", "label": {"en": "Type", "zh": "类型"}},
        {"kind": "text", "label": {"en": "In", "zh": "在"}},
    ]
    demo.load([written("thing", questions=asked)], by=company.machine, now=now)
    spec = Service.objects.get().current.service_spec
    assert [one.name for one in spec.questions] == ["type_2", "in_2"]


@pytest.mark.parametrize("name", ["type", "in", "true", "Größe"])
def test_the_editor_keeps_the_draft_and_leads_to_the_question(client, hr, name):  # noqa: F811
    sign_in(client, hr.hanna)
    asked = streamfield([("text", {"label": "Kind of leave", "name": name, "max_length": "200"})])
    answer = client.post(
        new_service(hr), {**filled_in(hr, questions=asked), "action-publish": "1"}, follow=True
    )

    draft = ServicePage.objects.get().get_latest_revision_as_object()
    assert (draft.questions[0].value["name"], Service.objects.exists()) == (name, False)
    assert f'href="#block-{draft.questions[0].id}-section"' in answer.content.decode()


def test_the_preview_says_it_too(client, hr):  # noqa: F811
    sign_in(client, hr.hanna)
    ensure_storefront(hr.hr)
    asked = streamfield([("text", {"label": "Kind", "name": "type", "max_length": "200"})])
    address = reverse("wagtailadmin_pages:preview_on_add", args=["catalog", "servicepage", hr.storefront.pk])
    client.post(address, filled_in(hr, questions=asked))
    assert "meaning of its own" in client.get(address, {"mode": "en"}).content.decode()
