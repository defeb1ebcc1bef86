"""Signers who are brought in, opinions, helpers, copies, questions."""

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from tickets.actions import (
    CannotAct,
    NotYourTurn,
    add_helper,
    add_signer,
    ask_about,
    consult,
    copy_to,
    decide,
    finish_task,
    give_opinion,
    hand_over_task,
    remove_helper,
    remove_signer,
)
from tickets.models import Ticket


def states(task):
    return {part.person.username: part.state for part in task.assignments.select_related("person")}


def last(verb):
    return Event.objects.filter(verb=verb).order_by("pk").last()


def test_somebody_decides_before_me(approval, mara, fred, now):
    task = approval()
    added = add_signer(task, fred, place="before", by=mara, now=now, note="Is there a budget?")
    assert states(task) == {"mara": "queued", "fred": "waiting"}
    assert (added.added_by, added.why["en"]) == (mara, "Is there a budget?")
    assert last("task.signer-added").data["to"] == [fred.pk]
    assert decide(task, "approve", by=fred, now=now).state == "open"
    assert states(task) == {"mara": "waiting", "fred": "approved"}
    assert decide(task, "approve", by=mara, now=now).outcome == "approved"


def test_who_was_asked_before_me_may_reject_for_both(approval, mara, fred, now):
    task = approval()
    add_signer(task, fred, place="before", by=mara, now=now)
    assert decide(task, "reject", by=fred, now=now, comment="No budget").outcome == "rejected"
    assert states(task) == {"mara": "lapsed", "fred": "rejected"}


def test_somebody_decides_after_me(approval, mara, fred, now):
    task = approval(rule="any")
    add_signer(task, fred, place="after", by=mara, now=now)
    assert states(task) == {"mara": "waiting", "fred": "queued"}
    assert decide(task, "approve", by=mara, now=now).state == "open"
    assert states(task) == {"mara": "approved", "fred": "waiting"}
    assert decide(task, "approve", by=fred, now=now).outcome == "approved"


def test_who_was_added_is_one_vote_with_who_added_them(approval, mara, lea, tom, fred, now):
    task = approval(mara, lea, tom, rule="majority")
    add_signer(task, fred, place="before", by=mara, now=now)
    decide(task, "approve", by=lea, now=now)
    decide(task, "approve", by=fred, now=now)
    assert decide(task, "approve", by=mara, now=now).outcome == "approved"


def test_who_was_added_goes_along_when_the_part_is_handed_over(approval, mara, lea, fred, now):
    task = approval()
    add_signer(task, fred, place="after", by=mara, now=now)
    hand_over_task(task, to=lea, by=mara, now=now)
    decide(task, "approve", by=lea, now=now)
    assert decide(task, "approve", by=fred, now=now).outcome == "approved"


def test_only_signers_add_signers_and_where_they_say(approval, mara, fred, hugo, erin, now):
    task = approval()
    with pytest.raises(Invalid):
        add_signer(task, fred, place="beside", by=mara, now=now)
    with pytest.raises(NotYourTurn):
        add_signer(task, fred, place="before", by=hugo, now=now)
    with pytest.raises(Invalid):
        add_signer(task, erin, place="before", by=mara, now=now)
    add_signer(task, fred, place="before", by=mara, now=now)
    with pytest.raises(CannotAct):
        add_signer(task, hugo, place="before", by=fred, now=now)


def test_i_take_out_whom_i_added_and_nobody_else_does(approval, mara, lea, fred, hugo, now):
    task = approval(mara, lea)
    added = add_signer(task, fred, place="before", by=mara, now=now)
    for stranger in (fred, hugo, mara.manager or hugo):
        with pytest.raises(NotAllowed):
            remove_signer(added, by=stranger, now=now)
    with pytest.raises(NotAllowed):
        remove_signer(task.assignments.get(person=lea), by=mara, now=now)
    remove_signer(added, by=mara, now=now)
    assert states(task) == {"mara": "waiting", "lea": "waiting", "fred": "removed"}
    with pytest.raises(CannotAct):
        remove_signer(added, by=mara, now=now)


def test_taking_out_the_last_who_is_missing_ends_it(approval, mara, fred, now):
    task = approval()
    added = add_signer(task, fred, place="after", by=mara, now=now)
    decide(task, "approve", by=mara, now=now)
    assert remove_signer(added, by=mara, now=now).outcome == "approved"


def test_an_opinion_is_no_vote_and_is_read_by_those_who_decide(approval, mara, hugo, fred, now):
    task = approval()
    part = consult(task, hugo, "Is this usual?", by=mara, now=now)
    assert (part.role, part.why["en"]) == ("consulted", "Is this usual?")
    assert last("task.consulted").is_internal
    with pytest.raises(Invalid):
        consult(task, hugo, "And again?", by=mara, now=now)
    with pytest.raises(NotYourTurn):
        consult(task, hugo, "Well?", by=fred, now=now)
    with pytest.raises(NotYourTurn):
        decide(task, "approve", by=hugo, now=now)
    with pytest.raises(NotYourTurn):
        give_opinion(task, "I think so", by=fred, now=now)
    given = give_opinion(task, "I think so", by=hugo, now=now)
    assert (given.state, given.comment) == ("done", "I think so")
    assert last("task.advised").data["to"] == [mara.pk]
    assert task.assignments.get(person=mara).state == "waiting"


def test_a_helper_may_finish_the_work_and_the_history_shows_both(work, tom, hugo, fred, now):
    task = work()
    with pytest.raises(NotYourTurn):
        add_helper(task, hugo, by=fred, now=now)
    add_helper(task, hugo, by=tom, now=now)
    with pytest.raises(Invalid):
        add_helper(task, hugo, by=tom, now=now)
    assert finish_task(task, by=hugo, now=now).outcome == "done"
    assert states(task) == {"tom": "lapsed", "hugo": "done"}
    assert "Hugo Helper" in last("task.helper-added").sentence


def test_a_helper_does_not_decide(approval, mara, hugo, now):
    task = approval()
    add_helper(task, hugo, by=mara, now=now)
    with pytest.raises(NotYourTurn):
        decide(task, "approve", by=hugo, now=now)


def test_help_ends_when_one_of_both_wants_it(work, tom, hugo, fred, tina, now):
    task = work()
    add_helper(task, hugo, by=tom, now=now)
    add_helper(task, tina, by=tom, now=now)
    with pytest.raises(NotAllowed):
        remove_helper(task, hugo, by=fred, now=now)
    remove_helper(task, hugo, by=hugo, now=now)
    remove_helper(task, tina, by=tom, now=now)
    remove_helper(task, fred, by=tom, now=now)
    assert states(task) == {"tom": "waiting", "hugo": "removed", "tina": "removed"}


def test_people_are_kept_informed_once_and_see_the_request(approval, mara, hugo, fred, erin, now):
    task = approval()
    with pytest.raises(NotAllowed):
        copy_to(task, [hugo], by=fred, now=now)
    assert len(copy_to(task, [hugo, mara], by=mara, now=now)) == 1
    assert copy_to(task, [hugo], by=erin, now=now) == []
    assert Ticket.objects.visible_to(hugo).filter(pk=task.ticket_id).exists()
    assert Event.objects.filter(verb="task.copied").count() == 1
    with pytest.raises(NotYourTurn):
        decide(task, "approve", by=hugo, now=now)


def test_a_question_is_asked_in_the_conversation(approval, mara, erin, hugo, fred, now):
    task = approval()
    with pytest.raises(NotYourTurn):
        ask_about(task, erin, "Why this one?", by=fred, now=now)
    asked = ask_about(task, erin, "Why this one?", by=mara, now=now)
    assert (asked.is_internal, list(asked.mentions.all())) == (False, [erin])
    ask_about(task, hugo, "Do you know?", by=mara, now=now)
    assert Ticket.objects.visible_to(hugo).filter(pk=task.ticket_id).exists()
    assert states(task)["mara"] == "waiting"


def test_who_has_left_is_asked_for_nothing(approval, mara, hugo, now):
    task = approval()
    hugo.is_active = False
    for deed in (
        lambda: consult(task, hugo, "Well?", by=mara, now=now),
        lambda: copy_to(task, [hugo], by=mara, now=now),
        lambda: ask_about(task, hugo, "Well?", by=mara, now=now),
        lambda: add_helper(task, hugo, by=mara, now=now),
    ):
        with pytest.raises(Invalid) as refused:
            deed()
        assert list(refused.value.errors) == ["person"]
