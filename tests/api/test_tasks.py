"""Tasks and approvals, by programs."""

from functools import partial

import pytest

from tests.api.conftest import make_ticket
from tests.budgets import budget
from tickets.actions import consult, copy_to, give_opinion, open_task
from tickets.models import Task
from tickets.performing import Appointed

ASKS = [{"name": "serial", "kind": "text", "label": {"en": "Serial number"}}]


@pytest.fixture
def ticket(company):
    return make_ticket(company, company.erin, "A laptop", kind="request", lifecycle="request")


@pytest.fixture
def give(ticket, company, now):
    def given(*people, kind="approval", **more):
        return open_task(
            more.pop("ticket", ticket),
            kind=kind,
            title={"en": "Manager approves", "zh": "经理审批"},
            performers=[Appointed(one) for one in people],
            by=company.machine,
            now=now,
            **more,
        )

    return given


def ids(answer):
    return [one["id"] for one in answer.json()["results"]]


def test_each_sees_what_waits_for_them_and_nobody_elses(program, give, company):
    task = give(company.mara)
    assert ids(program(company.mara).get("tasks")) == [task.pk]
    assert ids(program(company.mara).get("tasks", tab="done")) == []
    assert ids(program(company.erin).get("tasks", tab="started")) == [task.pk]
    for stranger in (company.hugo, company.fiona, company.tom):
        assert ids(program(stranger).get("tasks")) == []
    assert program(company.hugo).get(f"tasks/{task.pk}").status_code == 404
    assert program(company.hugo).get("tasks/4711").status_code == 404
    assert program(company.hugo).get(f"tasks/{'9' * 30}").status_code == 404


def test_one_task_says_who_has_it_and_what_is_mine(program, give, company):
    task = give(company.mara, company.lea, instructions={"en": "Mind the budget", "zh": "注意预算"})
    said = program(company.mara).get(f"tasks/{task.pk}").json()
    assert (said["title"], said["kind"], said["state"], said["mine"]) == (
        "Manager approves",
        "approval",
        "open",
        ["signer"],
    )
    assert [one["username"] for one in said["waits_for"]] == ["mara", "lea"]
    assert said["ticket"]["subject"] == "A laptop"
    assert said["instructions"] == "Mind the budget"
    assert [part["state"] for part in said["parts"]] == ["waiting", "waiting"]
    assert program(company.erin).get(f"tasks/{task.pk}").json()["mine"] == []


def test_a_decision_by_a_program_is_the_persons_own(program, give, company):
    task = give(company.mara)
    answer = program(company.mara).post(
        f"tasks/{task.pk}/decision", {"outcome": "approve", "comment": "Fine", "seen": 1}
    )
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["outcome"]) == ("done", "approved")
    part = task.assignments.get()
    assert (part.channel, part.comment) == ("api", "Fine")
    assert ids(program(company.mara).get("tasks", tab="done")) == [task.pk]


def test_what_does_not_fit_is_refused_beside_its_field(program, give, company):
    task = give(company.mara)
    desk = program(company.mara)
    for body, field in (
        ({"outcome": "maybe"}, "outcome"),
        ({}, "outcome"),
        ({"outcome": "reject"}, "comment"),
        ({"outcome": "return", "comment": "?", "flagged": ["colour"]}, "flagged"),
        ({"outcome": "approve", "why": "x"}, "why"),
    ):
        answer = desk.post(f"tasks/{task.pk}/decision", body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field]), answer.content
    stale = desk.post(f"tasks/{task.pk}/decision", {"outcome": "approve", "seen": 99})
    assert (stale.status_code, stale.json()["type"].rpartition("/")[2]) == (409, "stale")
    assert Task.objects.get().state == "open"


def test_strangers_do_nothing_with_it(program, give, company):
    task = give(company.mara)
    deeds = {
        "decision": {"outcome": "approve"},
        "finish": {},
        "claim": {},
        "release": {},
        "hand-over": {"to": "fred"},
        "take-back": {},
    }
    for person, status in ((company.hugo, {404}), (company.erin, {403, 409}), (company.tom, {403, 409})):
        for deed, body in deeds.items():
            answer = program(person).post(f"tasks/{task.pk}/{deed}", body)
            assert answer.status_code in status, (person, deed, answer.content)
    assert task.assignments.get().state == "waiting"


def test_work_is_finished_with_its_answers(program, give, company):
    task = give(company.tom, kind="work", asks=ASKS)
    desk = program(company.tom)
    assert desk.get(f"tasks/{task.pk}").json()["asks"][0]["name"] == "serial"
    assert list(desk.post(f"tasks/{task.pk}/finish").json()["errors"]) == ["serial"]
    done = desk.post(f"tasks/{task.pk}/finish", {"answers": {"serial": "PF-1"}}).json()
    assert (done["state"], done["answers"]) == ("done", {"serial": "PF-1"})
    assert program(company.erin).get(f"tasks/{task.pk}").json()["answers"] == {}


def test_it_is_taken_from_the_pool_put_back_and_handed_over(program, give, company):
    task = give(kind="work", team=company.it_service_desk)
    tom = program(company.tom)
    assert ids(tom.get("tasks")) == [task.pk]
    assert tom.post(f"tasks/{task.pk}/claim").json()["mine"] == ["handler"]
    taken = program(company.tina).post(f"tasks/{task.pk}/claim")
    assert (taken.status_code, "Tom Technician" in taken.json()["detail"]) == (409, True)
    assert tom.post(f"tasks/{task.pk}/release").json()["mine"] == []
    tom.post(f"tasks/{task.pk}/claim")
    assert list(tom.post(f"tasks/{task.pk}/hand-over", {"to": "nobody"}).json()["errors"]) == ["to"]
    given = tom.post(f"tasks/{task.pk}/hand-over", {"to": "hugo", "note": "You know it"}).json()
    assert [one["username"] for one in given["waits_for"]] == ["hugo"]
    assert ids(program(company.hugo).get("tasks")) == [task.pk]


def test_a_fresh_decision_is_taken_back(program, give, company):
    task = give(company.mara, company.lea)
    desk = program(company.mara)
    desk.post(f"tasks/{task.pk}/decision", {"outcome": "approve"})
    assert desk.post(f"tasks/{task.pk}/take-back").json()["mine"] == ["signer"]


def test_opinions_are_for_those_inside(program, give, company, now):
    task = give(company.mara)
    consult(task, company.hugo, "Usual?", by=company.mara, now=now)
    give_opinion(task, "Too dear", by=company.hugo, now=now)
    copy_to(task, [company.fred], by=company.mara, now=now)
    inside = program(company.mara).get(f"tasks/{task.pk}").json()
    outside = program(company.erin).get(f"tasks/{task.pk}").json()
    assert [part["comment"] for part in inside["parts"] if part["role"] == "consulted"] == ["Too dear"]
    assert "consulted" not in {part["role"] for part in outside["parts"]}
    assert ids(program(company.fred).get("tasks", tab="copied")) == [task.pk]


def test_who_acts_for_whom_is_said(program, ticket, company, now):
    task = open_task(
        ticket,
        kind="approval",
        title={"en": "A"},
        performers=[Appointed(company.lea, on_behalf_of=company.mara)],
        by=company.machine,
        now=now,
    )
    part = program(company.lea).get(f"tasks/{task.pk}").json()["parts"][0]
    assert (part["person"]["username"], part["for_whom"]["username"]) == ("lea", "mara")
    assert ids(program(company.mara).get("tasks", tab="delegated")) == [task.pk]


def test_the_list_takes_the_filters_of_the_inbox_and_refuses_others(program, give, company):
    approval, work = give(company.tom), give(company.tom, kind="work")
    desk = program(company.tom)
    assert ids(desk.get("tasks")) == [work.pk, approval.pk]
    assert ids(desk.get("tasks", kind="work")) == [work.pk]
    assert ids(desk.get("tasks", sort="id", limit=1)) == [approval.pk]
    assert ids(desk.get("tasks", age="day", q="laptop")) == [work.pk, approval.pk]
    for query in ({"kinds": "work"}, {"kind": "magic"}, {"tab": "mine"}, {"sort": "title"}):
        answer = desk.get("tasks", **query)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, list(query)), answer.content


def test_an_administrators_look_into_a_confidential_department_is_recorded(program, give, company):
    from journal.models import Event

    secret = make_ticket(company, company.erin, "Leave", department=company.hr, team=company.hr_services)
    task = give(company.hugo, ticket=secret)
    program(company.ada).get(f"tasks/{task.pk}")
    assert Event.objects.get(verb="ticket.inspected").actor == company.ada


def test_a_page_of_tasks_costs_as_much_as_one(program, give, company):
    for _number in range(12):
        give(company.mara, company.lea)
    asked = partial(program(company.mara).get, "tasks")
    asked()
    with budget("api:tasks"):
        assert len(ids(asked())) == 12
