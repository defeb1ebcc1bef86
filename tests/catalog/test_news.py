"""What is new about a service: on its page and on the tiles, for thirty days."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import publishing
from catalog.models import Service, ServicePage
from catalog.news import news_of
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def changed(company, at, **notes):
    page = ServicePage.objects.get()
    page.summary = f"Better, {at}."
    return publishing.publish(page, by=company.machine, now=at, **notes)


def test_new_versions_with_notes_are_news_for_thirty_days(client, offer, company):
    today = timezone.now()
    offer("laptop", now=today - timedelta(days=90))
    changed(company, today - timedelta(days=3), notes="Lighter models.", notes_zh="更轻的型号。")
    address = reverse("catalog:service", args=["laptop"])

    html = sign_in(client, company.erin).get(address).content.decode()
    assert "What's new" in html.replace("&#x27;", "'")
    assert "Lighter models." in html
    assert "Version 2" in html
    html = sign_in(client, company.erik_zh).get(address).content.decode()
    assert "更轻的型号。" in html
    assert "Lighter models." not in html
    version = Service.objects.get().current
    assert news_of(version, now=version.published_at + timedelta(days=29))
    assert news_of(version, now=version.published_at + timedelta(days=30)) is None


def test_a_version_without_notes_is_no_news(client, offer, company):
    offer("laptop", now=timezone.now())
    html = sign_in(client, company.erin).get(reverse("catalog:service", args=["laptop"])).content.decode()
    assert "new</h2>" not in html


def test_notes_are_text_and_nothing_else(client, offer, company):
    offer("laptop", now=timezone.now() - timedelta(days=90))
    changed(company, timezone.now(), notes="<script>alert(1)</script>")
    html = sign_in(client, company.erin).get(reverse("catalog:service", args=["laptop"])).content.decode()
    assert "&lt;script&gt;alert" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("ages", "notes", "mark"),
    [
        ([3], "", "new"),
        ([31], "", ""),
        ([90, 3], "Lighter.", "changed"),
        ([90, 3], "", ""),
        ([90, 31], "Lighter.", ""),
    ],
)
def test_tiles_mark_what_is_new_and_what_changed(client, offer, company, ages, notes, mark):
    today = timezone.now()
    offer("laptop", now=today - timedelta(days=ages[0]))
    for age in ages[1:]:
        changed(company, today - timedelta(days=age), notes=notes)
    [service] = Service.objects.visible_to(company.erin).marked(today)
    assert service.mark == mark
    html = sign_in(client, company.erin).get(reverse("catalog:catalog")).content.decode()
    assert ("New service" in html) is (mark == "new")
    assert ("Changed lately" in html) is (mark == "changed")


def test_searching_keeps_the_marks(client, offer, company):
    offer("laptop", now=timezone.now())
    html = sign_in(client, company.erin).get(reverse("catalog:catalog"), {"q": "lapt"}).content.decode()
    assert "New service" in html
