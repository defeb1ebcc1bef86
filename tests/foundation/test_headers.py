"""What the browser is told to keep out, and what a load balancer hears."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from PIL import Image as Pixels
from wagtail.images import get_image_model

from journal.models import Delivery
from knowledge.actions import add_section
from people import actions
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, str]:
    directives = response["Content-Security-Policy"].split("; ")
    return {name: rest for name, _, rest in (one.partition(" ") for one in directives)}


def test_pages_run_no_script_and_no_style_but_ours(client):
    said = policy(client.get("/accounts/login/"))

    assert said["default-src"] == "'self'"
    assert said["object-src"] == "'none'"
    assert said["base-uri"] == "'none'"
    assert said["form-action"] == "'self'"
    assert not any("unsafe" in rest or "http" in rest or "*" in rest for rest in said.values())


def test_the_editors_pages_are_left_to_wagtail(client):
    assert "Content-Security-Policy" not in client.get("/admin/login/")


def test_pages_are_not_framed_by_others_nor_sniffed(client):
    page = client.get("/accounts/login/")

    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_probe_needs_no_host_name_and_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz/", headers={"Host": "10.0.0.7"})

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_desk_that_works_is_ready(client):
    answer = client.get("/readyz/")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "outbox": {"oldest_seconds": 0, "late": False, "failed": 0}}


def test_a_desk_without_its_database_is_not_ready(client, monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr("servicedesk.health.outbox", gone)

    assert client.get("/readyz/").status_code == 503


def test_an_outbox_that_nobody_empties_is_told_without_taking_the_pages_away(client):
    then = timezone.now() - timedelta(minutes=10)
    Delivery.objects.create(reaction="a", subject="b", key="c", due_at=then, created_at=then)
    Delivery.objects.create(reaction="a", subject="b", key="d", due_at=then, created_at=then, state="failed")

    answer = client.get("/readyz/")

    outbox = answer.json()["outbox"]
    assert answer.status_code == 200
    assert (outbox["late"], outbox["failed"]) == (True, 1)
    assert outbox["oldest_seconds"] >= 600


def test_pictures_are_for_those_who_may_see_them(company, settings, tmp_path):
    """Those of Wagtail for who keeps them, faces for everybody who is signed in; nothing for a stranger."""
    settings.MEDIA_ROOT = tmp_path
    pixels = BytesIO()
    Pixels.new("RGB", (20, 10), "red").save(pixels, "PNG")
    section = add_section(company.it, by=company.machine, now=NOW)
    actions.give_role(company.tom, "author", company.it, by=company.machine, now=NOW)
    image = get_image_model().objects.create(
        title="laptop", file=ImageFile(pixels, name="laptop.png"), collection=section.media
    )
    small = image.get_rendition("max-10x10")
    (tmp_path / "avatar_images").mkdir()
    (tmp_path / "avatar_images" / "erin.png").write_bytes(b"face")
    browser = Client()

    for address in (image.file.url, small.url):
        browser.logout()
        assert browser.get(address).status_code == 302
        for person in (company.erin, company.fiona, company.hanna):
            browser.force_login(person)
            assert browser.get(address).status_code == 404, (address, person)
        browser.force_login(company.tom)
        picture = browser.get(address)
        assert picture.status_code == 200
        assert "sandbox" in picture["Content-Security-Policy"]
    assert browser.get("/media/avatar_images/erin.png").getvalue() == b"face"
    assert browser.get("/media/images/never-there.png").status_code == 404


@pytest.mark.parametrize("path", ["attachments/1/salary.pdf", "documents/plan.pdf", "images/../secret-key"])
def test_no_other_file_is_public(erin, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path / "files"
    for name in (
        "files/attachments/1/salary.pdf",
        "files/documents/plan.pdf",
        "files/images/x",
        "secret-key",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("secret")
    browser = Client()
    browser.force_login(erin)

    answer = browser.get(f"/media/{path}")

    assert answer.status_code in (400, 404)
    assert b"secret" not in answer.content.replace(path.encode(), b"")
