"""Two people at the same moment on one task: one wins, the other is told who did what; nothing is done twice."""

from datetime import timedelta

import pytest

from journal.models import Event
from journal.refusals import Refused, Stale
from people.actions import delegate
from tests.cast import NOW, build_company
from tests.tickets.test_two_at_once import at_once
from tickets.actions import (
    CannotAct,
    claim_task,
    decide,
    finish_task,
    hand_over_task,
    keep_time,
    open_task,
    open_ticket,
)
from tickets.models import Task
from tickets.performing import Appointed

pytestmark = pytest.mark.django_db(transaction=True)
LATE = NOW + timedelta(days=2)


@pytest.fixture
def company():
    return build_company()


@pytest.fixture
def ticket(company):
    return open_ticket(
        kind="request",
        lifecycle="request",
        subject="A laptop",
        requester=company.erin,
        by=company.erin,
        now=NOW,
        department=company.it,
        team=company.it_service_desk,
    )


def task_for(ticket, company, kind, *people, **more):
    return open_task(
        ticket,
        kind=kind,
        title={"en": "Prepare it"},
        performers=[Appointed(one) for one in people],
        by=company.machine,
        now=NOW,
        **more,
    )


def ready(*people):
    for person in people:
        person.standing  # noqa: B018 (each thread only acts)


def split(outcomes):
    return [one for one in outcomes if isinstance(one, Task)], [
        one for one in outcomes if not isinstance(one, Task)
    ]


def test_two_who_finish_the_same_work(company, ticket):
    task = task_for(ticket, company, "work", company.tom, company.tina)
    ready(company.tom, company.tina)
    won, lost = split(
        at_once(
            lambda: finish_task(task, by=company.tom, now=NOW, seen=1),
            lambda: finish_task(task, by=company.tina, now=NOW, seen=1),
        )
    )
    assert (len(won), len(lost)) == (1, 1), (won, lost)
    assert isinstance(lost[0], Stale)
    assert "has ended" in str(lost[0])
    assert Event.objects.filter(verb="task.ended").count() == 1
    assert sorted(task.assignments.values_list("state", flat=True)) == ["done", "lapsed"]


def test_two_votes_at_once_are_both_counted(company, ticket):
    task = task_for(ticket, company, "approval", company.mara, company.lea)
    ready(company.mara, company.lea)
    outcomes = at_once(
        lambda: decide(task, "approve", by=company.mara, now=NOW, seen=1),
        lambda: decide(task, "approve", by=company.lea, now=NOW, seen=1),
    )
    assert all(isinstance(one, Task) for one in outcomes), outcomes
    task.refresh_from_db()
    assert task.outcome == "approved"
    assert Event.objects.filter(verb="task.ended").count() == 1


def test_approving_and_rejecting_at_once_comes_to_one_outcome(company, ticket):
    task = task_for(ticket, company, "approval", company.mara, company.lea, rule="any")
    ready(company.mara, company.lea)
    won, lost = split(
        at_once(
            lambda: decide(task, "approve", by=company.mara, now=NOW),
            lambda: decide(task, "reject", by=company.lea, now=NOW, comment="No"),
        )
    )
    assert (len(won), len(lost)) == (1, 1), (won, lost)
    assert isinstance(lost[0], Stale)
    task.refresh_from_db()
    assert task.outcome == won[0].outcome


def test_the_same_button_pressed_twice_is_pressed_once(company, ticket):
    task = task_for(ticket, company, "approval", company.mara, company.lea)
    ready(company.mara)
    outcomes = at_once(*[lambda: decide(task, "approve", by=company.mara, now=NOW) for _number in range(4)])
    assert sum(isinstance(one, Task) for one in outcomes) == 1
    assert all(isinstance(one, (Task, Refused)) for one in outcomes), outcomes
    assert Event.objects.filter(verb="task.decided").count() == 1


def test_one_takes_it_from_the_pool(company, ticket):
    task = task_for(ticket, company, "work", team=company.it_service_desk)
    ready(company.tom, company.tina, company.lea)
    outcomes = at_once(
        lambda: claim_task(task, by=company.tom, now=NOW),
        lambda: claim_task(task, by=company.tina, now=NOW),
        lambda: claim_task(task, by=company.lea, now=NOW),
    )
    won, lost = split(outcomes)
    assert (len(won), len(lost)) == (1, 2), outcomes
    assert all(isinstance(one, CannotAct) for one in lost)
    assert task.assignments.count() == 1


def test_handing_over_and_finishing_at_once(company, ticket):
    task = task_for(ticket, company, "work", company.tom)
    ready(company.tom)
    won, lost = split(
        at_once(
            lambda: hand_over_task(task, to=company.hugo, by=company.tom, now=NOW),
            lambda: finish_task(task, by=company.tom, now=NOW),
        )
    )
    assert (len(won), len(lost)) == (1, 1), (won, lost)
    assert task.assignments.exclude(state__in=("moved", "lapsed")).count() == 1


def test_two_timetables_remind_once(company, ticket):
    policy = {"reminders": [{"after": 3600, "working": False}]}
    task_for(ticket, company, "work", company.tom, policy=policy)
    outcomes = at_once(lambda: keep_time(now=LATE), lambda: keep_time(now=LATE))
    assert sum(one for one in outcomes if isinstance(one, int)) == 1, outcomes
    assert Event.objects.filter(verb="task.reminded").count() == 1


def test_a_vote_and_the_end_of_its_time_agree_on_one_outcome(company, ticket):
    policy = {"limit": {"after": 3600, "working": False, "then": "reject"}}
    task = task_for(ticket, company, "approval", company.mara, policy=policy)
    ready(company.mara)
    at_once(lambda: keep_time(now=LATE), lambda: decide(task, "approve", by=company.mara, now=LATE))
    task.refresh_from_db()
    ended = Event.objects.get(verb="task.ended")
    assert ended.data["outcome"] == task.outcome
    assert task.assignments.get().state == task.outcome


def test_a_worker_killed_half_way_leaves_the_reminder_for_the_next(company, ticket, monkeypatch):
    from tickets.actions.tasks import timing

    policy = {"limit": {"after": 3600, "working": False, "then": "expire"}}
    task = task_for(ticket, company, "work", company.tom, policy=policy)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(timing, "end", killed)
    with pytest.raises(KeyboardInterrupt):
        keep_time(now=LATE)
    task.refresh_from_db()
    assert (task.state, task.limit_passed) == ("open", False)
    monkeypatch.undo()
    assert keep_time(now=LATE) == 1
    task.refresh_from_db()
    assert task.outcome == "expired"


def test_crossing_delegations_close_no_loop(company):
    def week(person, substitute):
        return delegate(person, substitute, starts_at=NOW, ends_at=LATE, by=person, now=NOW)

    ready(company.mara, company.lea)
    outcomes = at_once(lambda: week(company.mara, company.lea), lambda: week(company.lea, company.mara))
    assert sum(isinstance(one, Refused) for one in outcomes) == 1, outcomes
