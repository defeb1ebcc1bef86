"""Work: who takes it, finishes it, passes it on, gives it back."""

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Stale
from tickets.actions import (
    CannotAct,
    NotYourTurn,
    cancel_task,
    claim_task,
    decide,
    finish_task,
    hand_over_task,
    release_task,
    resign,
)
from tickets.models import Ticket
from tickets.performing import Appointed

ASKS = [
    {"name": "serial", "kind": "text", "label": {"en": "Serial number"}},
    {"name": "price", "kind": "number", "label": {"en": "Price"}, "required": False},
    {"name": "keeper", "kind": "person", "label": {"en": "Who keeps it?"}, "required": False},
]


def states(task):
    return {part.person.username: part.state for part in task.assignments.select_related("person")}


def last(verb):
    return Event.objects.filter(verb=verb).order_by("pk").last()


def test_work_is_finished_with_the_answers_it_asks_for(work, tom, lea, now):
    task = work(asks=ASKS)
    with pytest.raises(Invalid) as refused:
        finish_task(task, by=tom, now=now, answers={"price": "dear", "keeper": "4711", "colour": "red"})
    assert set(refused.value.errors) == {"serial", "price", "keeper", "colour"}
    done = finish_task(
        task, by=tom, now=now, answers={"serial": "PF-1", "price": "12.50", "keeper": str(lea.pk)}
    )
    assert (done.state, done.outcome) == ("done", "done")
    assert done.answers == {"serial": "PF-1", "price": 12.5, "keeper": lea.pk}
    assert [line["text"] for line in done.sheet] == ["PF-1", "12.5", "Lea Lead"]
    assert last("task.ended").data["answers"] == done.answers


def test_a_question_that_can_not_be_read_is_refused_when_the_task_is_opened(work):
    with pytest.raises(Invalid) as refused:
        work(asks=[{"name": "Not a name", "label": {}}])
    assert list(refused.value.errors) == ["asks"]


def test_of_several_who_may_do_it_one_does(work, tom, tina, now):
    task = work(tom, tina)
    finish_task(task, by=tina, now=now)
    assert states(task) == {"tom": "lapsed", "tina": "done"}
    with pytest.raises(Stale) as late:
        finish_task(task, by=tom, now=now)
    assert "has ended" in str(late.value)


def test_strangers_finish_nothing(work, hugo, erin, lea, now):
    task = work()
    for stranger in (hugo, erin, lea):
        with pytest.raises(NotYourTurn):
            finish_task(task, by=stranger, now=now)


def test_work_for_a_whole_team_is_taken_by_one(work, tom, tina, company, now):
    team = company.it_service_desk
    task = work(Appointed(tom, team=team.pk), Appointed(tina, team=team.pk))
    assert (task.team, task.assignments.count()) == (team, 0)
    claim_task(task, by=tina, now=now)
    with pytest.raises(CannotAct) as taken:
        claim_task(task, by=tom, now=now)
    assert "Tina Technician" in str(taken.value)
    release_task(task, by=tina, now=now)
    finish_task(task, by=tom, now=now)
    assert states(task) == {"tina": "removed", "tom": "done"}


def test_strangers_take_nothing(work, hugo, now, company):
    task = work(Appointed(company.tom, team=company.it_service_desk.pk))
    with pytest.raises(NotAllowed):
        claim_task(task, by=hugo, now=now)


def test_nobody_is_found_so_the_team_may_take_it(ticket, company, now):
    from tickets.actions import open_task

    task = open_task(
        ticket, kind="approval", title={"en": "Approve"}, performers=[], by=company.machine, now=now
    )
    assert task.team == company.it_service_desk
    assert last("task.opened").data["nobody"] is True
    assert decide(task, "approve", by=company.tom, now=now).outcome == "approved"


def test_the_requester_does_not_take_the_own_approval_from_the_pool(request_of_erin, company, now):
    from tickets.actions import open_task

    own = request_of_erin(requester=company.tom, by=company.tom)
    task = open_task(own, kind="approval", title={"en": "A"}, performers=[], by=company.machine, now=now)
    with pytest.raises(NotYourTurn):
        decide(task, "approve", by=company.tom, now=now)
    with pytest.raises(NotAllowed):
        claim_task(task, by=company.tom, now=now)


def test_what_belongs_to_no_team_is_not_put_back(work, tom, now):
    task = work()
    with pytest.raises(CannotAct):
        release_task(task, by=tom, now=now)


def test_a_part_is_handed_over_and_says_so(work, tom, hugo, now):
    task = work()
    hand_over_task(task, to=hugo, by=tom, now=now, note="You know the vendor")
    assert states(task) == {"tom": "moved", "hugo": "waiting"}
    assert "from Tom Technician to Hugo Helper" in last("task.handed-over").sentence
    assert Ticket.objects.visible_to(hugo).filter(pk=task.ticket_id).exists()
    with pytest.raises(NotYourTurn):
        finish_task(task, by=tom, now=now)


def test_who_leads_hands_over_what_others_have_and_strangers_do_not(work, approval, company, now):
    task = work()
    with pytest.raises(NotYourTurn):
        hand_over_task(task, to=company.hugo, by=company.fred, now=now)
    hand_over_task(task, to=company.tina, by=company.lea, now=now)
    part = task.assignments.get(person=company.tina)
    hand_over_task(task, to=company.hugo, by=company.lea, part=part, now=now)
    assert states(task) == {"tom": "moved", "tina": "moved", "hugo": "waiting"}
    with pytest.raises(CannotAct):
        hand_over_task(task, to=company.fred, by=company.lea, part=part, now=now)


def test_what_lies_in_the_pool_is_handed_to_somebody(work, company, now):
    pool = work(Appointed(company.tom, team=company.it_service_desk.pk))
    with pytest.raises(NotYourTurn):
        hand_over_task(pool, to=company.hugo, by=company.fred, now=now)
    hand_over_task(pool, to=company.hugo, by=company.tina, now=now)
    assert states(pool) == {"hugo": "waiting"}


def test_it_is_handed_only_to_somebody_who_can_do_it(work, approval, company, now):
    company.hugo.is_active = False
    for task, to, by in (
        (work(), company.hugo, company.tom),
        (work(), company.tom, company.tom),
        (work(), company.machine, company.tom),
        (approval(), company.erin, company.mara),
    ):
        with pytest.raises(Invalid) as refused:
            hand_over_task(task, to=to, by=by, now=now)
        assert list(refused.value.errors) == ["to"]


def test_a_part_is_given_back_with_a_reason_and_the_team_may_take_it(work, approval, company, now):
    task = work()
    with pytest.raises(Invalid):
        resign(task, by=company.tom, now=now, reason="")
    with pytest.raises(NotYourTurn):
        resign(task, by=company.fred, now=now, reason="Not mine")
    resign(task, by=company.tom, now=now, reason="Not mine")
    task.refresh_from_db()
    assert task.team == company.it_service_desk
    assert last("task.resigned").data["nobody"] is True


def test_a_vote_given_back_is_not_lost_but_goes_to_who_leads_the_team(approval, company, now):
    task = approval(company.mara, company.tom)
    decide(task, "approve", by=company.tom, now=now)
    resign(task, by=company.mara, now=now, reason="I am biased")
    assert states(task) == {"mara": "moved", "tom": "approved", "lea": "waiting"}
    assert last("task.resigned").data["to"] == [company.lea.pk]
    assert decide(task, "approve", by=company.lea, now=now).outcome == "approved"


def test_a_vote_can_not_be_given_back_when_nobody_else_could_cast_it(approval, company, now):
    task = approval(company.mara, company.lea, company.ada)
    with pytest.raises(CannotAct):
        resign(task, by=company.mara, now=now, reason="I am biased")


def test_who_gave_it_out_takes_it_back_and_strangers_do_not(work, company, now):
    task = work()
    for stranger in (company.tom, company.erin, company.lea):
        with pytest.raises(NotAllowed):
            cancel_task(task, by=stranger, now=now, why="No longer wanted")
    cancel_task(task, by=company.machine, now=now, why="No longer wanted")
    cancel_task(task, by=company.machine, now=now, why="Again")
    assert states(task) == {"tom": "lapsed"}
    assert Event.objects.filter(verb="task.cancelled").count() == 1
    with pytest.raises(Stale) as gone:
        finish_task(task, by=company.tom, now=now)
    assert "No longer wanted" in str(gone.value)


def test_who_has_no_part_gives_nothing_back(work, company, now):
    pool = work(Appointed(company.tom, team=company.it_service_desk.pk))
    with pytest.raises(NotYourTurn):
        release_task(pool, by=company.tom, now=now)


def test_who_has_left_or_the_desk_itself(work, company, now):
    task = work()
    company.lea.is_active = False
    with pytest.raises(NotYourTurn):
        hand_over_task(task, to=company.hugo, by=company.lea, now=now)
    hand_over_task(task, to=company.hugo, by=company.machine, now=now)
    assert states(task) == {"tom": "moved", "hugo": "waiting"}


def test_a_vote_claimed_from_the_pool_goes_back_to_it(ticket, company, now):
    from tickets.actions import open_task

    task = open_task(ticket, kind="approval", title={"en": "A"}, performers=[], by=company.machine, now=now)
    claim_task(task, by=company.tom, now=now)
    resign(task, by=company.tom, now=now, reason="I am biased")
    assert decide(task, "approve", by=company.tina, now=now).outcome == "approved"


def test_a_vote_beside_others_is_not_lost_even_where_a_team_could_take_it(approval, company, now):
    task = approval(company.mara, company.fred, team=company.it_service_desk)
    resign(task, by=company.mara, now=now, reason="I am biased")
    assert states(task) == {"mara": "moved", "fred": "waiting", "lea": "waiting"}


def test_what_was_changed_in_answers_is_not_told_to_all(request_of_erin, approval, company, now):
    from tickets.actions import Rewritten, change_answers

    masks = [{"questions": ["cost"], "who": ["agent"], "may": "edit"}]
    ticket = request_of_erin(terms={"masks": masks})
    task = approval(ticket=ticket)
    sheet = [{**line, "text": "9" if line["name"] == "cost" else line["text"]} for line in ticket.sheet]
    change_answers(ticket, Rewritten({"model": "X1", "cost": 9}, sheet), by=company.tom, now=now)
    with pytest.raises(Stale) as stale:
        decide(task, "approve", by=company.mara, now=now, seen=task.revision)
    assert "Somebody changed it" in str(stale.value)


def test_what_happens_to_tasks_is_not_what_changed_the_ticket(ticket, approval, company, now):
    from tickets.actions import assign, move

    assign(ticket, to=company.tina, by=company.lea, now=now)
    approval()
    with pytest.raises(Stale) as stale:
        move(ticket, "accept", by=company.tom, now=now, seen=1)
    assert "Lea Lead assigned it to Tina Technician" in str(stale.value)
