"""Who is told of tasks: whose turn it is, who waits, who answers for it; each once, and not who did it."""

from datetime import timedelta

import pytest

from journal import relay
from people.models import Notice
from tickets import task_links
from tickets.actions import (
    add_helper,
    add_signer,
    ask_about,
    cancel_task,
    comment,
    consult,
    copy_to,
    decide,
    finish_task,
    give_opinion,
    give_task,
    hand_over_task,
    keep_time,
    open_task,
    release_task,
    take_back,
    urge,
)
from tickets.models import Task
from tickets.performing import Appointed


@pytest.fixture
def told(now):
    """Runs what the outbox holds; gives what each person was told since the last time."""

    def run():
        Notice.objects.all().delete()
        relay.drain(lambda: now + timedelta(days=9))
        return {notice.person.username: notice for notice in Notice.objects.select_related("person")}

    return run


@pytest.fixture(autouse=True)
def _opened(ticket, told):
    told()


def texts(heard):
    return {name: notice.text for name, notice in heard.items()}


def test_an_approval_is_told_to_whose_turn_it_is_with_links_to_decide_by(
    approval, mara, lea, ticket, told, now, monkeypatch
):
    monkeypatch.setattr(task_links, "_makers", [])
    task_links.offer(lambda part, person: [{"label": "Approve", "url": f"/decide/{part.pk}-{person.pk}/"}])
    task = approval(mara, lea, in_turn=True, instructions={"en": "Mind the budget", "zh": ""})
    heard = told()
    assert texts(heard) == {"mara": f"Manager approves: {ticket.reference} A laptop for Erin"}
    notice = heard["mara"]
    assert (notice.topic, notice.url, notice.body) == (
        "task-approval",
        f"/inbox/{task.pk}/",
        "Mind the budget",
    )
    assert notice.links == [
        {"label": "Approve", "url": f"/decide/{task.assignments.get(person=mara).pk}-{mara.pk}/"}
    ]
    decide(task, "approve", by=mara, now=now)
    assert set(told()) == {"lea"}


def test_work_is_told_to_who_has_it_without_links(work, told):
    work()
    heard = told()
    assert set(heard) == {"tom"}
    assert (heard["tom"].topic, heard["tom"].links) == ("task-given", [])


def test_everybody_hears_in_the_own_language(work, erik_zh, told):
    work(erik_zh)
    assert told()["erik_zh"].text.startswith("准备笔记本电脑")


def test_what_waits_for_a_team_is_told_to_its_members(work, company, told, now):
    task = work(Appointed(company.tom, team=company.it_service_desk.pk))
    assert set(told()) == {"tom", "tina", "lea"}
    finish_task(task, by=company.tom, now=now)
    assert told() == {}
    other = work(Appointed(company.tom, team=company.it_service_desk.pk))
    hand_over_task(other, to=company.tom, by=company.lea, now=now)
    told()
    release_task(other, by=company.tom, now=now)
    assert set(told()) == {"tina", "lea"}


def test_where_nobody_is_found_the_team_and_the_owners_are_told(ticket, company, told, now):
    open_task(ticket, kind="approval", title={"en": "A"}, performers=[], by=company.machine, now=now)
    heard = told()
    assert set(heard) == {"tom", "tina", "lea", "ada"}
    assert heard["ada"].topic == "task-nobody"


def test_the_requester_is_not_invited_to_approve_from_the_pool(request_of_erin, company, told, now):
    own = request_of_erin(requester=company.tom, by=company.tom)
    told()
    open_task(own, kind="approval", title={"en": "A"}, performers=[], by=company.machine, now=now)
    assert set(told()) == {"tina", "lea", "ada"}


def test_the_requester_hears_at_once_what_is_missing(approval, mara, erin, told, now):
    task = approval()
    told()
    decide(task, "return", by=mara, now=now, comment="Which dock?")
    heard = told()
    assert (set(heard), Notice.objects.count()) == ({"erin"}, 1)
    question = Task.objects.get(parent=task)
    assert heard["erin"].text.startswith("Mara Manager needs something from you")
    assert (heard["erin"].url, heard["erin"].body) == (f"/inbox/{question.pk}/", "Which dock?")
    finish_task(question, by=erin, now=now, answers={"reply": "The small one"})
    assert set(told()) == {"mara"}


def test_a_return_to_an_earlier_step_asks_nobody_by_itself(approval, mara, told, now):
    task = approval()
    told()
    decide(task, "return", by=mara, now=now, comment="Again", back_to="Approve1")
    assert told() == {}


def test_those_who_are_urged_and_reminded_hear_of_it(approval, erin, told, now):
    task = approval(policy={"reminders": [{"after": 3600, "working": False}]})
    told()
    urge(task, by=erin, now=now, note="I start on Monday")
    heard = told()
    assert heard["mara"].text.startswith("Erin Employee asks you to hurry")
    assert (heard["mara"].topic, heard["mara"].body) == ("task-due", "I start on Monday")
    keep_time(now=now + timedelta(hours=1))
    assert told()["mara"].text.startswith("Still waits for you")


def test_a_pool_is_reminded_as_a_team_and_late_its_owners(ticket, company, told, now):
    policy = {
        "reminders": [{"after": 3600, "working": False}],
        "limit": {"after": 7200, "working": False, "then": "remind"},
    }
    open_task(
        ticket,
        kind="work",
        title={"en": "A"},
        performers=[],
        policy=policy,
        by=company.machine,
        now=now,
    )
    told()
    keep_time(now=now + timedelta(hours=1))
    assert set(told()) == {"tom", "tina", "lea"}
    keep_time(now=now + timedelta(hours=2))
    assert set(told()) == {"tom", "tina", "lea", "ada"}


def test_who_is_brought_in_hears_what_for(approval, mara, fred, hugo, erin, told, now):
    task = approval()
    told()
    consult(task, hugo, "Is this usual?", by=mara, now=now)
    heard = told()
    assert texts(heard)["hugo"].startswith("Mara Manager asks for your opinion")
    assert heard["hugo"].body == "Is this usual?"
    give_opinion(task, "Quite", by=hugo, now=now)
    assert (told()["mara"].body) == "Quite"
    add_helper(task, hugo, by=mara, now=now)
    assert texts(told())["hugo"].startswith("Mara Manager asks you to help")
    add_signer(task, fred, place="before", by=mara, now=now)
    assert set(told()) == {"fred"}
    ask_about(task, erin, "Why this one?", by=mara, now=now)
    assert texts(told())["erin"].startswith("Mara Manager mentioned you")


def test_who_waits_for_an_answer_hears_it(approval, mara, erin, ticket, told, now):
    approval()
    told()
    comment(ticket, "Because it is light", by=erin, now=now)
    assert told()["mara"].reason == "You have a task on it."


def test_the_end_is_told_to_who_gave_it_out_and_who_is_kept_informed(ticket, company, told, now):
    task = give_task(ticket, [company.hugo], title="Check the desk", by=company.tom, now=now)
    copy_to(task, [company.fred], by=company.tom, now=now)
    assert set(told()) == {"hugo", "fred"}
    finish_task(task, by=company.hugo, now=now)
    heard = told()
    assert set(heard) == {"tom", "fred"}
    assert heard["tom"].text == f"Check the desk – Done: {ticket.reference} A laptop for Erin"
    other = give_task(ticket, [company.hugo], title="Again", by=company.tom, now=now)
    told()
    cancel_task(other, by=company.tom, now=now, why="Not needed")
    heard = told()
    assert (set(heard), heard["hugo"].body) == ({"hugo"}, "Not needed")


def test_what_was_over_before_it_was_told_is_not_told(approval, work, company, told, now):
    task = approval()
    decide(task, "approve", by=company.mara, now=now)
    pool = work(Appointed(company.tom, team=company.it_service_desk.pk))
    hand_over_task(pool, to=company.tom, by=company.lea, now=now)
    release_task(pool, by=company.tom, now=now)
    finish_task(pool, by=company.tina, now=now)
    gone = approval(policy={"reminders": [{"after": 60, "working": False}]})
    urge(gone, by=company.erin, now=now)
    cancel_task(gone, by=company.machine, now=now, why="Over")
    assert set(told()) == {"mara"}  # that hers is no longer needed


def test_what_was_taken_back_is_told_to_no_one_else(approval, mara, lea, told, now):
    task = approval(mara, lea)
    decide(task, "approve", by=mara, now=now)
    told()
    take_back(task, by=mara, now=now)
    assert told() == {}


def test_who_stands_in_hears_for_whom(work, company, told):
    work(Appointed(company.lea, on_behalf_of=company.mara))
    assert told()["lea"].reason == "You stand in for Mara Manager."
