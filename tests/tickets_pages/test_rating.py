"""One click in the mail says how it went; on the request's page it can be said as well."""

import re
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.signing import TimestampSigner
from django.test import Client

from journal import relay
from journal.models import Event
from people.models import Notice
from tests.cast import NOW, sign_in
from tickets.actions import NotYet, assign, move, rate
from tickets.invitations import rating_links
from tickets.models import Rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(incident, tom, now):
    """An incident of Erin's that Tom has resolved."""
    ticket = incident()
    assign(ticket, to=tom, by=tom, now=now)
    ticket = move(ticket, "start", by=tom, now=now)
    return move(ticket, "resolve", by=tom, now=now, resolution="Rollers cleaned")


def link(done, erin, score: int) -> str:
    return next(one["url"] for one in rating_links(done, erin) if one["url"].endswith(f"={score}"))


def test_the_mail_about_the_end_has_five_links(done, erin):
    relay.drain(lambda: NOW + timedelta(days=1))
    notice = next(one for one in Notice.objects.filter(person=erin) if one.links)
    assert [one["label"] for one in notice.links] == ["Very good", "Good", "Fair", "Bad", "Very bad"]
    sent = next(one for one in mail.outbox if "/rate/" in one.body)
    assert sent.to == ["Erin Employee <erin@example.org>"]
    assert len(re.findall(r"https?://[^\s]+/rate/", sent.body)) == 5


def test_looking_at_the_link_changes_nothing_and_a_browser_sends_the_verdict(client, done, erin):
    page = client.get(link(done, erin, 5))
    assert page.status_code == 200
    assert 'hx-trigger="load' in page.content.decode()
    assert not Rating.objects.exists()

    client.post(link(done, erin, 5).partition("?")[0], {"score": "5"})
    client.post(link(done, erin, 5).partition("?")[0], {"score": "4", "comment": "Quick!"})
    rating = Rating.objects.get()
    assert (rating.score, rating.comment, rating.person) == (4, "Quick!", erin)
    assert [one.data["score"] for one in Event.objects.about(done).filter(verb="ticket.rated")] == [5, 4]


def test_the_page_speaks_the_receivers_language(client, done, erin):
    erin.language = "zh-hans"
    erin.save()
    assert "非常满意" in client.get(link(done, erin, 5)).content.decode()


@pytest.mark.parametrize("token", ["1", "1.2", "1.2:abc:def", "x" * 300])
def test_a_made_up_link_leads_nowhere(client, done, token):
    assert client.get(f"/rate/{token}/").status_code == 404
    assert client.post(f"/rate/{token}/", {"score": "5"}).status_code == 404


def test_a_link_of_another_purpose_or_an_old_one_leads_nowhere(client, done, erin):
    other = TimestampSigner(salt="something").sign(f"{done.pk}.{erin.pk}")
    assert client.get(f"/rate/{other}/").status_code == 404
    old = link(done, erin, 5)
    with patch(
        "django.core.signing.time.time", return_value=time.time() + timedelta(days=61).total_seconds()
    ):
        assert client.get(old).status_code == 404


def test_the_link_of_somebody_who_has_nothing_to_do_with_it_leads_nowhere(client, done, mara):
    assert client.get(link(done, mara, 5)).status_code == 404


def test_what_is_under_way_cannot_be_rated(incident, erin, now):
    with pytest.raises(NotYet):
        rate(incident(), by=erin, score=5, now=now)


def test_others_cannot_rate_it(done, company, now):
    for other in (company.mara, company.tom, company.hugo):
        with pytest.raises(NotYet):
            rate(done, by=other, score=5, now=now)
        assert (
            sign_in(Client(), other).post(f"/requests/{done.reference}/rate/", {"score": "5"}).status_code
            >= 403
        )
    assert not Rating.objects.exists()


def test_it_can_be_said_on_the_requests_own_page(client, done, erin):
    assert "How did it go?" in sign_in(client, erin).get(done.portal_url).content.decode()
    client.post(f"/requests/{done.reference}/rate/", {"score": "2", "comment": "Too late"})
    assert Rating.objects.get().score == 2
    assert "Too late" in client.get(done.portal_url).content.decode()


@pytest.mark.parametrize("score", ["0", "6", "", "five", "-1"])
def test_there_are_five_verdicts_and_the_comment_is_not_lost(client, done, erin, score):
    answer = sign_in(client, erin).post(
        f"/requests/{done.reference}/rate/", {"score": score, "comment": "A long story"}
    )
    assert not Rating.objects.exists()
    assert "A long story" in answer.content.decode()
    assert "Choose one of the five" in answer.content.decode()
