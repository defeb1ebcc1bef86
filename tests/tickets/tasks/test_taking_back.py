"""Decisions that are taken back while they are fresh, those who are pressed, and what has been seen."""

from datetime import timedelta

import pytest

from journal.models import Event
from journal.reactions import heard_by
from journal.refusals import NotAllowed, Refused
from tickets.actions import (
    CannotAct,
    Ended,
    add_signer,
    cancel_task,
    decide,
    finish_task,
    mark_seen,
    take_back,
    urge,
)
from tickets.actions.tasks import can_take_back, urgeable_at
from tickets.models import Task, Ticket


def states(task):
    return {part.person.username: part.state for part in task.assignments.select_related("person")}


def test_a_fresh_decision_is_open_again(approval, mara, lea, now):
    task = approval(mara, lea)
    decide(task, "approve", by=mara, now=now, comment="Fine")
    assert can_take_back(task, mara, now=now)
    assert not can_take_back(task, lea, now=now)
    take_back(task, by=mara, now=now + timedelta(minutes=9))
    part = task.assignments.get(person=mara)
    assert (part.state, part.comment, part.acted_by) == ("waiting", "", None)
    assert Event.objects.get(verb="task.taken-back").data["was_ended"] is False


def test_after_the_grace_period_it_stays(approval, mara, lea, now):
    task = approval(mara, lea)
    decide(task, "approve", by=mara, now=now)
    with pytest.raises(CannotAct):
        take_back(task, by=mara, now=now + timedelta(minutes=11))
    with pytest.raises(CannotAct):
        take_back(task, by=lea, now=now)
    strict = approval(mara, lea, policy={"grace": 0})
    decide(strict, "approve", by=mara, now=now)
    with pytest.raises(CannotAct):
        take_back(strict, by=mara, now=now + timedelta(seconds=1))


def test_a_task_that_ended_by_it_goes_on_with_all_who_had_a_part(approval, mara, lea, now):
    task = approval(mara, lea, rule="any")
    decide(task, "reject", by=mara, now=now, comment="No")
    taken = take_back(task, by=mara, now=now)
    assert (taken.state, taken.outcome, taken.ended_at, taken.ended_by) == ("open", "", None, None)
    assert states(task) == {"mara": "waiting", "lea": "waiting"}
    event = Event.objects.get(verb="task.taken-back")
    assert (event.data["was_ended"], event.data["outcome"]) == (True, "rejected")


def test_whoever_went_on_from_there_may_refuse(approval, mara, now, monkeypatch):
    from journal import reactions

    def refuse(event):
        raise Refused("The laptop is bought.")

    told = reactions.Reaction("tests.refuse", ("task.taken-back",), refuse, later=False)
    monkeypatch.setitem(reactions._reactions, "tests.refuse", told)
    heard_by.cache_clear()
    try:
        task = approval()
        decide(task, "approve", by=mara, now=now)
        with pytest.raises(Refused):
            take_back(task, by=mara, now=now)
    finally:
        monkeypatch.undo()
        heard_by.cache_clear()
    task.refresh_from_db()
    assert (task.state, states(task)) == ("done", {"mara": "approved"})


def test_finished_work_is_taken_up_again(work, tom, now):
    task = work()
    finish_task(task, by=tom, now=now)
    assert take_back(task, by=tom, now=now).state == "open"
    assert states(task) == {"tom": "waiting"}


def test_in_turn_what_the_next_has_built_upon_stays(approval, mara, lea, tom, now):
    task = approval(mara, lea, tom, in_turn=True)
    decide(task, "approve", by=mara, now=now)
    take_back(task, by=mara, now=now)
    assert states(task) == {"mara": "waiting", "lea": "queued", "tom": "queued"}
    decide(task, "approve", by=mara, now=now)
    decide(task, "approve", by=lea, now=now)
    with pytest.raises(CannotAct) as refused:
        take_back(task, by=mara, now=now)
    assert "Lea Lead" in str(refused.value)


def test_who_was_asked_after_me_and_decided_keeps_mine(approval, mara, lea, fred, now):
    task = approval(mara, lea)
    add_signer(task, fred, place="after", by=mara, now=now)
    decide(task, "approve", by=mara, now=now)
    decide(task, "approve", by=fred, now=now)
    with pytest.raises(CannotAct):
        take_back(task, by=mara, now=now)


def test_neither_a_cancelled_task_nor_a_closed_request_comes_back(approval, company, ticket, now):
    task = approval(company.mara, company.lea)
    decide(task, "approve", by=company.mara, now=now)
    cancel_task(task, by=company.machine, now=now, why="Over")
    with pytest.raises(CannotAct):
        take_back(task, by=company.mara, now=now)
    Ticket.objects.filter(pk=ticket.pk).update(phase="cancelled")
    with pytest.raises(Ended):
        take_back(task, by=company.mara, now=now)


def test_the_requester_urges_not_too_often_and_it_shows(approval, erin, mara, hugo, now):
    task = approval()
    with pytest.raises(NotAllowed):
        urge(task, by=hugo, now=now)
    urge(task, by=erin, now=now, note="I start on Monday")
    task.refresh_from_db()
    assert (task.urged, task.urged_at) == (1, now)
    with pytest.raises(CannotAct) as refused:
        urge(task, by=erin, now=now + timedelta(hours=3))
    assert "14:00" in str(refused.value) or "2 p.m." in str(refused.value) or "2:00" in str(refused.value)
    assert urgeable_at(Task.objects.get(pk=task.pk)) == now + timedelta(hours=4)
    assert urge(task, by=erin, now=now + timedelta(hours=4)).urged == 2
    assert Event.objects.filter(verb="task.urged").first().data["to"] == [mara.pk]


def test_what_was_seen_is_a_receipt_of_the_person_alone(approval, mara, lea, erin, now):
    task = approval(mara, lea)
    mark_seen(task, by=mara, now=now)
    mark_seen(task, by=mara, now=now + timedelta(hours=1))
    mark_seen(task, by=erin, now=now)
    assert task.assignments.get(person=mara).seen_at == now
    assert task.assignments.get(person=lea).seen_at is None
