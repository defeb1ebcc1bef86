"""An approval is returned: what is asked for, who puts it right, and where it goes on from."""

import pytest

from journal.models import Event
from journal.refusals import Invalid
from tickets.actions import CannotAct, NotYourTurn, Rewritten, change_answers, decide, finish_task, take_back
from tickets.masks import sight_of
from tickets.models import Task, Ticket


def states(task):
    return {part.person.username: part.state for part in task.assignments.select_related("person")}


def question_of(task):
    return Task.objects.get(parent=task)


def back(task, by, now, **more):
    return decide(task, "return", by=by, now=now, comment="Which dock?", **more)


def test_the_requester_is_asked_and_the_approval_waits(approval, mara, erin, now):
    task = approval()
    returned = back(task, mara, now, flagged=["model"])
    assert returned.state == "paused"
    question = question_of(task)
    assert (question.kind, question.fields) == ("question", {"model": "edit"})
    assert states(question) == {"erin": "waiting"}
    event = Event.objects.get(verb="task.returned")
    assert (event.data["to"], event.data["flagged"], event.data["question"]) == ("", ["model"], question.pk)
    assert event.data["asked"] == [erin.pk]
    assert not Event.objects.filter(verb="task.ended").exists()
    with pytest.raises(CannotAct):
        decide(task, "approve", by=mara, now=now)


def test_only_what_was_flagged_is_put_right_and_only_until_it_is_answered(approval, mara, erin, now):
    task = approval()
    ticket = task.ticket
    Ticket.objects.filter(pk=ticket.pk).update(phase="active")  # somebody has taken it up long since
    back(task, mara, now, flagged=["model"])
    ticket.refresh_from_db()
    assert sight_of(erin, ticket).editable == {"model"}
    sheet = [{**line, "text": "X2"} if line["name"] == "model" else line for line in ticket.sheet]
    change_answers(ticket, Rewritten({"model": "X2", "cost": 1800}, sheet), by=erin, now=now)
    finish_task(question_of(task), by=erin, now=now)
    ticket.refresh_from_db()
    assert ticket.answers["model"] == "X2"
    assert sight_of(erin, ticket).editable == frozenset()


def test_it_comes_back_to_whoever_returned_it_and_earlier_votes_stay(approval, mara, lea, tom, erin, now):
    task = approval(mara, lea, tom, in_turn=True)
    decide(task, "approve", by=mara, now=now)
    back(task, lea, now)
    finish_task(question_of(task), by=erin, now=now, answers={"reply": "The small one"})
    assert states(task) == {"mara": "approved", "lea": "waiting", "tom": "queued"}
    resumed = Event.objects.get(verb="task.resumed")
    assert (resumed.data["to"], resumed.data["answers"]) == ([lea.pk], {"reply": "The small one"})
    decide(task, "approve", by=lea, now=now)
    assert decide(task, "approve", by=tom, now=now).outcome == "approved"


def test_or_all_decide_anew(approval, mara, lea, tom, erin, now):
    task = approval(mara, lea, tom, in_turn=True, after_return="onward")
    decide(task, "approve", by=mara, now=now)
    back(task, lea, now)
    finish_task(question_of(task), by=erin, now=now, answers={"reply": "The small one"})
    assert states(task) == {"mara": "waiting", "lea": "queued", "tom": "queued"}


def test_without_a_flagged_answer_the_requester_answers_in_words(approval, mara, erin, now):
    task = approval()
    back(task, mara, now)
    with pytest.raises(Invalid) as refused:
        finish_task(question_of(task), by=erin, now=now)
    assert list(refused.value.errors) == ["reply"]


def test_a_return_needs_words_and_flags_answers_that_exist(approval, mara, now):
    task = approval()
    with pytest.raises(Invalid) as refused:
        decide(task, "return", by=mara, now=now)
    assert list(refused.value.errors) == ["comment"]
    with pytest.raises(Invalid) as refused:
        back(task, mara, now, flagged=["colour"])
    assert list(refused.value.errors) == ["flagged"]
    assert states(task) == {"mara": "waiting"}


def test_returned_to_an_earlier_step_it_ends_and_says_where_to(approval, mara, lea, now):
    task = approval(mara, lea)
    ended = decide(task, "return", by=mara, now=now, comment="Ask again", back_to="Approve1")
    assert (ended.state, ended.outcome) == ("done", "returned")
    assert states(task) == {"mara": "returned", "lea": "lapsed"}
    assert Event.objects.get(verb="task.returned").data["to"] == "Approve1"
    assert not Event.objects.filter(verb="task.ended").exists()
    assert not Task.objects.filter(parent=task).exists()


def test_a_return_is_taken_back_as_long_as_nobody_has_answered(approval, mara, now):
    task = approval()
    back(task, mara, now)
    take_back(task, by=mara, now=now)
    assert (question_of(task).state, states(task)) == ("cancelled", {"mara": "waiting"})
    assert decide(task, "approve", by=mara, now=now).outcome == "approved"


def test_the_answer_to_a_question_is_not_taken_back(approval, mara, erin, now):
    task = approval()
    back(task, mara, now)
    finish_task(question_of(task), by=erin, now=now, answers={"reply": "Yes"})
    with pytest.raises(CannotAct):
        take_back(question_of(task), by=erin, now=now)


def test_a_requester_who_has_left_is_not_asked_who_opened_it_is(request_of_erin, approval, company, now):
    ticket = request_of_erin(by=company.tom)
    task = approval(ticket=ticket)
    company.erin.is_active = False
    company.erin.save()
    back(task, company.mara, now)
    assert states(question_of(task)) == {"tom": "waiting"}


def test_with_nobody_left_to_ask_the_team_answers(approval, company, now):
    task = approval()
    company.erin.is_active = False
    company.erin.save()
    back(task, company.mara, now)
    question = question_of(task)
    assert (states(question), question.team) == ({}, company.it_service_desk)
    with pytest.raises(NotYourTurn):
        finish_task(question, by=company.hugo, now=now, answers={"reply": "Yes"})
    finish_task(question, by=company.tom, now=now, answers={"reply": "Yes"})
    assert states(task) == {"mara": "waiting"}


def test_an_answer_that_comes_when_the_approval_is_over_changes_nothing(approval, mara, erin, now):
    task = approval()
    back(task, mara, now)
    Task.objects.filter(pk=task.pk).update(state="done", outcome="expired")
    finish_task(question_of(task), by=erin, now=now, answers={"reply": "Yes"})
    task.refresh_from_db()
    assert task.outcome == "expired"
