"""What a person, a part of a page and a program are told when a deed says no."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from servicedesk.refusals import broken

HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.refusing_urls")]


@pytest.fixture
def erins(erin):
    """Erin's browser."""
    erins = Client(raise_request_exception=False)
    erins.force_login(erin)
    return erins


def said(page) -> str:
    """The page without what is different each time."""
    return re.sub(r"\b\w{64}\b", "", page.text).replace("missing", "forbidden")


def test_a_refusal_is_a_page_that_says_it_and_leads_back(erins):
    page = erins.get("/desk/refuse/stale/", headers={"Referer": "http://testserver/desk/tickets/"})

    assert page.status_code == 409
    assert "Tina moved it first." in page.text
    assert 'href="http://testserver/desk/tickets/"' in page.text


@pytest.mark.urls("servicedesk.urls")
def test_an_address_that_is_asked_the_wrong_way_says_so_to_people_and_to_programs(erins):
    page = erins.get("/look/")
    assert page.status_code == 405
    assert "This address does not take GET." in page.text

    problem = erins.delete("/api/v1/me")
    assert problem.status_code == 405
    assert problem["Content-Type"] == "application/problem+json"
    assert problem["Allow"] == "GET"
    assert problem.json()["type"].endswith("/problems/method-not-allowed")


def test_a_refusal_never_leads_back_to_a_strangers_page(erins):
    page = erins.get("/refuse/not-allowed/", headers={"Referer": "https://evil.example/"})

    assert page.status_code == 403
    assert "evil.example" not in page.text


def test_a_page_names_what_does_not_fit(erins):
    page = erins.post("/refuse/invalid/")

    assert page.status_code == 422
    assert "Two answers are missing." in page.text
    assert "How large?" in page.text


def test_a_part_of_a_page_is_left_as_it_is_and_a_toast_says_why(erins):
    part = erins.post("/refuse/invalid/", headers=HTMX)

    assert part.status_code == 422
    assert part["HX-Reswap"] == "none"
    toast = json.loads(part["HX-Trigger"])["toast"]
    assert toast == {"text": "Two answers are missing. How large?", "tone": "danger"}
    assert "<html" not in part.text


def test_a_followed_link_gets_a_page(erins):
    assert "<html" in erins.get("/refuse/not-allowed/", headers=HTMX | {"HX-Boosted": "true"}).text


def test_a_program_gets_a_problem_with_a_stable_type(erins):
    answer = erins.get("/api/v1/refuse/")

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "http://127.0.0.1:8000/problems/refused",
        "title": "Conflict",
        "status": 409,
        "detail": "Not now.",
        "instance": "/api/v1/refuse/",
    }


def test_a_script_that_asks_for_json_gets_a_problem_too(erins):
    answer = erins.get("/desk/refuse/stale/", headers={"Accept": "application/json"})

    assert answer.json()["detail"] == "Tina moved it first."
    assert answer.json()["ticket"] == "INC-1"
    assert "thing" not in answer.json()


def test_a_problem_says_where_the_fault_is(erins):
    answer = erins.post("/refuse/invalid/", headers={"Accept": "application/json"})

    assert answer.json()["errors"] == {"size": ["How large?"]}


def test_what_is_forbidden_looks_like_what_does_not_exist(erins):
    forbidden, missing = erins.get("/refuse/forbidden/"), erins.get("/refuse/missing/")

    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert said(forbidden) == said(missing)
    assert "secret" not in forbidden.text


def test_what_cannot_be_understood_is_said_calmly(erins):
    page = erins.get("/refuse/suspicious/")

    assert page.status_code == 400
    assert "cannot be understood" in page.text
    assert "secret" not in page.text


def test_a_host_name_that_is_not_ours_is_refused_calmly(erins, settings):
    settings.ALLOWED_HOSTS = ["desk.example.org"]

    page = erins.get("/accounts/login/", headers={"Host": "evil.example", "Referer": "http://evil.example/"})

    assert page.status_code == 400
    assert "evil.example" not in page.text


def test_our_own_fault_is_said_without_asking_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = broken(RequestFactory().get("/"))

    assert "Something broke on our side" in page.text


def test_our_own_fault_is_said_without_telling_what_it_was(erins):
    page = erins.get("/refuse/broken/")

    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert "secret" not in page.text


def test_our_own_fault_is_said_even_when_the_page_for_it_breaks(erins, monkeypatch):
    monkeypatch.setattr("servicedesk.refusals.render_to_string", lambda *_: 1 / 0)

    page = erins.get("/refuse/broken/")

    assert (page.status_code, page["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert "Something broke on our side" in page.text


def test_our_own_fault_is_a_problem_for_a_program(erins):
    answer = erins.get("/refuse/broken/", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (500, "internal")


def test_a_chinese_reader_is_told_on_a_chinese_page(erik_zh):
    eriks = Client()
    eriks.force_login(erik_zh)

    page = eriks.get("/refuse/not-allowed/")

    assert 'lang="zh-hans"' in page.text.lower()


def test_a_form_of_an_old_session_is_told_to_reload(erin):
    erins = Client(enforce_csrf_checks=True)
    erins.force_login(erin)

    page = erins.post("/refuse/read/", {"a": "1"})

    assert page.status_code == 403
    assert "Reload it and send it again" in page.text


def test_a_part_of_a_page_takes_the_whole_page_to_sign_in():
    part = Client().get(
        "/desk/tickets/", headers=HTMX | {"HX-Current-URL": "http://testserver/desk/board/?lane=team"}
    )

    assert part.status_code == 204
    assert part["HX-Redirect"] == "/accounts/login/?next=/desk/board/"


# ── too large ─────────────────────────────────────────────────────────────────────────────────────


def test_a_hundred_megabytes_are_refused_by_their_length_alone(erins):
    page = erins.post(
        "/refuse/read/", b"", content_type="application/octet-stream", CONTENT_LENGTH=str(100 * 1024 * 1024)
    )

    assert page.status_code == 413
    assert "A file may have up to 25 MB" in page.text


def test_a_program_is_told_the_limit(erins):
    answer = erins.post(
        "/api/v1/refuse/", b"", content_type="application/json", CONTENT_LENGTH=str(100 * 1024 * 1024)
    )

    assert answer.json()["type"].endswith("/problems/too-large")
    assert answer.json()["limit"] == 25 * 1024 * 1024


def test_a_file_within_the_limit_is_taken(erins):
    page = erins.post("/refuse/read/", {"file": SimpleUploadedFile("a.bin", b"x" * 1024 * 1024)})

    assert page.text == "0 fields, 1 files"


def test_a_form_of_many_megabytes_of_text_is_too_large(erins):
    page = erins.post("/refuse/read/", {"text": "x" * (6 * 1024 * 1024)})

    assert page.status_code == 413


def test_a_form_of_many_thousand_fields_is_too_large(erins):
    page = erins.post("/refuse/read/", {f"f{number}": "" for number in range(1200)})

    assert page.status_code == 413


@pytest.mark.parametrize("address", ["/search/?q=%00", "/services/%00/", "/api/v1/services/%00"])
def test_an_address_with_a_nul_is_refused_before_a_database_breaks_off_at_it(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "understood" in answer.content.decode()
