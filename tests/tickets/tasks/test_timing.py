"""By the clock: reminders, what happens when the time is over, and working time."""

from datetime import UTC, datetime, timedelta

import pytest

from journal import relay
from journal.models import Event
from journal.refusals import Invalid
from people.models import Notice
from tickets.actions import (
    add_signer,
    cancel_task,
    decide,
    finish_task,
    keep_time,
    open_task,
    take_back,
)
from tickets.models import Task, Ticket
from tickets.performing import Appointed

HOUR, DAY = 3600, 86_400


def states(task):
    return {part.person.username: part.state for part in task.assignments.select_related("person")}


def verbs():
    seen = ("task.reminded", "task.escalated", "task.overdue", "task.ended", "task.decided")
    return list(Event.objects.filter(verb__in=seen).order_by("pk").values_list("verb", flat=True))


def after(seconds, working=False):
    return {"after": seconds, "working": working}


def until(then, seconds=DAY, working=False, **more):
    return {"limit": {**after(seconds, working), "then": then, **more}}


@pytest.fixture
def at(now):
    return lambda hours: now + timedelta(hours=hours)


def test_reminded_once_and_again_then_the_time_is_over(approval, mara, at):
    policy = {"reminders": [after(HOUR), after(4 * HOUR)], **until("remind")}
    task = approval(policy=policy)
    assert (task.next_at, task.due_at) == (at(1), at(24))
    assert keep_time(now=at(0.9)) == 0
    assert keep_time(now=at(1)) == 1
    assert keep_time(now=at(1)) == 0
    assert keep_time(now=at(4)) == 1
    assert keep_time(now=at(24)) == 1
    assert keep_time(now=at(240)) == 0
    assert verbs() == ["task.reminded", "task.reminded", "task.overdue"]
    task.refresh_from_db()
    assert (task.next_at, task.reminded, task.limit_passed) == (None, 2, True)
    assert states(task) == {"mara": "waiting"}


def test_reminders_missed_while_nobody_worked_are_one(approval, at):
    approval(policy={"reminders": [after(HOUR), after(2 * HOUR), after(9 * HOUR)]})
    assert keep_time(now=at(3)) == 1
    assert verbs() == ["task.reminded"]
    assert Event.objects.get(verb="task.reminded").data["times"] == 2
    assert Task.objects.get().next_at == at(9)


def test_working_time_is_that_of_the_service_level_else_of_where_the_requester_works(
    approval, request_of_erin, company, standard, now
):
    monday_ten_in_berlin = now  # 9:00 UTC; the office closes at 17:00, seven hours later
    task = approval(policy=until("remind", 9 * HOUR, working=True))
    tuesday_eleven = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    assert task.due_at == tuesday_eleven
    promised = approval(
        ticket=request_of_erin(service_level=standard), policy=until("remind", 9 * HOUR, working=True)
    )
    assert promised.due_at == tuesday_eleven
    company.erin.site = None
    company.erin.save()
    plain = approval(
        ticket=request_of_erin(requester=company.erin), policy=until("remind", 9 * HOUR, working=True)
    )
    assert plain.due_at == monday_ten_in_berlin + timedelta(hours=9)


@pytest.mark.parametrize(("then", "outcome"), [("approve", "approved"), ("reject", "rejected")])
def test_it_is_decided_by_itself_with_the_reason(approval, mara, lea, at, then, outcome):
    task = approval(mara, lea, policy=until(then))
    decide(task, "approve", by=lea, now=at(1))
    keep_time(now=at(24))
    task.refresh_from_db()
    assert (task.outcome, task.state) == (outcome, "done")
    assert states(task) == {"mara": outcome, "lea": "approved"}
    part = task.assignments.get(person=mara)
    assert (part.by_itself, part.acted_by.is_machine) == (True, True)
    assert part.why["en"] == "it was not decided in time"
    ended = Event.objects.get(verb="task.ended")
    assert (ended.data["by_itself"], ended.data["why"]["en"]) == (True, "it was not decided in time")


def test_it_expires_so_that_the_process_goes_on(approval, work, at):
    first, second, third = (
        approval(policy=until("expire")),
        work(policy=until("expire")),
        work(policy=until("approve")),
    )
    assert keep_time(now=at(24)) == 3
    for task in (first, second, third):
        task.refresh_from_db()
        assert (task.state, task.outcome) == ("done", "expired")


def test_a_pool_that_nobody_looks_into_is_decided_without_a_vote(ticket, company, at):
    task = open_task(
        ticket,
        kind="approval",
        title={"en": "A"},
        performers=[],
        policy=until("reject"),
        by=company.machine,
        now=at(0),
    )
    keep_time(now=at(24))
    task.refresh_from_db()
    assert task.outcome == "rejected"
    assert verbs() == ["task.ended"]


def test_escalated_either_may_decide(approval, company, at):
    to = [{"by": "person", "value": "fiona"}]
    task = approval(company.mara, company.lea, policy=until("escalate", to=to))
    assert keep_time(now=at(24)) == 1
    assert sorted(task.assignments.values_list("person__username", flat=True)) == [
        "fiona",
        "fiona",
        "lea",
        "mara",
    ]
    event = Event.objects.get(verb="task.escalated")
    assert event.data["to"] == [company.fiona.pk]
    assert "went to Fiona Owner as well" in event.sentence
    decide(task, "approve", by=company.lea, now=at(25))
    assert decide(task, "approve", by=company.fiona, now=at(25)).outcome == "approved"
    assert task.assignments.get(person=company.mara).state == "lapsed"


def test_who_was_late_may_still_be_the_one_who_decides(approval, company, at):
    task = approval(policy=until("escalate", to=[{"by": "person", "value": "fiona"}]))
    keep_time(now=at(24))
    assert decide(task, "reject", by=company.mara, now=at(25), comment="No").outcome == "rejected"
    assert states(task) == {"mara": "rejected", "fiona": "lapsed"}


def test_an_added_signer_who_is_late_gives_way(approval, company, at):
    task = approval(policy=until("escalate", to=[{"by": "person", "value": "fiona"}]))
    add_signer(task, company.fred, place="before", by=company.mara, now=at(1))
    keep_time(now=at(24))
    assert states(task) == {"mara": "queued", "fred": "lapsed", "fiona": "waiting"}
    decide(task, "approve", by=company.fiona, now=at(25))
    assert decide(task, "approve", by=company.mara, now=at(25)).outcome == "approved"


def test_work_is_escalated_to_others_who_may_do_it(work, company, at):
    task = work(policy=until("escalate", to=[{"by": "team-lead"}, {"by": "person", "value": "tom"}]))
    keep_time(now=at(24))
    assert states(task) == {"tom": "waiting", "lea": "waiting"}
    assert finish_task(task, by=company.lea, now=at(25)).outcome == "done"


def test_a_pool_is_escalated_to_a_person(ticket, company, at):
    task = open_task(
        ticket,
        kind="approval",
        title={"en": "A"},
        performers=[],
        policy=until("escalate", to=[{"by": "team-lead"}]),
        by=company.machine,
        now=at(0),
    )
    keep_time(now=at(24))
    assert decide(task, "approve", by=company.lea, now=at(25)).outcome == "approved"


def test_with_nobody_to_escalate_to_the_owners_are_told(approval, company, at):
    approval(policy=until("escalate"))
    keep_time(now=at(24))
    assert Event.objects.get(verb="task.escalated").data["nobody"] is True
    relay.drain(lambda: at(24))
    assert Notice.objects.filter(person=company.ada, topic="task-nobody").count() == 1


def test_the_limit_may_be_the_day_it_is_due(approval, at):
    task = approval(due_at=at(10), policy={"limit": {"then": "expire"}})
    assert (task.next_at, task.due_at) == (at(10), at(10))
    never = approval(policy={"limit": {"then": "expire"}})
    assert never.next_at is None


def test_in_turn_each_has_the_whole_time(approval, mara, lea, at):
    task = approval(mara, lea, in_turn=True, policy={"reminders": [after(HOUR)], **until("expire")})
    decide(task, "approve", by=mara, now=at(20))
    task.refresh_from_db()
    assert (task.next_at, task.due_at) == (at(21), at(44))


def test_what_was_returned_does_not_run_out_meanwhile(approval, mara, erin, at):
    task = approval(policy=until("expire"))
    decide(task, "return", by=mara, now=at(23), comment="Which?")
    assert keep_time(now=at(30)) == 0
    finish_task(Task.objects.get(parent=task), by=erin, now=at(30), answers={"reply": "This"})
    task.refresh_from_db()
    assert (task.state, task.next_at) == ("open", at(54))


def test_what_was_taken_back_still_runs_out(approval, mara, at):
    task = approval(policy=until("expire"))
    decide(task, "approve", by=mara, now=at(23))
    assert Task.objects.get().next_at is None
    take_back(task, by=mara, now=at(23))
    assert Task.objects.get().next_at == at(24)


def test_the_clock_leaves_alone_what_is_over(approval, company, ticket, at):
    from tickets.actions.tasks.timing import _keep

    task = approval(policy=until("expire"))
    cancel_task(task, by=company.machine, now=at(1), why="Over")
    assert _keep(task.pk, ticket.pk, now=at(24)) is False
    assert _keep(task.pk, 4711, now=at(24)) is False
    other = approval(policy=until("expire"))
    Ticket.objects.filter(pk=ticket.pk).update(phase="closed")
    assert keep_time(now=at(24)) == 1
    other.refresh_from_db()
    assert (other.state, other.next_at) == ("open", None)


def test_what_breaks_down_holds_up_nothing_else_and_is_tried_again(work, at, monkeypatch, caplog):
    from tickets.actions.tasks import timing

    broken, sound = work(policy=until("expire", 3600)), work(policy=until("expire", 7200))
    whole = timing.end

    def breaks(task, *args, **kwargs):
        if task.pk == broken.pk:
            raise RuntimeError("The process can't go on")
        whole(task, *args, **kwargs)

    monkeypatch.setattr(timing, "end", breaks)
    assert keep_time(now=at(3)) == 1
    assert keep_time(now=at(3)) == 0
    assert "could not be done" in caplog.text
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, broken.next_at, sound.outcome) == ("open", at(4), "expired")
    monkeypatch.undo()
    assert keep_time(now=at(4)) == 1


def test_a_calendar_by_which_nobody_works_does_not_make_it_wait_for_ever(approval, company, at):
    company.office_hours.hours = {}
    company.office_hours.save()
    assert approval(policy=until("remind", 3600, working=True)).due_at == at(1)


@pytest.mark.parametrize(
    "policy",
    [
        {"reminders": [{"after": 0}]},
        {"limit": {"then": "explode"}},
        {"limit": {"then": "escalate", "to": [{"by": "magic"}]}},
        {"grace": -1},
        {"patience": 5},
    ],
)
def test_a_policy_that_can_not_be_read_is_refused(approval, policy):
    with pytest.raises(Invalid) as refused:
        approval(policy=policy)
    assert list(refused.value.errors) == ["policy"]
    assert not Task.objects.exists()


# ── decisions by themselves ──


def test_who_approved_the_request_before_is_not_asked_again(approval, mara, lea, ticket, now):
    decide(approval(), "approve", by=mara, now=now)
    task = approval(mara, lea, policy={"same_person": "approve"})
    assert states(task) == {"mara": "approved", "lea": "waiting"}
    event = Event.objects.filter(verb="task.decided").last()
    assert (event.data["by_itself"], event.data["why"]["en"]) == (
        True,
        "they have approved this request before",
    )
    alone = approval(mara, policy={"same_person": "approve"})
    alone.refresh_from_db()
    assert alone.outcome == "approved"
    assert Event.objects.filter(verb="task.ended").last().data["by_itself"] is True


def test_unless_the_request_says_something_else_since(approval, mara, erin, ticket, now):
    from tickets.actions import Rewritten, correct

    decide(approval(), "approve", by=mara, now=now)
    sheet = [{**line, "text": "9000"} if line["name"] == "cost" else line for line in ticket.sheet]
    later = now + timedelta(hours=1)
    ticket.refresh_from_db()
    correct(ticket, Rewritten({"cost": 9000}, sheet), by=erin, now=later, subject=ticket.subject)
    task = approval(policy={"same_person": "approve"}, now=later)
    assert states(task) == {"mara": "waiting"}


def test_nor_where_the_policy_says_to_ask_or_they_approved_for_somebody_else(approval, mara, lea, now):
    decide(approval(Appointed(mara, on_behalf_of=lea)), "approve", by=mara, now=now)
    assert states(approval(mara, policy={"same_person": "approve"})) == {"mara": "waiting"}
    decide(approval(mara), "approve", by=mara, now=now)
    assert states(approval(mara)) == {"mara": "waiting"}


def test_the_own_request_is_approved_by_itself_asked_or_passed_to_the_manager(approval, company):
    erin = company.erin
    by_itself = approval(erin, policy={"own_request": "approve"})
    by_itself.refresh_from_db()
    assert by_itself.outcome == "approved"
    assert by_itself.assignments.get().why["en"] == "it is their own request"
    assert states(approval(erin)) == {"erin": "waiting"}
    passed = approval(erin, policy={"own_request": "fallback"})
    assert states(passed) == {"mara": "waiting"}
    assert states(approval(erin, company.mara, policy={"own_request": "fallback"})) == {"mara": "waiting"}


def test_without_a_manager_the_own_request_goes_to_a_team(approval, company):
    company.mara.is_active = False
    company.mara.save()
    task = approval(company.erin, policy={"own_request": "fallback"})
    assert (states(task), task.team) == ({}, company.it_service_desk)


def test_in_turn_it_is_decided_by_itself_when_their_turn_comes(approval, mara, lea, now):
    decide(approval(), "approve", by=mara, now=now)
    task = approval(lea, mara, in_turn=True, policy={"same_person": "approve"})
    assert states(task) == {"lea": "waiting", "mara": "queued"}
    assert decide(task, "approve", by=lea, now=now).outcome == "approved"
    assert Event.objects.filter(verb="task.ended").last().data["by_itself"] is False
