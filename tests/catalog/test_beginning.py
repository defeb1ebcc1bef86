"""A new service that the editor saves by itself and its publisher saves by hand, at once if need be."""

from uuid import uuid4

import pytest
from django.urls import reverse

from catalog.models import ServicePage
from tests.cast import sign_in
from tests.catalog.test_editor import filled_in, hr, new_service  # noqa: F401

pytestmark = pytest.mark.django_db

ITSELF = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def typed(client, hr):  # noqa: F811
    """What the same open editor sends, again and again."""
    sign_in(client, hr.hanna)
    token = str(uuid4())
    return lambda **more: filled_in(hr, begun_as=token, **more)


def test_an_editor_is_opened_with_a_token_and_keeps_it_while_something_is_wrong(client, hr):  # noqa: F811
    sign_in(client, hr.hanna)
    token = client.get(new_service(hr)).context["token"]
    again = client.post(new_service(hr), filled_in(hr, slug="Not An Address", begun_as=str(token)))
    assert again.context["token"] == token
    assert f'name="begun_as" value="{token}"' in again.content.decode()
    assert client.get(new_service(hr)).context["token"] != token


def test_what_is_saved_again_before_the_first_answer_is_back_is_the_same_page(client, hr, typed):  # noqa: F811
    first = client.post(new_service(hr), typed(title="Employment"), **ITSELF).json()
    second = client.post(new_service(hr), typed(title="Employment certificate"), **ITSELF).json()

    page = ServicePage.objects.get()
    assert (first["pk"], second["pk"]) == (page.pk, page.pk)
    assert page.get_latest_revision_as_object().title == "Employment certificate"
    assert second["url"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert second["hydrate_url"] == first["hydrate_url"]


def test_who_saves_by_hand_while_the_editor_saves_by_itself_gets_one_page(client, hr, typed):  # noqa: F811
    client.post(new_service(hr), typed(summary="Half a sen"), **ITSELF)
    answer = client.post(new_service(hr), typed(summary="Half a sentence no more."))

    page = ServicePage.objects.get()
    assert answer.status_code == 302
    assert page.get_latest_revision_as_object().summary == "Half a sentence no more."


def test_what_was_under_way_when_somebody_pressed_the_button_overwrites_nothing(client, hr, typed):  # noqa: F811
    client.post(new_service(hr), {**typed(), "action-publish": "1"})
    late = client.post(new_service(hr), typed(summary="Half a sen"), **ITSELF)

    page = ServicePage.objects.get()
    assert page.live
    assert late.json()["error_code"] == "invalid_revision"
    assert page.get_latest_revision_as_object().summary == "A letter that says you work here."


def test_another_editor_is_another_page(client, hr, typed):  # noqa: F811
    client.post(new_service(hr), typed())
    client.post(new_service(hr), filled_in(hr, slug="reference-letter", begun_as=str(uuid4())))
    client.post(new_service(hr), filled_in(hr, slug="proof-of-pay"))
    assert ServicePage.objects.count() == 3


def test_what_can_not_be_published_yet_is_kept_and_goes_on_as_the_same_page(client, hr, typed):  # noqa: F811
    client.post(new_service(hr), {**typed(team=""), "action-submit": "1"})
    client.post(new_service(hr), {**typed(summary="Now with a team."), "action-publish": "1"})

    page = ServicePage.objects.get()
    assert page.live
    assert page.summary == "Now with a team."
