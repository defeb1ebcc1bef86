"""Somebody leaves: what they hold is shown, and given to somebody else in one deed; nothing is left with nobody."""

from datetime import timedelta

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from people.actions import delegate
from tickets.actions import (
    consult,
    copy_to,
    decide,
    hand_over_all,
    hand_over_task,
    preview_of,
)
from tickets.models import Assignment, Ticket


def open_parts(person):
    return Assignment.objects.filter(person=person, state__in=("waiting", "queued")).count()


def test_ten_tasks_and_tickets_change_hands_in_one_deed(work, approval, request_of_erin, company, now):
    tom, tina = company.tom, company.tina
    for _number in range(7):
        work(tom)
    for _number in range(3):
        approval(tom, company.mara, in_turn=True)
    mine = request_of_erin(assignee=tom)
    copy_to(approval(), [tom], by=company.mara, now=now)
    held = preview_of(tom)
    assert (len(held.parts), held.tickets, held.count, bool(held)) == (10, [mine], 11, True)
    was = hand_over_all(tom, to=tina, by=company.ada, now=now)
    assert was.count == 11
    assert (open_parts(tom), open_parts(tina)) == (0, 10)
    assert Ticket.objects.get(pk=mine.pk).assignee == tina
    assert not preview_of(tom)
    assert Event.objects.filter(verb="task.handed-over", actor=company.ada).count() == 10
    assert Event.objects.filter(verb="ticket.assigned", actor=company.ada).count() == 1


def test_only_who_may_change_the_account_does_it_and_to_somebody_else(work, company, now):
    work(company.tom)
    for stranger in (company.lea, company.tom, company.erin):
        with pytest.raises(NotAllowed):
            hand_over_all(company.tom, to=company.tina, by=stranger, now=now)
    company.hugo.is_active = False
    for nobody in (company.tom, company.machine, company.hugo):
        with pytest.raises(Invalid):
            hand_over_all(company.tom, to=nobody, by=company.ada, now=now)
    assert open_parts(company.tom) == 1


def test_a_ticket_that_the_other_does_not_work_on_goes_back_to_its_queue(request_of_erin, company, now):
    mine = request_of_erin(assignee=company.tom)
    hand_over_all(company.tom, to=company.hugo, by=company.ada, now=now)
    ticket = Ticket.objects.get(pk=mine.pk)
    assert (ticket.assignee, ticket.team) == (None, company.it_service_desk)


def test_whom_they_stood_in_for_gets_the_own_back(approval, company, now):
    task = approval(company.mara)
    week = {"starts_at": now, "ends_at": now + timedelta(days=7), "by": company.mara, "now": now}
    delegate(company.mara, company.lea, **week)
    assert [one.person for one in preview_of(company.lea).delegations] == [company.mara]
    hand_over_all(company.lea, to=company.fred, by=company.ada, now=now)
    assert task.assignments.get(state="waiting").person == company.mara
    assert open_parts(company.fred) == 0


def test_teams_that_nobody_else_leads_are_shown(company):
    assert [one.team for one in preview_of(company.lea).teams] == [company.it_service_desk]
    company.tom.memberships.update(is_lead=True)
    assert preview_of(company.lea).teams == []


def test_nobody_gets_the_own_request_to_approve(approval, company, now):
    task = approval(company.mara)
    hand_over_all(company.mara, to=company.erin, by=company.ada, now=now)
    assert task.assignments.get(state="waiting").person == company.lea


def test_or_the_deed_says_that_somebody_else_has_to_be_chosen(approval, work, company, now):
    work(company.mara)
    approval(company.mara, company.lea, company.ada)
    with pytest.raises(Invalid) as refused:
        hand_over_all(company.mara, to=company.erin, by=company.ada, now=now)
    assert "can't approve the own request" in str(refused.value)
    assert open_parts(company.mara) == 2


def test_who_votes_already_votes_for_both_if_nobody_else_could(approval, company, now):
    task = approval(company.mara, company.lea, company.ada)
    hand_over_all(company.mara, to=company.lea, by=company.ada, now=now)
    assert open_parts(company.lea) == 2
    decide(task, "approve", by=company.ada, now=now)
    assert decide(task, "approve", by=company.lea, now=now).outcome == "approved"


def test_opinions_go_along_and_what_is_over_stays(approval, work, company, now):
    task = approval()
    consult(task, company.tom, "Usual?", by=company.mara, now=now)
    hand_over_task(work(company.tom), to=company.hugo, by=company.tom, now=now)
    hand_over_all(company.tom, to=company.fred, by=company.ada, now=now)
    assert (open_parts(company.tom), open_parts(company.fred), open_parts(company.hugo)) == (0, 1, 1)


def test_what_somebody_did_meanwhile_is_left_alone(approval, company, now):
    from tickets.actions.tasks.leaving import _give_part

    task = approval(company.mara)
    part = preview_of(company.mara).parts[0]
    decide(task, "approve", by=company.mara, now=now)
    _give_part(part, company.lea, by=company.ada, now=now, channel="web")
    assert task.assignments.count() == 1


def test_ending_an_access_says_what_is_left_with_the_way_to_it(work, company, now):
    from journal import relay
    from people.actions import deactivate_person
    from people.models import Notice

    work(company.tom)
    deactivate_person(company.tom, by=company.ada, now=now)
    deactivate_person(company.hugo, by=company.ada, now=now)
    deactivate_person(company.tina, by=company.machine, now=now)
    relay.drain(lambda: now)
    told = Notice.objects.get(topic="task-nobody", text__contains="has left")
    assert (told.person, told.url) == (company.ada, f"/people/{company.tom.pk}/leaving/")
    assert told.text == "Tom Technician has left and still holds something (1): hand it over"


def test_where_the_directory_ended_it_the_administrators_hear_of_it(work, company, now):
    from journal import relay
    from people.actions import deactivate_person
    from people.models import Notice

    work(company.tom)
    deactivate_person(company.tom, by=company.machine, now=now)
    relay.drain(lambda: now)
    assert Notice.objects.get(text__contains="has left").person == company.ada
