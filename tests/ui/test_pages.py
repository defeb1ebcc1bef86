"""What every page of the shells keeps to, whoever wrote it: the policy, one h1, the reader's language and look."""

import re

import pytest
from django.test import override_settings

from tests.cast import sign_in

PAGES = ["/style-guide/?shell=portal", "/style-guide/?shell=desk", "/style-guide/list/"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_needs_an_exception_from_the_policy(client, ada, path):
    answer = sign_in(client, ada).get(path)
    html = answer.content.decode()

    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "<style" not in html


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_first_heading_one_main_and_no_id_twice(client, ada, path):
    html = sign_in(client, ada).get(path).content.decode()

    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert html.count("<main ") == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_the_page_speaks_and_looks_as_the_reader_chose(client, erik_zh):
    type(erik_zh).objects.filter(pk=erik_zh.pk).update(theme="dark")

    html = sign_in(client, erik_zh).get(PAGES[0]).content.decode()

    assert '<html lang="zh-Hans" data-theme="dark" data-accent="indigo" class="shell-portal">' in html


def test_the_installation_chooses_its_accent(client, erin):
    with override_settings(ACCENT="teal"):
        html = sign_in(client, erin).get(PAGES[0]).content.decode()

    assert 'data-accent="teal"' in html


def test_the_style_guide_is_for_those_who_are_signed_in(client, db):
    answer = client.get("/style-guide/")

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_the_list_of_the_style_guide_answers_as_page_part_and_file(client, ada, company):
    browser = sign_in(client, ada)

    page = browser.get("/style-guide/list/")
    part = browser.get("/style-guide/list/", headers={"HX-Request": "true", "HX-Target": "list-colleagues"})
    file = browser.get("/style-guide/list/?export=csv")

    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Target" in part.headers["Vary"]
    assert file.headers["Content-Disposition"].startswith('attachment; filename="colleagues-')
