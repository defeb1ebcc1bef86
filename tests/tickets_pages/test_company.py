"""What stands around a request: its place in the queue, its parts, and the same on paper."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.budgets import budget
from tests.cast import sign_in
from tickets import actions
from tickets.waiting import places_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(company, now):
    """`ask(erin, minutes=5)` opens a request for the service desk, later by that."""

    def opened(person, *, minutes=0, **more):
        said = {"department": company.it, "team": company.it_service_desk, "kind": "request", **more}
        when = now + timedelta(minutes=minutes)
        return actions.open_ticket(subject="A thing", requester=person, by=person, now=when, **said)

    return opened


def test_one_is_told_how_many_are_before_by_priority_then_age(company, ask, erin, mara):
    oldest = ask(mara)
    mine = ask(erin, minutes=5)
    urgent = ask(mara, minutes=10, impact=1, urgency=1)
    ask(mara, minutes=1, team=company.it_network)
    assert places_of([urgent, oldest, mine]) == {urgent.pk: 0, oldest.pk: 1, mine.pk: 2}


def test_what_is_taken_up_counts_no_more_and_is_told_no_place(ask, erin, mara, tom, now):
    first, mine = ask(mara), ask(erin, minutes=5)
    actions.assign(first, to=tom, by=tom, now=now)
    assert places_of([mine]) == {mine.pk: 0}
    first.refresh_from_db()
    assert places_of([first]) == {}


def test_pages_tell_the_place_and_nothing_of_the_others(client, ask, erin, mara):
    other, mine = ask(mara, description="A secret of Mara's"), ask(erin, minutes=5)
    sign_in(client, erin)
    for address, words in (
        (mine.portal_url, "One request is before yours."),
        ("/requests/", "one before yours"),
    ):
        html = client.get(address).content.decode()
        assert words in html
        assert other.reference not in html
        assert "secret" not in html


def test_in_chinese(client, ask, erik_zh, mara):
    ask(mara)
    mine = ask(erik_zh, minutes=5)
    assert "您的请求前面还有 1 个请求。" in sign_in(client, erik_zh).get(mine.portal_url).content.decode()


def test_the_print_view_holds_what_the_requester_may_read(client, ask, erin, tom, now):
    mine = ask(erin, description="For the trade fair")
    for number in range(50):
        actions.comment(mine, f"Reply {number}.", by=erin, now=now + timedelta(minutes=number))
    actions.comment(mine, "Between ourselves", by=tom, now=now, internal=True)
    sign_in(client, erin)
    address = reverse("tickets:print", args=[mine.reference])
    client.get(address)
    with budget("tickets:print"):
        html = client.get(address).content.decode()
    assert "For the trade fair" in html
    assert "Reply 0." in html
    assert "Reply 49." in html
    assert "Between ourselves" not in html


def test_nobody_else_prints_it(company, ask, erin):
    mine = ask(erin)
    for name in ("mara", "hugo", "fred"):
        client = sign_in(Client(), getattr(company, name))
        assert client.get(reverse("tickets:print", args=[mine.reference])).status_code == 404
        assert client.get(reverse("tickets:company", args=[mine.reference])).status_code == 404


def test_parts_cost_the_same_however_many(client, ask, erin, tom, now):
    whole = ask(erin)
    for number in range(12):
        actions.link(whole, ask(erin, minutes=number), type="parent", by=tom, now=now)
    sign_in(client, erin)
    client.get(whole.portal_url)
    with budget("tickets:request"):
        html = client.get(whole.portal_url).content.decode()
    assert "0 of 12 done" in html
