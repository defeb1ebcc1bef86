"""The publishers' pages wear the brand and send nobody's address elsewhere."""

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import sign_in


@pytest.fixture
def home(client, ada):
    type(ada).objects.filter(pk=ada.pk).update(is_superuser=True)
    return sign_in(client, ada).get(reverse("wagtailadmin_home")).content.decode()


def test_the_publishers_home_carries_name_mark_and_the_way_back(home):
    assert "desk-mark" in home
    assert "<title>Publishing" in home or "Service desk</title>" in home
    assert "/#main" in home


def test_no_picture_is_fetched_from_elsewhere(home):
    assert "gravatar" not in home


def test_the_accent_of_the_installation_is_the_publishers_too(client, ada):
    type(ada).objects.filter(pk=ada.pk).update(is_superuser=True)
    with override_settings(ACCENT="teal"):
        html = sign_in(client, ada).get(reverse("wagtailadmin_home")).content.decode()

    assert "--w-color-secondary-hue:180;" in html


def test_who_does_not_publish_finds_no_back_office(client, erin):
    assert sign_in(client, erin).get("/admin/").status_code == 404
    assert client.get("/admin/pages/").status_code == 404
    assert client.post("/admin/logout/").url == "/accounts/login/"  # in a tab that was open before
    assert client.get("/requests/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/nothing/", "/admin/services/99/versions/", "/admin/pages/99/edit/"])
def test_what_is_not_in_the_back_office_is_told_as_everywhere(client, hanna, path):
    answer = sign_in(client, hanna).get(path)

    assert answer.status_code == 404
    assert "Nothing here" in answer.text
    assert "agtail" not in answer.text.split("<main")[1]


def test_the_makers_of_the_editor_advertise_nothing(home):
    assert "editor guide" not in home.lower()
    assert "what's new in" not in home.lower()
