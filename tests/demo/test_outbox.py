"""The demo sends no mail and shows what would have left: everybody their own, the administrator all."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.cast import sign_in

pytestmark = pytest.mark.django_db
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DEMO, settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = True, FILES, tmp_path
    return tmp_path


def send(to: str, subject: str, text: str = "Hello") -> None:
    mail.send_mail(subject, text, None, [to], html_message=f"<p>{text}</p>")


def page(person, path: str = "/outbox/"):
    return sign_in(Client(), person).get(path)


def test_everybody_sees_the_own_mail_and_the_administrator_all(erin, tom, ada):
    send(
        "Erin Employee <erin@example.org>", "Your laptop is ready", "Fetch it at http://testserver/requests/"
    )
    send("tom@example.org", "密码重置 for Tom")
    listed = page(erin).content.decode()
    assert "Your laptop is ready" in listed
    assert "for Tom" not in listed
    assert "密码重置 for Tom" in page(ada).content.decode()
    assert "Your laptop is ready" in page(ada).content.decode()
    link = re.search(r'href="/outbox/([^"]+)"', listed)[1]
    shown = page(erin, f"/outbox/{link}").content.decode()
    assert '<a href="http://testserver/requests/"' in shown
    assert page(tom, f"/outbox/{link}").status_code == 404


def test_the_words_of_a_mail_are_only_words(erin):
    send("erin@example.org", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    listed = page(erin).content.decode()
    link = re.search(r'href="/outbox/([^"]+)"', listed)[1]
    for html in (listed, page(erin, f"/outbox/{link}").content.decode()):
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_an_empty_outbox_says_so(erin, folder):
    assert "No mail yet" in page(erin).content.decode()
    folder.rmdir()
    assert "No mail yet" in page(erin).content.decode()


@pytest.mark.parametrize("key", ["1", "..%2F..%2Fsecret-key", "20260101-000000-1.0"])
def test_a_made_up_key_leads_nowhere(erin, key):
    assert page(erin, f"/outbox/{key}/").status_code == 404


def test_a_real_desk_has_no_such_page(erin, settings):
    settings.DEMO = False
    assert page(erin).status_code == 404
    assert "Mail that left" not in page(erin, "/").content.decode()


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/outbox/").status_code == 302
