"""Tasks on a ticket's own pages: who has to act now, urging, and what agents ask for by hand."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tickets.actions import decide
from tickets.models import Task


def at_desk(ticket) -> str:
    return f"/desk/tickets/{ticket.reference}/"


def toast(answer) -> dict:
    return json.loads(answer.headers["HX-Trigger"]).get("toast", {})


def test_the_requester_reads_who_has_it_and_what_is_done(at, company, approval, ticket, now):
    decide(approval(), "approve", by=company.mara, now=now, comment="It is in the budget.")
    approval(company.fiona)
    text = at(company.erin).get(f"/requests/{ticket.reference}/").content.decode()
    for told in (
        "Tasks and approvals",
        "Fiona Owner",
        "to decide",
        "1 is done",
        "It is in the budget.",
        ">Urge<",
    ):
        assert told in text, told
    assert "Ask for approval" not in text


def test_a_ticket_without_tasks_shows_no_panel_to_the_requester(at, company, ticket):
    assert (
        "Tasks and approvals" not in at(company.erin).get(f"/requests/{ticket.reference}/").content.decode()
    )


def test_urging_is_one_press_and_says_when_it_is_possible_again(htmx, at, company, approval, ticket):
    task = approval()
    assert toast(htmx(company.erin).post(f"/inbox/{task.pk}/urge/"))["text"] == "They were reminded."
    panel = at(company.erin).get(f"/requests/{ticket.reference}/tasks/").content.decode()
    assert "Urged. Again from" in panel
    assert ">Urge<" not in panel
    assert htmx(company.erin).post(f"/inbox/{task.pk}/urge/").status_code in (403, 409, 422)
    assert "Urged" in at(company.mara).get("/inbox/").content.decode()


def test_an_agent_asks_for_an_approval_by_hand(htmx, at, company, ticket):
    tom = htmx(company.tom)
    assert "Of whom?" in tom.get(f"{at_desk(ticket)}ask-approval/").content.decode()
    sent = {
        "title": "May we order the dear one?",
        "people": [company.mara.pk, company.fiona.pk],
        "rule": "any",
        "instructions": "1,800 EUR",
        "due_at": (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
    }
    assert tom.post(f"{at_desk(ticket)}ask-approval/", sent).status_code == 204
    task = Task.objects.get()
    assert (task.kind, task.rule, task.label) == ("approval", "any", "May we order the dear one?")
    assert {part.person for part in task.assignments.all()} == {company.mara, company.fiona}
    assert "May we order the dear one?" in at(company.mara).get("/inbox/").content.decode()


def test_an_agent_gives_a_task_to_people_or_a_team_and_withdraws_it(htmx, company, ticket):
    tom = htmx(company.tom)
    refused = tom.post(f"{at_desk(ticket)}give-task/", {"title": "Find a cable"})
    assert (refused.status_code, "people, or a team" in refused.content.decode()) == (422, True)
    sent = {"title": "Find a cable", "team": company.it_network.pk}
    assert tom.post(f"{at_desk(ticket)}give-task/", sent).status_code == 204
    task = Task.objects.get()
    assert task.team == company.it_network
    assert "Withdraw" in tom.get(f"/requests/{ticket.reference}/tasks/").content.decode()
    assert tom.post(f"/inbox/{task.pk}/withdraw/", {"why": ""}).status_code == 422
    assert tom.post(f"/inbox/{task.pk}/withdraw/", {"why": "Found it"}).status_code == 204
    task.refresh_from_db()
    assert task.state == "cancelled"


def test_what_lies_in_the_past_or_names_nobody_is_refused_beside_its_field(htmx, company, ticket):
    tom = htmx(company.tom)
    for wrong in (
        {"due_at": "2020-01-01T10:00"},
        {"people": ["999999"]},
        {"people": ["nobody-like-that"]},
        {"title": ""},
    ):
        sent = {"title": "May we?", "people": [company.mara.pk], "rule": "all"} | wrong
        refused = tom.post(f"{at_desk(ticket)}ask-approval/", sent)
        assert (refused.status_code, "field-error" in refused.content.decode()) == (422, True), wrong
    assert not Task.objects.exists()


@pytest.mark.parametrize("who", ["erin", "mara", "hugo", "fred"])
def test_nobody_else_asks_for_anything(htmx, company, ticket, who):
    browser = htmx(getattr(company, who))
    sent = {"title": "May we?", "people": [company.fiona.pk], "rule": "all"}
    for name in ("ask-approval", "give-task"):
        assert browser.post(f"{at_desk(ticket)}{name}/", sent).status_code == 404
    assert not Task.objects.exists()


def test_what_a_process_gave_out_is_not_an_agents_to_withdraw(htmx, company, approval):
    task = approval()
    assert htmx(company.tom).post(f"/inbox/{task.pk}/withdraw/", {"why": "No"}).status_code == 404


def test_home_and_my_work_list_what_waits(at, company, approval, work):
    approval()
    work()
    assert "Manager approves" in at(company.mara).get("/").content.decode()
    assert "Manager approves" not in at(company.fiona).get("/").content.decode()
    assert "Prepare the laptop" in at(company.tom).get("/desk/").content.decode()
    assert "Prepare the laptop" not in at(company.tina).get("/desk/").content.decode()


def test_who_takes_part_mentions_those_who_know_of_it(at, company, approval, ticket):
    approval()
    found = at(company.mara).get(f"/requests/{ticket.reference}/mentions/", {"q": "eri"}).json()["people"]
    assert [one["username"] for one in found] == ["erin"]
    assert at(company.hugo).get(f"/requests/{ticket.reference}/mentions/").status_code == 404
