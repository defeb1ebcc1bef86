"""Approvals: who decides, when it is certain, and what is written down."""

from datetime import timedelta

import pytest

from journal.models import Event
from journal.refusals import Invalid, Stale
from tickets.actions import CannotAct, Ended, NotYourTurn, decide, finish_task, hand_over_task
from tickets.models import Assignment, Participant, Ticket
from tickets.performing import Appointed


def states(task):
    return {part.person.username: part.state for part in task.assignments.select_related("person")}


def events(verb):
    return Event.objects.filter(verb=verb).order_by("pk")


def test_the_manager_approves_and_whoever_asked_hears_of_it(approval, mara, ticket, now):
    task = approval()
    assert states(task) == {"mara": "waiting"}
    decided = decide(task, "approve", by=mara, now=now, comment="Fine", channel="mail")
    assert (decided.state, decided.outcome, decided.ended_by, decided.ended_at) == (
        "done",
        "approved",
        mara,
        now,
    )
    part = task.assignments.get()
    assert (part.state, part.comment, part.channel, part.acted_by, part.acted_at) == (
        "approved",
        "Fine",
        "mail",
        mara,
        now,
    )
    ended = events("task.ended").get()
    assert ended.subject_id == ticket.pk
    assert ended.data["task"] == task.pk
    assert (ended.data["kind"], ended.data["outcome"]) == ("approval", "approved")
    assert (ended.data["comment"], ended.data["by_itself"]) == ("Fine", False)
    assert events("task.decided").get().sentence == "Mara Manager on “Manager approves”: approved"


def test_who_has_to_decide_sees_the_request_from_then_on(approval, hugo, ticket):
    assert not Ticket.objects.visible_to(hugo).filter(pk=ticket.pk).exists()
    approval(hugo)
    assert Ticket.objects.visible_to(hugo).filter(pk=ticket.pk).exists()
    assert ticket.participants.get(person=hugo).role == Participant.Role.TASKED


def test_a_rejection_says_why(approval, mara, now):
    task = approval()
    with pytest.raises(Invalid) as refused:
        decide(task, "reject", by=mara, now=now, comment="  ")
    assert list(refused.value.errors) == ["comment"]
    decided = decide(task, "reject", by=mara, now=now, comment="Too dear")
    assert decided.outcome == "rejected"
    assert events("task.ended").get().data["comment"] == "Too dear"


def test_only_these_words_are_decisions(approval, mara, now):
    with pytest.raises(Invalid) as refused:
        decide(approval(), "maybe", by=mara, now=now)
    assert list(refused.value.errors) == ["outcome"]


def test_nobody_decides_in_somebody_elses_place(approval, tom, ada, erin, now):
    task = approval()
    for stranger in (tom, ada, erin):
        with pytest.raises(NotYourTurn):
            decide(task, "approve", by=stranger, now=now)
    assert states(task) == {"mara": "waiting"}


def test_work_is_not_decided_and_an_approval_not_finished(approval, work, mara, tom, now):
    with pytest.raises(CannotAct):
        decide(work(), "approve", by=tom, now=now)
    with pytest.raises(CannotAct):
        finish_task(approval(), by=mara, now=now)


def test_of_all_each_has_to_approve(approval, mara, lea, tom, now):
    task = approval(mara, lea, tom)
    assert decide(task, "approve", by=lea, now=now).state == "open"
    assert decide(task, "approve", by=mara, now=now).state == "open"
    assert decide(task, "approve", by=tom, now=now).outcome == "approved"
    assert states(task) == {"mara": "approved", "lea": "approved", "tom": "approved"}


def test_of_all_one_rejection_is_enough_and_the_rest_lapses(approval, mara, lea, tom, now):
    task = approval(mara, lea, tom)
    decide(task, "approve", by=tom, now=now)
    assert decide(task, "reject", by=lea, now=now, comment="No").outcome == "rejected"
    assert states(task) == {"mara": "lapsed", "lea": "rejected", "tom": "approved"}
    with pytest.raises(Stale) as late:
        decide(task, "approve", by=mara, now=now)
    assert "Manager approves" in str(late.value)


def test_of_any_the_first_decides(approval, mara, lea, now):
    assert decide(approval(mara, lea, rule="any"), "approve", by=lea, now=now).outcome == "approved"
    second = approval(mara, lea, rule="any")
    assert decide(second, "reject", by=mara, now=now, comment="No").outcome == "rejected"
    assert states(second) == {"mara": "rejected", "lea": "lapsed"}


def test_a_majority_is_more_than_half_and_is_counted_early(approval, mara, lea, tom, now):
    task = approval(mara, lea, tom, rule="majority")
    decide(task, "reject", by=tom, now=now, comment="No")
    assert decide(task, "approve", by=mara, now=now).state == "open"
    assert decide(task, "approve", by=lea, now=now).outcome == "approved"


def test_weights_decide_where_they_are_counted(approval, mara, lea, tom, now):
    board = [Appointed(mara, 60), Appointed(lea, 30), Appointed(tom, 10)]
    first = approval(*board, rule="weighted", threshold=70)
    decide(first, "approve", by=mara, now=now)
    assert decide(first, "approve", by=tom, now=now).outcome == "approved"
    second = approval(*board, rule="weighted", threshold=70)
    assert decide(second, "reject", by=mara, now=now, comment="No").outcome == "rejected"


def test_in_turn_the_next_is_asked_when_the_one_before_has_approved(approval, mara, lea, tom, now):
    task = approval(mara, lea, tom, in_turn=True)
    assert states(task) == {"mara": "waiting", "lea": "queued", "tom": "queued"}
    with pytest.raises(NotYourTurn):
        decide(task, "approve", by=lea, now=now)
    later = now + timedelta(hours=1)
    decide(task, "approve", by=mara, now=later)
    assert states(task) == {"mara": "approved", "lea": "waiting", "tom": "queued"}
    assert task.assignments.get(person=lea).since == later
    assert events("task.decided").get().data["to"] == [lea.pk]
    assert decide(task, "reject", by=lea, now=later, comment="No").outcome == "rejected"
    assert states(task) == {"mara": "approved", "lea": "rejected", "tom": "lapsed"}


def test_what_somebody_else_changed_meanwhile_is_named(approval, mara, lea, tom, now):
    task = approval(mara, lea)
    hand_over_task(task, to=tom, by=lea, now=now)
    with pytest.raises(Stale) as stale:
        decide(task, "approve", by=mara, now=now, seen=task.revision)
    assert "Lea Lead handed “Manager approves” over" in str(stale.value)
    assert decide(task, "approve", by=mara, now=now, seen=stale.value.details["revision"]).state == "open"


def test_another_vote_does_not_make_mine_stale(approval, mara, lea, now):
    task = approval(mara, lea)
    decide(task, "approve", by=lea, now=now, seen=task.revision)
    assert decide(task, "approve", by=mara, now=now, seen=task.revision).outcome == "approved"


def test_one_who_stands_for_another_decides_both_parts_at_once(approval, mara, lea, now):
    task = approval(Appointed(lea), Appointed(mara))
    Assignment.objects.filter(person=mara).update(person=lea, on_behalf_of=mara)
    assert decide(task, "approve", by=lea, now=now).outcome == "approved"
    assert {part.who["en"] for part in task.assignments.all()} == {"Lea Lead", "Lea Lead for Mara Manager"}


def test_nothing_is_decided_on_a_closed_request(approval, mara, erin, ticket, now):
    task = approval()
    Ticket.objects.filter(pk=ticket.pk).update(phase="closed")
    with pytest.raises(Ended):
        decide(task, "approve", by=mara, now=now)
    with pytest.raises(Ended):
        approval()
