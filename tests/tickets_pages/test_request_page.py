"""The requester's page: where it is, who has it, what comes next, and the few things one may do."""

import pytest
from django.urls import reverse

from journal.models import Event
from tests.budgets import budget
from tickets.actions import add_participant, assign, attach, comment, move
from tickets.models import Ticket


@pytest.fixture
def jam(incident):
    return incident()


def page(name: str, ticket: Ticket, *more) -> str:
    return reverse(f"tickets:{name}", args=[ticket.reference, *more])


def now_is(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_the_journey_shows_what_is_done_who_has_it_and_what_comes(at, company, jam, now):
    assign(jam, to=company.tom, by=company.tom, now=now)
    move(jam, "start", by=company.tom, now=now)
    answer = at(company.erin).get(page("request", jam))
    stage, text = answer.context["stage"], answer.content.decode()
    assert [step.label for step in stage.done] == ["Reported"]
    assert stage.now.label == "In progress"
    assert [step.label for step in stage.next] == ["Resolved", "Closed"]
    assert "Tom Technician" in text
    assert "Somebody is working on it." in text


def test_what_those_who_work_on_it_write_to_each_other_stays_there(at, company, jam, now):
    comment(jam, "He did this twice before.", by=company.tom, now=now, internal=True)
    comment(jam, "We are on it.", by=company.tom, now=now)
    text = at(company.erin).get(page("request", jam)).content.decode()
    assert "We are on it." in text
    assert "He did this twice before." not in text
    assert "wrote an internal note" not in text
    only = at(company.erin).get(page("request_timeline", jam), {"only": "talk"}).content.decode()
    assert "He did this twice before." not in only


@pytest.mark.parametrize("who", ["erik_zh", "mara", "hugo", "fred"])
@pytest.mark.parametrize("name", ["request", "journey", "request_timeline"])
def test_to_a_stranger_it_does_not_exist(at, company, jam, who, name):
    person = getattr(company, who)
    assert at(person).get(page(name, jam)).status_code == 404
    assert at(person).post(page("request_comment", jam), {"text": "Hello"}).status_code == 404
    assert at(person).post(page("request_step", jam, "withdraw"), {"reason": "x"}).status_code == 404
    assert now_is(jam).revision == jam.revision


def test_a_collaborator_reads_and_replies_but_does_not_withdraw(at, htmx, company, jam, now):
    add_participant(jam, company.mara, by=company.erin, now=now)
    answer = at(company.mara).get(page("request", jam))
    assert answer.status_code == 200
    assert not answer.context["steps"]
    assert htmx(company.mara).post(page("request_comment", jam), {"text": "Me too."}).status_code == 200
    refused = htmx(company.mara).post(page("request_step", jam, "withdraw"), {"reason": "No more."})
    assert refused.status_code == 422
    assert now_is(jam).status == "reported"


def test_a_reply_is_never_internal_whatever_is_sent(htmx, company, jam):
    htmx(company.erin).post(page("request_comment", jam), {"text": "Still broken.", "internal": "1"})
    assert jam.comments.get().is_internal is False


def test_a_reply_takes_a_waiting_request_back_to_work(htmx, company, jam, now):
    assign(jam, to=company.tom, by=company.tom, now=now)
    started = move(jam, "start", by=company.tom, now=now)
    move(started, "ask_requester", by=company.tom, now=now, message="Which floor?")
    htmx(company.erin).post(page("request_comment", jam), {"text": "The second."})
    assert now_is(jam).status == "in_progress"


def test_withdrawing_asks_why_and_ends_it(htmx, company, jam):
    asked = htmx(company.erin).get(page("request_step", jam, "withdraw"))
    assert "Why?" in asked.content.decode()
    empty = htmx(company.erin).post(page("request_step", jam, "withdraw"), {"reason": ""})
    assert empty.status_code == 422
    done = htmx(company.erin).post(page("request_step", jam, "withdraw"), {"reason": "It works again."})
    assert done.status_code == 204
    assert now_is(jam).phase == "cancelled"
    text = htmx(company.erin).get(page("request", jam)).content.decode()
    assert "This request is closed." in text


def test_a_solved_request_is_confirmed_or_reopened(htmx, company, jam, now):
    move(jam, "resolve", by=company.tom, now=now, resolution="New rollers.")
    answer = htmx(company.erin).get(page("request", jam))
    assert {step.name for step in answer.context["steps"]} == {"reopen", "close"}
    assert "New rollers." in answer.content.decode()
    given = {"reason": "It jams again."}
    assert htmx(company.erin).post(page("request_step", jam, "reopen"), given).status_code == 204
    assert now_is(jam).phase == "active"


def test_a_requester_takes_no_step_that_is_not_for_requesters(htmx, company, jam):
    assert htmx(company.erin).get(page("request_step", jam, "start")).status_code == 404
    assert htmx(company.erin).post(page("request_step", jam, "start")).status_code == 404
    assert now_is(jam).status == "reported"


def test_without_scripts_a_step_leads_back_to_the_request(at, company, jam):
    answer = at(company.erin).post(page("request_step", jam, "withdraw"), {"reason": "Never mind."})
    assert answer["Location"] == f"/requests/{jam.reference}/"


def test_the_journey_comes_anew_only_when_something_happened(htmx, company, jam, now):
    last = Event.objects.about(jam).last().pk
    assert htmx(company.erin).get(page("journey", jam), {"since": last}).status_code == 204
    move(jam, "start", by=company.tom, now=now)
    fresh = htmx(company.erin).get(page("journey", jam), {"since": last})
    assert "In progress" in fresh.content.decode()


def test_who_works_on_it_is_offered_the_desk(at, company, jam):
    assert jam.desk_url in at(company.tom).get(page("request", jam)).content.decode()
    assert jam.desk_url not in at(company.erin).get(page("request", jam)).content.decode()


def test_internal_files_are_not_listed(at, company, jam, now, tmp_path, settings):
    from django.core.files.base import ContentFile

    settings.MEDIA_ROOT = tmp_path
    attach(jam, ContentFile(b"secret", name="secret.txt"), by=company.tom, now=now, internal=True)
    attach(jam, ContentFile(b"open", name="open.txt"), by=company.tom, now=now)
    text = at(company.erin).get(page("request", jam)).content.decode()
    assert "open.txt" in text
    assert "secret.txt" not in text


def test_the_page_reads_in_chinese(at, company, incident):
    ticket = incident(requester=company.erik_zh, by=company.erik_zh)
    text = at(company.erik_zh).get(page("request", ticket)).content.decode()
    assert "已上报" in text
    assert "技术人员会查看并受理。" in text


def test_the_page_costs_a_fixed_number_of_statements(at, company, jam, now):
    for number in range(12):
        comment(jam, f"Number {number}", by=company.tom, now=now)
    browser = at(company.erin)
    browser.get(page("request", jam))
    with budget("tickets:request"):
        browser.get(page("request", jam))
