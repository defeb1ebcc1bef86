"""My account, and the switches every page carries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people import actions, tokens
from people.models import Person, Token
from tests.cast import sign_in


def settings_of(person, **more):
    own = {"language": person.language, "time_zone": "", "theme": "system", "phone": ""}
    return own | more


def test_i_choose_language_zone_and_appearance(client, erin):
    sign_in(client, erin)
    answer = client.post(
        "/account/", settings_of(erin, language="zh-hans", time_zone="Asia/Shanghai", theme="dark")
    )
    assert answer.status_code == 302
    erin.refresh_from_db()
    assert (erin.language, erin.time_zone, erin.theme) == ("zh-hans", "Asia/Shanghai", "dark")
    page = client.get("/account/")
    assert page.headers["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in page.text
    assert 'data-theme="dark"' in page.text


@pytest.mark.parametrize(
    "wrong", [{"language": "tlh"}, {"time_zone": "Europe/Atlantis"}, {"theme": "neon"}, {"phone": "9" * 50}]
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_changes(client, erin, wrong):
    answer = sign_in(client, erin).post("/account/", settings_of(erin, **{"phone": "123"} | wrong))
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert Person.objects.get(pk=erin.pk).phone == ""


def test_posting_more_fields_than_asked_changes_none_of_them(client, erin):
    sign_in(client, erin).post(
        "/account/", settings_of(erin, is_superuser="on", username="root", is_vip="on")
    )
    erin.refresh_from_db()
    assert (erin.is_superuser, erin.username, erin.is_vip) == (False, "erin", False)


# ── tokens ──


def test_a_new_token_is_shown_once_and_works(client, erin):
    sign_in(client, erin)
    page = client.post("/account/tokens/", {"name": "report", "days": "30"})
    secret = page.context["secret"]
    assert secret in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert tokens.person_for(secret, timezone.now()) == erin
    assert secret not in client.get("/account/tokens/").text
    assert timezone.now() + timedelta(days=29) < Token.objects.get().expires_at


def test_a_token_without_a_name_is_not_issued(client, erin):
    answer = sign_in(client, erin).post("/account/tokens/", {"name": " ", "days": "never"})
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_others_tokens_can_neither_be_seen_nor_revoked(client, erin, tom, now):
    tokens.issue(tom, "Tom's secret plan", now)
    sign_in(client, erin)
    assert "Tom&#x27;s secret plan" not in client.get("/account/tokens/").text
    assert client.post(f"/account/tokens/{Token.objects.get().pk}/revoke/").status_code == 404
    assert Token.objects.get().revoked_at is None
    sign_in(client, tom)
    assert "Tom&#x27;s secret plan" in client.get("/account/tokens/").text
    client.post(f"/account/tokens/{Token.objects.get().pk}/revoke/")
    assert Token.objects.get().revoked_at is not None


# ── language and appearance, for everybody ──


def test_a_visitor_is_spoken_to_as_the_browser_asks(client, db):
    assert "Sign in" in client.get("/accounts/login/", headers={"Accept-Language": "fr, en;q=0.5"}).text
    chinese = client.get("/accounts/login/", headers={"Accept-Language": "zh-CN, en;q=0.5"})
    assert chinese.headers["Content-Language"] == "zh-hans"
    assert "密码" in chinese.text
    assert "Accept-Language" in chinese.headers["Vary"]


def test_a_visitors_choice_stays_in_the_browser(client, db):
    answer = client.post("/look/", {"language": "zh-hans", "next": "/accounts/login/"})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    assert client.post("/look/", {"theme": "dark"}).status_code == 204
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"})
    assert "密码" in page.text
    assert 'data-theme="dark"' in page.text


def test_a_persons_choice_stays_with_the_person_and_wins_over_the_browser(client, erin):
    sign_in(client, erin)
    client.post("/look/", {"theme": "dark"})
    client.post("/look/", {"language": "zh-hans"})
    erin.refresh_from_db()
    assert (erin.theme, erin.language) == ("dark", "zh-hans")
    assert client.get("/account/", headers={"Accept-Language": "en"}).headers["Content-Language"] == "zh-hans"
    client.post("/accounts/logout/")
    assert client.get("/accounts/login/").headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("posted", [{}, {"language": "tlh"}, {"theme": "<script>"}])
def test_a_look_nobody_knows_is_refused(client, erin, posted):
    assert sign_in(client, erin).post("/look/", posted).status_code == 400
    assert Person.objects.get(pk=erin.pk).language == "en"


def test_looks_are_posted_and_lead_nowhere_outside(client, db):
    assert client.get("/look/?theme=dark").status_code == 405
    away = client.post("/look/", {"theme": "dark", "next": "https://evil.example.org/"})
    assert away.status_code == 204


def test_times_are_those_of_the_person_else_of_the_site(client, company, erin, ada, now):
    """Erin's site is in Berlin; the notice was written at nine in the morning, Greenwich."""
    from people import notices

    topic = notices.topics()[0].name
    actions.notify([erin], topic=topic, key="k", text="Hello", url="/", reason="", now=now)
    sign_in(client, erin)
    assert "10:00" in client.get("/notices/").text
    actions.change_own_settings(erin, time_zone="Asia/Shanghai", by=erin, now=now)
    assert "17:00" in client.get("/notices/").text


def test_a_page_reads_person_and_site_in_one_query(client, erin, django_assert_max_num_queries):
    sign_in(client, erin)
    client.get("/notices/bell/")
    with django_assert_max_num_queries(4):  # session, person with site, notices, how many are new
        client.get("/notices/bell/")
