"""A service handed on: a link, a QR code, a poster."""

import pytest
from django.urls import reverse

from catalog.models import Service
from catalog.sharing import link_to
from tests.cast import sign_in
from tests.catalog.conftest import question

pytestmark = pytest.mark.django_db

QR, POSTER = ("catalog:qr", "catalog:poster")


@pytest.fixture
def laptop(offer) -> Service:
    return offer("laptop", questions=[question("text", "model"), question("files", "papers")]).service


def test_the_qr_code_carries_the_address_with_the_answers_given(client, laptop, erin, settings, monkeypatch):
    settings.BASE_URL = "https://desk.example.org"
    drawn = []
    real = __import__("segno").make
    monkeypatch.setattr(
        "catalog.sharing.segno.make", lambda link, **said: drawn.append(link) or real(link, **said)
    )
    sign_in(client, erin)
    answer = client.get(
        reverse(QR, args=["laptop"]), {"model": "Light & thin", "papers": "x", "_draft": "k", "y": "z"}
    )
    assert drawn == ["https://desk.example.org/services/laptop/?model=Light+%26+thin"]
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="laptop-qr.svg"'
    assert b"<svg" in answer.content


def test_the_poster_and_the_page_offer_the_same_link(client, laptop, erin):
    sign_in(client, erin)
    poster = client.get(reverse(POSTER, args=["laptop"]), {"model": "Light"}).content.decode()
    page = client.get(reverse("catalog:service", args=["laptop"]), {"model": "Light"}).content.decode()
    assert "<svg" in poster
    assert "/services/laptop/?model=Light" in poster
    assert "/services/laptop/poster/?model=Light" in page
    assert "/services/laptop/qr.svg?model=Light" in page


def test_an_address_too_long_for_a_code_is_cut_to_the_service(laptop, rf):
    assert link_to(laptop, rf.get("/", {"model": "x" * 2000}).GET).endswith("/services/laptop/")


def test_what_one_may_not_see_has_no_code_and_no_poster(client, offer, erin, hanna):
    offer("secret", department="hr", audience={"departments": ["hr"]})
    sign_in(client, erin)
    for name in (QR, POSTER):
        assert client.get(reverse(name, args=["secret"])).status_code == 404
        assert client.get(reverse(name, args=["nothing"])).status_code == 404
    sign_in(client, hanna)
    assert client.get(reverse(QR, args=["secret"])).status_code == 200


def test_publishers_find_it_beside_their_service(client, offer, hanna):
    offer("letter", department="hr")
    page = Service.objects.get(slug="letter").page
    html = sign_in(client, hanna).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse(POSTER, args=["letter"]) in html


def test_in_chinese(client, laptop, erik_zh):
    assert "用手机扫码" in sign_in(client, erik_zh).get(reverse(POSTER, args=["laptop"])).content.decode()
