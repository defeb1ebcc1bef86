"""By hand: work and approvals given out without a process; and what becomes of tasks when the request ends."""

from datetime import timedelta

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from tickets.actions import (
    add_participant,
    ask_for_approval,
    attach,
    cancel_task,
    comment,
    decide,
    finish_task,
    give_task,
    move,
    open_task,
    remove_participant,
    unwatch,
    watch,
    withdraw,
)
from tickets.facts import facts_of
from tickets.models import Participant, Task, Ticket


def states(task):
    return {part.person.username: part.state for part in task.assignments.select_related("person")}


def test_who_works_on_it_asks_anybody_for_approval_and_takes_it_back(ticket, company, now):
    tomorrow = now + timedelta(days=1)
    task = ask_for_approval(
        ticket,
        [company.mara, company.hugo],
        title="Is this fine?",
        text="It is dear.",
        rule="majority",
        due_at=tomorrow,
        by=company.tom,
        now=now,
    )
    assert states(task) == {"mara": "waiting", "hugo": "waiting"}
    assert (task.label, task.instructions["en"], task.due_at) == ("Is this fine?", "It is dear.", tomorrow)
    assert task.next_at is not None  # they are reminded
    assert task.assignments.first().why["en"] == "Tom Technician asks for it"
    for stranger in (company.mara, company.erin, company.hugo):
        with pytest.raises(NotAllowed):
            cancel_task(task, by=stranger, now=now, why="No")
    assert cancel_task(task, by=company.tom, now=now, why="Found another").state == "cancelled"
    again = ask_for_approval(ticket, [company.mara], title="Is this fine?", by=company.tom, now=now)
    assert cancel_task(again, by=company.lea, now=now, why="Tom is away").state == "cancelled"


def test_who_works_on_it_gives_out_work_to_people_or_a_team(ticket, company, now):
    task = give_task(ticket, [company.hugo], title="Check the desk", by=company.tom, now=now)
    assert finish_task(task, by=company.hugo, now=now).outcome == "done"
    pool = give_task(ticket, [], team=company.it_network, title="Patch a port", by=company.tom, now=now)
    assert (pool.team, states(pool)) == (company.it_network, {})


def test_strangers_give_out_nothing(ticket, company, now):
    for stranger in (company.erin, company.hugo, company.mara):
        with pytest.raises(NotAllowed):
            ask_for_approval(ticket, [company.mara], title="Fine?", by=stranger, now=now)
        with pytest.raises(NotAllowed):
            give_task(ticket, [company.mara], title="Do", by=stranger, now=now)
        with pytest.raises(NotAllowed):
            open_task(ticket, kind="work", title={"en": "Do"}, performers=[], by=stranger, now=now)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": []}, "people"),
        ({"people": ["erin"]}, "people"),
        ({"people": ["machine"]}, "people"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"rule": "weighted"}, "rule"),
        ({"due_at": -1}, "due_at"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(ticket, company, now, change, field):
    said = {"people": ["mara"], "title": "Fine?", **change}
    people = [getattr(company, name) for name in said.pop("people")]
    if "due_at" in said:
        said["due_at"] = now - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        ask_for_approval(ticket, people, by=company.tom, now=now, **said)
    assert list(refused.value.errors) == [field]
    assert not Task.objects.exists()


def test_when_the_request_ends_its_tasks_do(ticket, approval, work, company, now):
    first, second = approval(), work()
    decide(first, "return", by=company.mara, now=now, comment="Which?")
    withdraw(ticket, by=company.erin, now=now, reason="I changed my mind")
    for task in (first, second):
        task.refresh_from_db()
        assert (task.state, task.next_at) == ("cancelled", None)
    assert states(second) == {"tom": "lapsed"}
    assert Task.objects.get(parent=first).state == "cancelled"
    assert Event.objects.filter(verb="task.cancelled").count() == 2
    assert "the request has ended" in Event.objects.filter(verb="task.cancelled").first().sentence


def test_a_step_that_does_not_end_it_leaves_them_alone(ticket, approval, company, now):
    task = approval()
    move(ticket, "accept", by=company.tom, now=now)
    task.refresh_from_db()
    assert task.state == "open"


def test_conditions_count_what_is_open(ticket, approval, work, company, now):
    task = approval()
    work()
    found = facts_of([ticket], ["open_tasks", "open_approvals"])[ticket.pk]
    assert found == {"open_tasks": 2, "open_approvals": 1}
    decide(task, "return", by=company.mara, now=now, comment="Which?")
    assert facts_of([ticket], ["open_tasks"])[ticket.pk] == {"open_tasks": 2}
    finish_task(Task.objects.get(parent=task), by=company.erin, now=now, answers={"reply": "This"})
    decide(task, "approve", by=company.mara, now=now)
    found = facts_of([ticket], ["open_tasks", "open_approvals"])[ticket.pk]
    assert found == {"open_tasks": 1, "open_approvals": 0}


# ── who takes part by it ──


def test_who_has_a_task_speaks_and_attaches_in_the_conversation(ticket, work, company, now):
    from django.core.files.base import ContentFile

    with pytest.raises(NotAllowed):
        comment(ticket, "Which dock?", by=company.hugo, now=now)
    work(company.hugo)
    comment(ticket, "Which dock?", by=company.hugo, now=now)
    attach(ticket, ContentFile(b"dock", name="dock.txt"), by=company.hugo, now=now)
    with pytest.raises(NotAllowed):
        comment(ticket, "A note", by=company.hugo, now=now, internal=True)


def test_what_i_only_have_a_task_on_is_not_my_request(ticket, work, company):
    work(company.hugo)
    assert Ticket.objects.visible_to(company.hugo).count() == 1
    assert not Ticket.objects.for_requester(company.hugo).exists()
    assert Ticket.objects.for_requester(company.erin).count() == 1


def role(ticket, person):
    return ticket.participants.get(person=person).role


def test_watching_and_talking_come_and_go_and_the_task_stays(ticket, work, company, now):
    hugo = company.hugo
    work(hugo)
    watch(ticket, by=hugo, now=now)
    assert role(ticket, hugo) == "watcher"
    unwatch(ticket, by=hugo, now=now)
    assert role(ticket, hugo) == "tasked"
    unwatch(ticket, by=hugo, now=now)
    add_participant(ticket, hugo, by=company.erin, now=now)
    assert role(ticket, hugo) == "collaborator"
    remove_participant(ticket, hugo, by=company.erin, now=now)
    remove_participant(ticket, hugo, by=company.erin, now=now)
    assert role(ticket, hugo) == "tasked"
    assert Ticket.objects.visible_to(hugo).filter(pk=ticket.pk).exists()
    assert Participant.objects.filter(person=hugo).count() == 1
