"""Who sent something wrong puts it right, until somebody takes it up."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.actions import order
from journal.models import Event
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import assign, upload
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

FORM = [
    question("choice", "device", choices=["phone", "laptop"], required=True),
    question("longtext", "why", visible_if="device == 'laptop'", required=True),
    question("files", "papers"),
]


@pytest.fixture
def ticket(offer, erin, now) -> Ticket:
    version = offer("laptop", questions=FORM)
    paper = upload(SimpleUploadedFile("offer.txt", b"text"), by=erin, now=now)
    answers = {"device": "laptop", "why": "Slow", "papers": [str(paper.uid)]}
    return order(version, by=erin, answers=answers, now=now, channel="portal")


def path(ticket: Ticket) -> str:
    return f"/requests/{ticket.reference}/correct/"


def sent(ticket: Ticket, **answers) -> dict:
    papers = [str(one.uid) for one in ticket.attachments.all()]
    return {"seen": ticket.revision, "device": "laptop", "why": "Slow", "papers": papers, **answers}


def test_the_form_comes_with_what_was_sent(client, ticket, erin):
    html = sign_in(client, erin).get(path(ticket)).content.decode()
    assert "Slow" in html
    assert "offer.txt" in html


def test_answers_are_put_right_and_the_history_says_from_what_to_what(client, ticket, erin):
    answer = sign_in(client, erin).post(path(ticket), sent(ticket, why="Broken"))
    assert answer.url == ticket.portal_url
    ticket.refresh_from_db()
    assert ticket.answers["why"] == "Broken"
    assert ticket.attachments.count() == 1
    event = Event.objects.about(ticket).get(verb="ticket.corrected")
    assert [(one["from"], one["to"]) for one in event.data["changes"]] == [("Slow", "Broken")]
    assert "Why" in event.sentence


def test_an_answer_that_is_no_longer_asked_goes(client, ticket, erin):
    sign_in(client, erin).post(path(ticket), sent(ticket, device="phone"))
    ticket.refresh_from_db()
    assert ticket.answers.keys() == {"device", "papers"}


def test_what_does_not_fit_comes_back_marked_with_everything_typed(client, ticket, erin):
    answer = sign_in(client, erin).post(path(ticket), sent(ticket, why="", device="laptop"))
    assert answer.status_code == 422
    ticket.refresh_from_db()
    assert ticket.answers["why"] == "Slow"


def test_sending_the_same_records_nothing(client, ticket, erin):
    sign_in(client, erin).post(path(ticket), sent(ticket))
    assert not Event.objects.about(ticket).filter(verb="ticket.corrected").exists()


def test_it_is_too_late_once_somebody_has_it(client, ticket, erin, tom, now):
    assert "/correct/" in sign_in(client, erin).get(ticket.portal_url).content.decode()
    assign(ticket, to=tom, by=tom, now=now)
    answer = client.post(path(ticket), sent(ticket, why="Broken"))
    assert answer.status_code == 409
    assert "taken up" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.answers["why"] == "Slow"
    assert "/correct/" not in client.get(ticket.portal_url).content.decode()


@pytest.mark.parametrize("who", ["mara", "hugo", "tom"])
def test_nobody_else_corrects_it(company, ticket, who):
    other = sign_in(Client(), getattr(company, who))
    assert other.get(path(ticket)).status_code == 404
    assert other.post(path(ticket), sent(ticket, why="Broken")).status_code == 404
    assert other.post(f"{path(ticket)}form/", sent(ticket)).status_code == 404


def test_of_two_corrections_the_second_is_told(client, ticket, erin):
    old = sent(ticket, why="Second")
    sign_in(client, erin).post(path(ticket), sent(ticket, why="First"))
    assert client.post(path(ticket), old).status_code == 409
    ticket.refresh_from_db()
    assert ticket.answers["why"] == "First"
