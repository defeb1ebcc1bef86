"""Deciding from a mail without signing in: by people, not by scanners; once, in time, by whose turn it is."""

import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.signing import TimestampSigner
from django.utils import timezone

from journal import relay
from journal.models import Event
from people.models import Notice
from tests.cast import sign_in
from tickets.actions import cancel_task, decide, hand_over_task, take_back
from tickets.inbox.by_mail import decision_links
from tickets.models import Assignment, Task


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def link(task: Task, person, say: str = "approve") -> str:
    part = Assignment.objects.select_related("task__ticket").get(task=task, person=person, state="waiting")
    return next(one["url"] for one in decision_links(part, person) if one["url"].endswith(f"={say}"))


def page_of(address: str) -> str:
    return address.partition("?")[0]


def test_the_mail_about_an_approval_offers_both_and_the_bell_leads_to_the_screen(company, approval):
    task = approval()
    relay.drain(lambda: timezone.now() + timedelta(minutes=1))
    assert Notice.objects.get(person=company.mara).url == f"/inbox/{task.pk}/"
    sent = next(one for one in mail.outbox if one.to == ["Mara Manager <mara@example.org>"])
    assert sent.body.count("/decide/") == 2
    assert "say=approve" in sent.body
    assert "say=reject" in sent.body


def test_the_mail_about_work_offers_no_decision(company, work):
    work()
    relay.drain(lambda: timezone.now() + timedelta(minutes=1))
    assert all("/decide/" not in one.body for one in mail.outbox)


def test_whoever_fetches_every_link_of_a_mail_decides_nothing(client, company, approval):
    task = approval()
    for say in ("approve", "reject"):
        for method in (client.get, client.head):
            assert method(link(task, company.mara, say)).status_code == 200
    task.refresh_from_db()
    assert task.is_open
    assert not Event.objects.filter(verb="task.decided").exists()


def test_the_page_says_what_the_mail_said_and_nothing_more(client, company, approval, ticket, now):
    from tickets.actions import comment

    comment(ticket, "Between us: it is for the trade fair.", by=company.erin, now=now)
    text = client.get(link(approval(), company.mara)).content.decode()
    assert "A laptop for Erin" in text
    assert "Erin Employee" in text
    assert "trade fair" not in text
    assert "Model" not in text


def test_pressing_the_button_decides_signs_nobody_in_and_is_on_record(client, company, approval):
    task = approval()
    address = link(task, company.mara)
    page = client.get(address)
    answer = client.post(
        page_of(address),
        {"outcome": "approve", "comment": "Fine", "seen": page.context["form"]["seen"].value()},
    )
    assert "Approved" in answer.content.decode()
    task.refresh_from_db()
    assert task.outcome == "approved"
    event = Event.objects.get(verb="task.decided")
    assert (event.actor, event.channel) == (company.mara, "mail-link")
    assert "_auth_user_id" not in client.session
    assert client.get("/inbox/").status_code == 302
    assert "by mail link" in sign_in(client, company.mara).get(f"/inbox/{task.pk}/").content.decode()


def test_rejecting_needs_a_reason(client, company, approval):
    task = approval()
    address = page_of(link(task, company.mara))
    refused = client.post(address, {"outcome": "reject", "comment": ""})
    assert refused.status_code == 422
    client.post(address, {"outcome": "reject", "comment": "Too dear"})
    task.refresh_from_db()
    assert task.outcome == "rejected"


def test_an_outcome_that_is_neither_is_not_made_one(client, company, approval):
    task = approval()
    client.post(page_of(link(task, company.mara)), {"outcome": "return", "comment": "x", "seen": "999"})
    task.refresh_from_db()
    assert task.is_open


def test_a_link_works_once_even_if_the_decision_is_taken_back(client, company, approval):
    task = approval(company.mara, company.fiona)
    address = page_of(link(task, company.mara))
    assert client.post(address, {"outcome": "approve"}).status_code == 200
    again = client.post(address, {"outcome": "reject", "comment": "No"})
    assert (again.status_code, "used already" in again.content.decode()) == (410, True)
    take_back(task, by=company.mara, now=timezone.now())
    assert client.get(address).status_code == 410
    assert client.post(address, {"outcome": "approve"}).status_code == 410
    assert task.assignments.get(person=company.mara).state == "waiting"


def test_after_a_hand_over_the_former_link_says_so_and_the_new_one_works(client, company, approval, now):
    task = approval()
    former = page_of(link(task, company.mara))
    hand_over_task(task, to=company.fiona, by=company.mara, now=now, note="Yours")
    told = client.post(former, {"outcome": "approve"})
    assert (told.status_code, "Somebody else decides this now" in told.content.decode()) == (410, True)
    assert client.post(page_of(link(task, company.fiona)), {"outcome": "approve"}).status_code == 200
    task.refresh_from_db()
    assert task.outcome == "approved"


def test_it_works_for_who_stands_in_and_not_for_who_is_away(client, company, approval, now):
    from people.actions import delegate

    task = approval()
    former = page_of(link(task, company.mara))
    until = now + timedelta(days=3)
    delegate(company.mara, company.fiona, starts_at=now, ends_at=until, by=company.mara, now=now)
    assert "Somebody else decides this now" in client.get(former).content.decode()
    address = link(task, company.fiona)
    assert "Mara Manager" in client.get(address).content.decode()
    assert client.post(page_of(address), {"outcome": "approve"}).status_code == 200
    event = Event.objects.get(verb="task.decided")
    assert (event.actor, event.data["who"]["en"]) == (company.fiona, "Fiona Owner for Mara Manager")


def test_what_was_decided_withdrawn_or_is_not_yet_due_is_said(client, company, approval, now):
    decided, over, later = approval(), approval(), approval(company.mara, company.fiona, in_turn=True)
    addresses = [page_of(link(task, company.mara)) for task in (decided, over)]
    decide(decided, "approve", by=company.mara, now=now)
    cancel_task(over, by=company.machine, now=now, why="Not needed")
    assert "decided already" in client.get(addresses[0]).content.decode()
    assert "no longer needed" in client.get(addresses[1]).content.decode()
    first = page_of(link(later, company.mara))
    decide(later, "return", by=company.mara, now=now, comment="What for?")
    assert client.get(first).status_code == 410


def test_a_link_gets_too_old(client, company, approval):
    task = approval()
    address = page_of(link(task, company.mara))
    far = time.time() + timedelta(days=15).total_seconds()
    with patch("django.core.signing.time.time", return_value=far):
        told = client.post(address, {"outcome": "approve"})
    assert (told.status_code, "too old" in told.content.decode()) == (410, True)
    task.refresh_from_db()
    assert task.is_open


@pytest.mark.parametrize("token", ["1", "1.2.3", "1.2.3:abc:def", "x" * 300])
def test_a_made_up_link_leads_nowhere(client, approval, token):
    approval()
    assert client.get(f"/decide/{token}/").status_code == 404
    assert client.post(f"/decide/{token}/", {"outcome": "approve"}).status_code == 404


def test_a_link_of_another_purpose_leads_nowhere(client, company, approval):
    part = approval().assignments.get()
    said = f"{part.pk}.{company.mara.pk}.{int(part.since.timestamp())}"
    assert client.get(f"/decide/{TimestampSigner(salt='tickets.rating').sign(said)}/").status_code == 404


def test_the_link_of_somebody_who_left_leads_nowhere(client, company, approval):
    address = link(approval(), company.mara)
    company.mara.is_active = False
    company.mara.save()
    assert client.get(address).status_code == 404


def test_what_changed_since_is_told_before_it_is_decided(client, company, approval):
    task = approval()
    address = page_of(link(task, company.mara))
    answer = client.post(address, {"outcome": "approve", "seen": str(task.revision + 1), "comment": "Fine"})
    assert answer.status_code == 422
    assert "Fine" in answer.content.decode()
    task.refresh_from_db()
    assert task.is_open


def test_trying_links_in_a_rush_is_stopped(client, company, approval):
    approval()
    tries = [client.get("/decide/1.2.3:abc:def/").status_code for _number in range(25)]
    assert tries[0] == 404
    assert tries[-1] == 429


def test_the_page_speaks_the_receivers_language(client, company, approval):
    company.mara.language = "zh-hans"
    company.mara.save()
    assert "经理审批" in client.get(link(approval(), company.mara)).content.decode()
