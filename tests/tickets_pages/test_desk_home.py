"""My work: four short lists, today's pulse, and the key that opens the next ticket."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.budgets import budget
from tickets.actions import assign, move, watch

HOME = "/desk/"


@pytest.fixture
def today():
    return timezone.now()


def lists(answer) -> dict[str, list[str]]:
    return {
        section["name"]: [one.subject for one in section["tickets"]] for section in answer.context["sections"]
    }


def test_an_agents_day_in_four_lists(at, company, incident, today):
    tom = company.tom
    urgent = incident(subject="Urgent", impact=1, urgency=1, now=today)
    calm = incident(subject="Calm", now=today)
    assign(calm, to=tom, by=tom, now=today)
    assign(urgent, to=tom, by=tom, now=today)
    incident(subject="Nobody's", now=today)
    followed = assign(incident(subject="Followed", now=today), to=company.tina, by=company.tina, now=today)
    watch(followed, by=tom, now=today)
    shown = lists(at(tom).get(HOME))
    assert set(shown["mine"]) == {"Urgent", "Calm"}
    assert shown["unassigned"] == ["Nobody's"]
    assert shown["watched"] == ["Followed"]


def test_the_lists_begin_with_what_is_due_first(at, company, incident, now):
    tom = company.tom
    for subject, impact in (("low", 3), ("critical", 1)):
        ticket = incident(subject=subject, impact=impact, urgency=impact, now=now)
        assign(ticket, to=tom, by=tom, now=now)
    assert lists(at(tom).get(HOME))["mine"] == ["critical", "low"]


def test_what_is_late_is_about_to_breach_and_counted(at, company, incident, now):
    incident(subject="Late", now=now)
    answer = at(company.tom).get(HOME)
    assert lists(answer)["breaching"] == ["Late"]
    pulse = {figure["label"]: figure["number"] for figure in answer.context["pulse"]}
    assert pulse["overdue"] == "1"
    assert pulse["opened today"] == "0"


def test_the_pulse_counts_today(at, company, incident, today):
    incident(now=today)
    move(incident(now=today), "resolve", by=company.tom, now=today, resolution="Done.")
    pulse = {figure["label"]: figure["number"] for figure in at(company.tom).get(HOME).context["pulse"]}
    assert (pulse["opened today"], pulse["solved today"]) == ("2", "1")


def test_every_figure_leads_to_its_tickets(at, company, incident, today):
    incident(subject="New today", now=today)
    figure = at(company.tom).get(HOME).context["pulse"][0]
    listed = at(company.tom).get(f"/desk/tickets/?{figure['query']}").context["listing"].rows
    assert [row.subject for row in listed] == ["New today"]


def test_nothing_of_other_departments_is_on_it(at, company, hr_case):
    hr_case()
    assert "Parental leave" not in at(company.tom).get(HOME).content.decode()


def test_an_employee_has_no_desk(at, company):
    assert at(company.erin).get(HOME).status_code == 404
    assert at(company.erin).get("/desk/next/").status_code == 404


def test_the_next_ticket_is_the_most_urgent_of_mine_that_does_not_wait(at, company, incident, now):
    tom = company.tom
    waiting = assign(incident(subject="Waits", impact=1, urgency=1, now=now), to=tom, by=tom, now=now)
    waiting = move(waiting, "start", by=tom, now=now)
    move(waiting, "ask_requester", by=tom, now=now, message="Which one?")
    mine = assign(incident(now=now + timedelta(hours=1)), to=tom, by=tom, now=now)
    incident(subject="Nobody's", impact=1, urgency=1, now=now)
    assert at(tom).get("/desk/next/")["Location"] == mine.desk_url


def test_without_anything_of_mine_it_is_what_nobody_has(at, company, incident, now):
    later = incident(now=now + timedelta(hours=2))
    sooner = incident(now=now)
    assert at(company.tom).get("/desk/next/")["Location"] == sooner.desk_url
    over = at(company.tom).get("/desk/next/", {"not": sooner.reference})
    assert over["Location"] == later.desk_url


def test_pressing_on_goes_down_the_line_and_begins_again(at, company, incident, now):
    tom = company.tom
    line = [assign(incident(now=now + timedelta(hours=hour)), to=tom, by=tom, now=now) for hour in (1, 2, 3)]
    line.append(incident(subject="Nobody's", now=now))
    browser = at(tom)
    for here, following in zip(line, [*line[1:], line[0]], strict=True):
        answer = browser.get("/desk/next/", {"not": here.reference})
        assert answer["Location"] == following.desk_url
    assert browser.get("/desk/next/", {"not": "INC-999"})["Location"] == line[0].desk_url


def test_with_nothing_to_do_it_says_so(at, company):
    answer = at(company.tom).get("/desk/next/", follow=True)
    assert "Nothing is waiting for you." in answer.content.decode()


def test_the_page_costs_a_fixed_number_of_statements(at, company, incident, now):
    for number in range(20):
        ticket = incident(subject=f"Number {number}", now=now)
        if number % 2:
            assign(ticket, to=company.tom, by=company.tom, now=now)
        watch(ticket, by=company.tom, now=now)
    browser = at(company.tom)
    browser.get(HOME)
    with budget("desk:home"):
        browser.get(HOME)


def test_a_refresh_brings_the_lists_alone(htmx, company, incident, now):
    incident(now=now)
    text = htmx(company.tom).get(HOME).content.decode()
    assert "<html" not in text
    assert 'id="my-work"' in text
