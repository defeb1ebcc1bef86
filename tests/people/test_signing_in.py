"""Signing in, out and back in."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.translation import get_language

from journal.models import Delivery
from people import actions, demo, sealing
from people.browsers import browser_of
from people.models import Person
from people.reactions import mail_account, mail_new_password
from tests.cast import sign_in

PASSWORD = "three unrelated words"


@pytest.fixture(autouse=True)
def forgotten_attempts():
    cache.clear()


@pytest.fixture
def erin(erin):
    erin.set_password(PASSWORD)
    erin.save()
    return erin


def enter(client, login, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def signed_in(client) -> bool:
    return client.get("/notices/bell/").status_code == 200


def deliver():
    effects = {"people.mail_new_password": mail_new_password, "people.mail_account": mail_account}
    for delivery in Delivery.objects.filter(reaction__in=effects).order_by("id"):
        effects[delivery.reaction](delivery.payload, delivery.key)


@pytest.mark.parametrize("login", ["erin", "erin@example.org", "ERIN@example.org"])
def test_by_user_name_or_mail_address(client, erin, login):
    assert enter(client, login, next="/account/").url == "/account/"
    assert signed_in(client)


def test_a_wrong_password_is_told_without_saying_what_was_wrong(client, erin):
    known, unknown = enter(client, "erin", "wrong"), enter(client, "nobody", "wrong")
    said = re.compile(r'role="alert".*?</div></div>', re.S)
    assert said.search(known.text).group() == said.search(unknown.text).group()
    assert not signed_in(client)


def test_signing_in_leads_nowhere_outside(client, erin):
    assert enter(client, "erin", next="https://evil.example.org/").url == "/"


def test_neither_who_left_nor_the_machine_signs_in(client, company, erin, ada, now):
    actions.deactivate_person(erin, by=ada, now=now)
    enter(client, "erin")
    assert not signed_in(client)
    machine = company.machine
    machine.set_password(PASSWORD)
    machine.is_active = True
    machine.save()
    enter(client, "machine")
    assert not signed_in(client)


def test_guessing_is_stopped(client, erin, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
    for _attempt in range(5):
        enter(client, "erin", "wrong")
    answer = enter(client, "erin")
    assert answer.status_code != 302
    assert not signed_in(client)


def test_nobody_signs_up_by_himself(client, db):
    assert (
        "csrfmiddlewaretoken" not in client.get("/accounts/signup/").text.split("<main")[1].split("</main")[0]
    )
    client.post(
        "/accounts/signup/",
        {"username": "me", "email": "me@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not Person.objects.filter(username="me").exists()


def test_nobody_changes_the_mail_address_that_identifies_him(client, erin):
    sign_in(client, erin)
    assert client.get("/accounts/email/").url == "/account/"
    client.post("/accounts/email/", {"action_add": "", "email": "boss@example.org"})
    assert Person.objects.get(pk=erin.pk).email == "erin@example.org"


# ── a new password ──


def test_a_forgotten_password_is_replaced_by_mail(client, erin, settings):
    settings.BASE_URL = "https://desk.example.org"
    client.post("/accounts/password/reset/", {"email": "erin@example.org"})
    (delivery,) = Delivery.objects.filter(reaction="people.mail_new_password")
    assert delivery.payload == {"person": erin.pk}  # no secret lies in the outbox
    deliver()
    (one,) = mail.outbox
    assert one.to == ["Erin Employee <erin@example.org>"]
    link = re.search(r"https://desk\.example\.org(/accounts/password/reset/key/\S+)", one.body).group(1)
    form = client.get(link, follow=True)
    client.post(
        form.request["PATH_INFO"], {"password1": "four more odd words", "password2": "four more odd words"}
    )
    assert Person.objects.get(pk=erin.pk).check_password("four more odd words")
    again = Client().get(link, follow=True)
    assert "password1" not in again.text


def test_the_mail_speaks_the_receivers_language_not_the_askers(client, erik_zh, monkeypatch):
    spoken = set()
    monkeypatch.setattr("people.mails.render_to_string", lambda *_args: spoken.add(get_language()) or "x")
    asked = {"email": "erik_zh@example.org"}
    client.post("/accounts/password/reset/", asked, headers={"Accept-Language": "en"})
    deliver()
    assert mail.outbox[0].to == ["李明 <erik_zh@example.org>"]
    assert spoken == {"zh-hans"}


def test_an_unknown_address_gets_no_mail_and_the_page_says_the_same(client, erin):
    known = client.post("/accounts/password/reset/", {"email": "erin@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "stranger@example.org"}, follow=True)
    main = re.compile(r"<main.*?</main>", re.S)
    assert main.search(known.text).group() == main.search(unknown.text).group()
    deliver()
    assert len(mail.outbox) == 1


def test_a_changed_password_is_reported_by_mail(client, erin):
    sign_in(client, erin)
    new = "four more odd words"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert Person.objects.get(pk=erin.pk).check_password(new)
    deliver()
    (one,) = mail.outbox
    assert one.to == ["Erin Employee <erin@example.org>"]
    assert new not in one.body


@pytest.mark.parametrize("weak", ["short", "q1w2e3r4t5y6", "erin@example.org"])
def test_a_weak_password_is_refused(client, erin, weak):
    sign_in(client, erin)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert Person.objects.get(pk=erin.pk).check_password(PASSWORD)


# ── where somebody is signed in ──


def test_i_sign_out_my_other_devices(client, erin, tom):
    phone = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit Version/17 Mobile Safari/604.1"})
    enter(client, "erin")
    enter(phone, "erin")
    page = client.get("/account/security/")
    assert "Safari, iPhone" in page.text
    other = UserSession.objects.get(session_key=phone.session.session_key)
    sign_in(stranger := Client(), tom)
    assert stranger.post(f"/account/sessions/{other.pk}/end/").status_code == 404
    assert signed_in(phone)
    client.post(f"/account/sessions/{other.pk}/end/")
    assert not signed_in(phone)
    enter(phone, "erin")
    client.post("/account/sessions/end-others/")
    assert not signed_in(phone)
    assert signed_in(client)


def test_ending_the_session_at_hand_is_left_to_signing_out(client, erin):
    enter(client, "erin")
    here = UserSession.objects.get()
    client.post(f"/account/sessions/{here.pk}/end/")
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/126.0 Safari/537 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/126.0 Mobile Safari/537", "Chrome, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_browsers_are_told_in_words(said, read):
    assert browser_of(said) == read


# ── the second factor ──


def current_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_with_a_second_factor_the_password_alone_is_not_enough(client, erin):
    secret = generate_totp_secret()
    TOTP.activate(erin, secret)
    answer = enter(client, "erin")
    assert answer.url == "/accounts/2fa/authenticate/"
    assert not signed_in(client)
    client.post(answer.url, {"code": "000000"})
    assert not signed_in(client)
    client.post(answer.url, {"code": current_code(secret)})
    assert signed_in(client)


def test_the_back_office_has_no_door_of_its_own_past_the_second_factor(client, hanna):
    hanna.set_password(PASSWORD)
    hanna.save()
    TOTP.activate(hanna, generate_totp_secret())
    assert client.get("/admin/").url == "/accounts/login/?next=/admin/"
    answer = client.post("/admin/login/?next=/admin/", {"username": "hanna", "password": PASSWORD})
    assert answer.url == "/accounts/login/?next=/admin/"
    assert not signed_in(client)
    assert client.get("/admin/password_reset/").status_code == 404


def test_its_secret_lies_sealed(erin, settings):
    secret = generate_totp_secret()
    TOTP.activate(erin, secret)
    assert secret not in str(Authenticator.objects.get().data)
    sealed = sealing.seal("hush")
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another one"
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealing.unseal(sealed) == "hush"


def test_the_pages_of_the_second_factor_are_ours(client, erin):
    enter(client, "erin")
    asked_again = client.get("/accounts/2fa/totp/activate/").url
    page = client.post(
        asked_again, {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"}, follow=True
    )
    assert "data:image/svg+xml" in page.text
    assert 'class="btn btn-primary"' in page.text
    assert "style=" not in page.text.split("<main")[1]
    assert "<script" not in page.text.split("<main")[1]


DOOR = [
    ("/accounts/login/", "User name or mail address", "用户名或邮箱"),
    ("/accounts/password/reset/", "Send the link", "发送链接"),
    ("/accounts/password/reset/key/1-nothing/", "This link no longer works", "链接已失效"),
    ("/accounts/signup/", "Nobody signs up here", "不开放自行注册"),
    ("/accounts/inactive/", "This account is closed", "此账户已停用"),
]
MINE = [
    ("/accounts/logout/", "Sign out?", "要退出登录吗？"),
    ("/accounts/password/change/", "Save the new password", "保存新密码"),
    ("/accounts/reauthenticate/", "Is it you?", "是您本人吗？"),
    ("/accounts/2fa/", "Spare codes", "备用验证码"),
]


@pytest.mark.parametrize(("path", "english", "chinese"), DOOR + MINE)
def test_the_door_speaks_our_words_in_both_languages(client, erin, path, english, chinese):
    if (path, english, chinese) in MINE:
        enter(client, "erin")
    for language, words in (("en", english), ("zh-hans", chinese)):
        client.post("/look/", {"language": language})
        assert words in client.get(path).text


# ── the demonstration ──


def test_a_demonstration_offers_its_accounts_and_one_click_signs_in(client, company, ada, now, settings):
    settings.DEMO = True
    actions.add_person("employee", name="Emma", password=demo.PASSWORD, by=ada, now=now)
    page = client.get("/accounts/login/")
    assert "Emma" in page.text
    assert "Tom Technician" not in page.text
    enter(client, "employee", demo.PASSWORD)
    assert signed_in(client)


def test_a_real_desk_offers_none(client, company, ada, now, settings):
    settings.DEMO = False
    actions.add_person("employee", name="Emma", password=demo.PASSWORD, by=ada, now=now)
    page = client.get("/accounts/login/")
    assert "Emma" not in page.text
    assert 'value="demo"' not in page.text
