"""The parts that a ticket's pages fetch: the steps, the diagram; for those who may see the ticket, and nobody else."""

import pytest
from django.urls import reverse

from tests.budgets import budget
from tests.tracking.runs import Walk, published
from tickets.models import Ticket
from tickets.terms import may_have_process

LOAN = """
    start s
    person approve "Manager approves"
    operation book "Write it down"
    person hand "Hand it over"
    end done
    s > approve > book > hand > done
"""


@pytest.fixture
def loan(company, incident, now):
    version = published(LOAN, by=company.machine, now=now, department=company.it)
    does = {"approve": {"people": [company.mara], "kind": "approval"}, "hand": {"people": [company.tom]}}
    return Walk(incident(), version, now, **does)


def page(name: str, ticket: Ticket) -> str:
    return reverse(f"processes:{name}", args=[ticket.reference])


EVERYWHERE = ["steps_of_request", "diagram_of_request", "steps_of_ticket"]


def test_the_requester_reads_who_has_it_and_what_comes(at, company, loan):
    text = at(company.erin).get(page("steps_of_request", loan.ticket)).content.decode()
    for known in ("Manager approves", "Mara Manager", "Hand it over"):
        assert known in text
    assert "safe" not in text
    assert "Mend this run" not in text


def test_the_ticket_is_where_its_page_says_it_is_in_one_part(at, company, loan):
    loan.do("approve", by=company.mara, outcome="approved")
    answer = at(company.erin).get(page("steps_of_request", loan.ticket))
    assert [one.label for one in answer.context["track"].now] == ["Write it down"]


def test_a_fault_is_told_to_those_who_work_on_it_alone(at, company, loan):
    loan.do("approve", by=company.mara, outcome="approved").fail("book", "Account 4711 is closed.")
    mine = at(company.erin).get(page("steps_of_request", loan.ticket)).content.decode()
    assert "4711" not in mine
    assert "has not worked" in mine
    assert "4711" in at(company.tom).get(page("steps_of_ticket", loan.ticket)).content.decode()


def test_a_worker_on_the_requesters_page_reads_what_requesters_read(at, company, loan):
    loan.do("approve", by=company.mara, outcome="approved").fail("book", "Account 4711 is closed.")
    assert "4711" not in at(company.tom).get(page("steps_of_request", loan.ticket)).content.decode()


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("who", ["mara", "erik_zh", "hugo", "hanna", "fred", "fiona"])
def test_to_a_stranger_there_is_nothing(at, company, loan, who, name):
    assert at(getattr(company, who)).get(page(name, loan.ticket)).status_code == 404


def test_a_requester_is_led_from_the_desk_to_the_own_page(at, company, loan):
    answer = at(company.erin).get(page("steps_of_ticket", loan.ticket))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/requests/{loan.ticket.reference}/")


@pytest.mark.parametrize("name", EVERYWHERE)
def test_nobody_reads_it_without_signing_in(client, loan, name):
    assert client.get(page(name, loan.ticket)).status_code == 302


def test_nothing_comes_when_nothing_happened_since(at, company, loan):
    browser = at(company.erin)
    seen = browser.get(page("steps_of_request", loan.ticket)).context["seen"]
    assert browser.get(page("steps_of_request", loan.ticket), {"since": seen}).status_code == 204
    loan.row.revision += 1
    loan.row.save()
    fresh = browser.get(page("steps_of_request", loan.ticket), {"since": seen})
    assert "track-steps" in fresh.content.decode()
    assert "track-title" not in fresh.content.decode()


def test_without_a_run_the_place_is_empty_and_asks_again(at, company, incident):
    text = at(company.erin).get(page("steps_of_request", incident())).content.decode()
    assert "live:change" in text
    assert "journey" not in text
    assert at(company.erin).get(page("diagram_of_request", incident())).status_code == 404


def test_the_diagrams_answer_holds_marks_and_who_has_it_but_nothing_that_runs(at, company, loan):
    told = at(company.erin).get(page("diagram_of_request", loan.ticket)).json()
    assert told["marks"]["elements"]["approve"] == "now"
    assert told["marks"]["flows"]["s_approve"] == "done"
    assert told["notes"] == [{"element": "approve", "text": "Mara Manager", "since": loan.now.isoformat()}]
    assert told["xml"] == ""  # these lines have no picture
    assert "xml" not in at(company.erin).get(page("diagram_of_request", loan.ticket), {"marks": 1}).json()


def test_a_request_whose_service_has_no_process_asks_for_no_steps(at, company, incident, desk):
    jam = incident()
    assert not may_have_process(jam)
    assert "/steps/" not in at(company.erin).get(jam.get_absolute_url()).content.decode()
    order = desk.ticket(desk.publish("start s; person ask by=person:tom; end e; s > ask > e"))
    assert may_have_process(order)
    assert (
        f"/requests/{order.reference}/steps/"
        in at(company.erin).get(order.get_absolute_url()).content.decode()
    )
    assert f"{order.reference}/steps/" in at(company.tom).get(order.desk_url).content.decode()


@pytest.mark.parametrize("name", EVERYWHERE)
def test_it_stays_within_its_budget(at, company, loan, name):
    browser = at(company.tom)
    browser.get(page(name, loan.ticket))
    with budget(f"processes:{name}"):
        browser.get(page(name, loan.ticket))


def test_it_speaks_the_readers_language(at, company, loan):
    loan.ticket.requester = company.erik_zh
    loan.ticket.save()
    loan.step("approve").__class__.objects.filter(element="approve").update(
        name={"en": "Manager approves", "zh": "经理审批"}
    )
    text = at(company.erik_zh).get(page("steps_of_request", loan.ticket)).content.decode()
    assert "经理审批" in text
    assert "Manager approves" not in text


def test_whoever_decides_sees_the_way_on_the_decision_screen(at, company, desk):
    version = desk.publish('start s; person ask "May she?" does=approval by=person:fiona; end e; s > ask > e')
    ticket = desk.ticket(version)
    task = ticket.tasks.get()
    assert (
        f"/requests/{ticket.reference}/steps/" in at(company.fiona).get(f"/inbox/{task.pk}/").content.decode()
    )
    told = at(company.fiona).get(page("steps_of_request", ticket)).content.decode()
    assert "May she?" in told
    assert "It is your turn" in told


def test_where_steps_are_told_there_is_one_bar_of_the_time(at, company, desk, incident):
    order = desk.ticket(desk.publish("start s; person ask by=person:tom; end e; s > ask > e"))
    assert "time-bar" not in at(company.erin).get(order.get_absolute_url()).content.decode()
    assert "time-bar" in at(company.erin).get(incident().get_absolute_url()).content.decode()
