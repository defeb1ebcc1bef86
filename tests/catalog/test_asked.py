"""What a requester was asked to put right: only the flagged answers, in the form's own fields, with a word about it."""

import pytest

from catalog.actions import order
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import decide, open_task
from tickets.models import Task, Ticket
from tickets.performing import Appointed


@pytest.fixture
def returned(offer, company, now):
    """An order of Erin's which Mara returned: the reason is to be put right. Gives the question to Erin."""
    version = offer(questions=[question("text", "reason", required=True), question("text", "model")])
    ordered = order(
        version,
        by=company.erin,
        on_behalf_of=None,
        answers={"reason": "Because", "model": "X1"},
        now=now,
        channel="portal",
    )
    task = open_task(
        ordered,
        kind="approval",
        title={"en": "Approve", "zh": "审批"},
        performers=[Appointed(company.mara)],
        by=company.machine,
        now=now,
    )
    decide(task, "return", by=company.mara, now=now, comment="That is no reason", flagged=["reason"])
    return Task.objects.get(parent=task)


def url(task: Task) -> str:
    return f"/inbox/{task.pk}/answers/"


def test_the_screen_fetches_the_flagged_fields(client, company, returned):
    sign_in(client, company.erin)
    assert f'hx-get="{url(returned)}"' in client.get(f"/inbox/{returned.pk}/").text
    page = client.get(url(returned))
    assert 'name="reason"' in page.text
    assert 'name="model"' not in page.text
    assert "That is no reason" in page.text
    part = client.get(url(returned), headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'name="reason"' in part.text


def test_sent_both_are_taken_and_the_approval_goes_on(client, company, returned):
    ticket = returned.ticket
    sent = {
        "reason": "For the trade fair",
        "seen": Ticket.objects.get(pk=ticket.pk).revision,
        "asked-seen": returned.revision,
        "asked-reply": "Sorry!",
    }
    answer = sign_in(client, company.erin).post(url(returned), sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox/")
    ticket.refresh_from_db()
    assert ticket.answers["reason"] == "For the trade fair"
    assert ticket.answers["model"] == "X1"
    returned.refresh_from_db()
    assert (returned.outcome, returned.answers["reply"]) == ("done", "Sorry!")
    assert returned.parent.state == "open"


def test_what_does_not_fit_is_marked_and_nothing_is_sent(client, company, returned):
    sent = {"reason": "", "seen": returned.ticket.revision, "asked-seen": returned.revision}
    answer = sign_in(client, company.erin).post(url(returned), sent)
    assert answer.status_code == 422
    returned.refresh_from_db()
    assert returned.is_open
    assert Ticket.objects.get(pk=returned.ticket_id).answers["reason"] == "Because"


def test_what_was_not_flagged_stays_closed(client, company, returned):
    sent = {
        "reason": "A better one",
        "model": "The dear one",
        "seen": Ticket.objects.get(pk=returned.ticket_id).revision,
        "asked-seen": returned.revision,
    }
    assert sign_in(client, company.erin).post(url(returned), sent).status_code in (403, 422)
    assert Ticket.objects.get(pk=returned.ticket_id).answers == {"reason": "Because", "model": "X1"}


@pytest.mark.parametrize("who", ["mara", "tom", "hugo", "erik_zh"])
def test_it_is_asked_of_nobody_else(client, company, returned, who):
    browser = sign_in(client, getattr(company, who))
    assert browser.get(url(returned)).status_code == 404
    assert browser.post(url(returned), {"reason": "Mine"}).status_code == 404
    assert browser.post(f"{url(returned)}form/", {"reason": "Mine"}).status_code == 404
