"""Where a request stands, as its requester sees it."""

from datetime import timedelta

from django.utils.translation import override

from tickets.actions import assign, move
from tickets.lifecycles import shipped
from tickets.models import Ticket
from tickets.stage import stage


def labels(steps):
    return [step.label for step in steps]


def test_a_new_request_shows_the_way_ahead(hr_case, now):
    here = stage(hr_case())
    assert (labels(here.done), here.now.label, labels(here.next)) == (
        [],
        "Submitted",
        ["In progress", "Fulfilled", "Closed"],
    )
    assert (here.has_it, here.since, here.now.at) == ("HR services", now, now)
    assert here.hint == "The team that provides this takes it up next."


def test_every_step_knows_when_it_was_reached(hr_case, hugo, erin, now):
    hour = timedelta(hours=1)
    ticket = move(hr_case(), "accept", by=hugo, now=now + hour)
    ticket = assign(ticket, to=hugo, by=hugo, now=now + hour)
    ticket = move(ticket, "ask_requester", by=hugo, now=now + 2 * hour, message="From when?")
    here = stage(ticket)
    assert [(step.label, step.at) for step in here.done] == [("Submitted", now), ("In progress", now + hour)]
    assert (here.now.label, here.now.phase) == ("Waiting for requester", "waiting")
    assert here.has_it == "Hugo Helper"
    assert labels(here.next) == ["In progress", "Fulfilled", "Closed"]
    assert "please reply below" in here.hint


def test_a_status_reached_again_stands_once(hr_case, hugo, erin, now):
    hour = timedelta(hours=1)
    ticket = move(hr_case(), "accept", by=hugo, now=now)
    ticket = move(ticket, "fulfil", by=hugo, now=now + hour, resolution="Done")
    ticket = move(ticket, "reopen", by=erin, now=now + 2 * hour, reason="No")
    here = stage(ticket)
    assert (labels(here.done), here.now.label) == (["Submitted", "Fulfilled"], "In progress")


def test_an_ended_request_has_nothing_ahead(incident, erin, now):
    here = stage(move(incident(), "withdraw", by=erin, now=now, reason="Solved itself"))
    assert (here.now.label, here.next) == ("Withdrawn", [])


def test_without_a_team_the_department_has_it(incident):
    assert stage(incident(team=None)).has_it == "IT"


def test_it_reads_in_chinese(hr_case):
    with override("zh-hans"):
        here = stage(hr_case())
        assert (here.now.label, labels(here.next)) == ("已提交", ["处理中", "已完成", "已关闭"])
        assert here.has_it == "人事服务组"


def test_the_stage_costs_one_query(incident, tom, now, django_assert_num_queries):
    moved = move(incident(assignee=tom), "start", by=tom, now=now)
    ticket = Ticket.objects.with_people().get(pk=moved.pk)
    with django_assert_num_queries(1):
        stage(ticket)


def test_a_lifecycle_without_hints_says_nothing_of_what_comes(incident, ada, now):
    from tickets.actions import publish_lifecycle

    spec = shipped()["incident"].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del spec["statuses"]["reported"]["hint"]
    publish_lifecycle("incident", spec, by=ada, now=now)
    assert stage(incident()).hint == ""
