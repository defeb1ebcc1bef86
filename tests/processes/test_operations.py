"""What the desk does by itself at a step: once, or not at all and for all to see."""

from datetime import timedelta

import pytest
from django.utils import translation

from cmdb.actions import add_item
from cmdb.models import ItemType
from journal.models import Event
from journal.relay import drain
from people.actions import give_role
from people.models import Notice
from processes.actions import fire_due, retry_step
from processes.models import Run, Step, Timer
from processes.operations import describe
from processes.operations.registry import Failed, _known, operation
from tickets.models import Comment
from tickets.terms import lifecycle_of
from tickets.transitions import named


def one(settings: str) -> str:
    return f'start s; operation op "Do it" {settings}; end e "Done"; s > op > e'


@pytest.fixture
def failing():
    """An operation that fails as often as the test says, and counts how often it was done."""
    told = {"fail": 0, "done": 0}

    @operation("test-failing", "Fails")
    def run(doing):
        if told["fail"]:
            told["fail"] -= 1
            raise Failed("no-luck", "No luck today.")
        told["done"] += 1
        return {"luck": told["done"]}

    yield told
    del _known["test-failing"]


def test_a_reply_with_answers_in_it(desk, trace):
    run = desk.run(one('operation=comment "input.text=Hello {person}, {amount} it is."'), {"amount": 12})
    assert trace(run) == ["s", "op", "e"]
    said = Comment.objects.get(ticket=run.ticket)
    assert (said.text, said.is_internal, said.author.is_machine) == (
        "Hello Erin Employee, 12 it is.",
        False,
        True,
    )


def test_a_note_stays_inside(desk):
    run = desk.run(one("operation=note input.text=Psst"))
    assert Comment.objects.get(ticket=run.ticket).is_internal


def test_a_value_may_be_worked_out(desk):
    run = desk.run(
        one("operation=note \"expression.text='Twice: ' + string(int(amount) * 2)\""), {"amount": 12}
    )
    assert Comment.objects.get(ticket=run.ticket).text == "Twice: 24"


def test_assigning(desk, tina, it_network):
    run = desk.run(one("operation=assign input.team=it-network input.person=tina"))
    run.ticket.refresh_from_db()
    assert (run.ticket.team, run.ticket.assignee) == (it_network, tina)


def test_subject_and_priority(desk):
    run = desk.run(
        """
        start s; operation a operation=set-subject "input.subject=Laptop for {person}"
        operation b operation=set-priority input.impact=1 input.urgency=1 "input.reason=The boss"; end e
        s > a > b > e
        """
    )
    run.ticket.refresh_from_db()
    assert (run.ticket.subject, run.ticket.priority) == ("Laptop for Erin Employee", 1)


def test_moving_by_the_label_of_a_step_and_going_on_where_the_same_runs(desk, at, trace):
    run = desk.run(
        'start s; operation m operation=move "input.transition=Wait for delivery" input.reason=Ordered; '
        "person do by=person:tom; end e; s > m > do > e"
    )
    run.ticket.refresh_from_db()
    assert (run.ticket.status, run.condition) == ("waiting_supplier", "running")
    assert trace(run) == ["s", "m", "do:waiting"]


def test_moving_out_of_the_status_ends_the_run_once_it_is_done(desk, trace):
    run = desk.run(
        """
        start s; parallel p; person do by=person:tom
        operation m operation=move input.transition=fulfil input.resolution=Done
        operation n operation=note input.text=After; end e; end f
        s > p > do > e; p > m > n > f
        """
    )
    run.ticket.refresh_from_db()
    assert (run.ticket.status, run.condition) == ("fulfilled", "cancelled")
    assert Step.objects.get(run=run, element="m").state == "done"
    assert Step.objects.get(run=run, element="do").task.state == "cancelled"


def test_access_for_a_while(desk, erin, it_network):
    run = desk.run(
        """
        start s; operation give operation=grant input.team=it-network; catch soon timer=P30D
        operation take operation=revoke input.team=it-network; end e; s > give > soon > take > e
        """
    )
    assert erin.memberships.filter(team=it_network).exists()
    assert fire_due(now=desk.now + timedelta(days=29)) == []
    fire_due(now=desk.now + timedelta(days=30))
    assert not erin.memberships.filter(team=it_network).exists()
    run.refresh_from_db()
    assert run.condition == "ended"


def test_nobody_is_put_into_another_departments_team(desk, erin):
    run = desk.run(one("operation=grant input.team=hr-services"))
    step = Step.objects.get(run=run, element="op")
    assert step.state == "failed"
    assert "HR services" in step.fault
    assert not erin.memberships.exists()


def test_an_items_life_goes_on(desk, it, erin):
    kind = ItemType.objects.create(slug="laptop-test", name="Laptop")
    said = {"type": kind, "by": desk.company.machine, "now": desk.now, "department": it}
    laptop = add_item(name="X1", tag="L-1", state="in-stock", **said)
    run = desk.run(
        one("operation=item-owner input.item={device} input.person={who}"), {"device": "L-1", "who": "erin"}
    )
    laptop.refresh_from_db()
    assert Step.objects.get(run=run, element="op").state == "done"
    assert laptop.owner == erin


def test_what_somebody_still_has_is_counted(desk, it, erin, trace):
    kind = ItemType.objects.create(slug="laptop-test", name="Laptop")
    for number in range(2):
        add_item(
            type=kind, name="X1", tag=f"L-{number}", owner=erin, department=it, by=desk.company.machine, now=desk.now
        )  # fmt: skip
    run = desk.run(
        "start s; operation op operation=count-items; exclusive x default=none; end some; end nothing; "
        "s > op > x; x > some : items_held > 0\nnone = x > nothing"
    )
    assert trace(run) == ["s", "op", "x", "some"]
    assert run.state["facts"]["items_named"] == "X1 (L-0), X1 (L-1)"


def test_another_departments_item_is_left_alone(desk, hr):
    kind = ItemType.objects.create(slug="car-test", name="Car")
    car = add_item(type=kind, name="Car", tag="C-1", by=desk.company.machine, now=desk.now, department=hr)
    run = desk.run(one("operation=item-state input.item=C-1 input.state=retired"))
    car.refresh_from_db()
    assert car.state == "in-use"
    assert "another department" in Step.objects.get(run=run, element="op").fault


def test_telling_people_who_may_see_it(desk, mara, hugo):
    run = desk.run(one('operation=notify "input.text=It is coming" input.person=tom'))
    assert Notice.objects.get(topic="process-told").person.username == "tom"
    run = desk.run(one('operation=notify "input.text=Secret" input.person=hugo'))
    assert Step.objects.get(run=run, element="op").state == "failed"
    assert not Notice.objects.filter(person=hugo).exists()


# ── failing ───────────────────────────────────────────────────────────────────────────────────────


def test_a_failure_stops_its_branch_only_and_leaves_nothing_behind(desk, trace, at):
    run = desk.run(
        """
        start s; parallel p; operation op operation=assign input.team=nobody; person do by=person:tom; end e; end f
        s > p > op > e; p > do > f
        """
    )
    assert trace(run) == ["s", "p", "op:failed", "do:waiting"]
    step = Step.objects.get(run=run, element="op")
    assert step.fault == "“nobody” doesn't fit “Team”."
    timer = Timer.objects.get(run=run)
    assert (timer.kind, timer.key) == ("retry", step.key)
    event = Event.objects.get(verb="run.stopped")
    assert (event.data["fault"], event.data["last"]) == (step.fault, False)


def test_it_is_tried_again_with_more_and_more_time_between(desk, failing):
    failing["fail"] = 100
    run = desk.run(one("operation=test-failing"))
    gaps, now = [], desk.now
    while timer := Timer.objects.filter(run=run).first():
        gaps.append(timer.due_at - now)
        now = timer.due_at
        fire_due(now=now)
    assert gaps == sorted(gaps)
    assert len(gaps) == 5
    step = Step.objects.get(run=run, element="op")
    assert (step.state, step.tries, step.fault) == ("failed", 5, "No luck today.")
    last = Event.objects.filter(verb="run.stopped").latest("pk")
    assert last.data["last"] is True


def test_once_it_works_the_branch_goes_on_and_it_was_done_once(desk, failing):
    failing["fail"] = 2
    run = desk.run(one("operation=test-failing"))
    now = desk.now
    for _try in range(2):
        now = Timer.objects.get(run=run).due_at
        fire_due(now=now)
    run.refresh_from_db()
    assert (run.condition, failing["done"]) == ("ended", 1)
    assert run.state["facts"]["luck"] == 1
    assert not Timer.objects.filter(run=run).exists()


def test_an_error_event_with_its_code_takes_over(desk, trace, failing):
    failing["fail"] = 1
    run = desk.run(
        """
        start s; operation op operation=test-failing; border oops on=op error=no-luck; person mend by=person:tom
        end e; end f; s > op > e; oops > mend > f
        """
    )
    assert trace(run) == ["s", "op:cancelled", "oops", "mend:waiting"]
    assert not Timer.objects.filter(run=run).exists()


def test_a_mistake_of_ours_stops_the_branch_too(desk, trace):
    @operation("test-broken", "Breaks")
    def run_it(doing):
        raise ZeroDivisionError("by nothing")

    try:
        run = desk.run(one("operation=test-broken"))
    finally:
        del _known["test-broken"]
    assert "by nothing" in Step.objects.get(run=run, element="op").fault


def test_operations_in_a_circle_are_stopped(desk, failing):
    run = desk.run(
        "start s; exclusive m; operation op operation=test-failing; exclusive x default=again; end e\n"
        "s > m > op > x; x > e : luck < 0\nagain = x > m"
    )
    step = Step.objects.get(run=run, state="failed")
    assert "Too many operations" in step.fault
    assert failing["done"] < 1000


def test_a_circle_without_anybody_is_stopped_and_told(desk, django_assert_max_num_queries):
    run = desk.run(
        'start s; exclusive m; script t script="x = 1"; exclusive y default=again; end e\n'
        "s > m > t > y; y > e : x > 1\nagain = y > m"
    )
    assert run.condition == "running"
    failed = Step.objects.get(run=run, state="failed")
    assert "round in circles" in failed.fault
    assert Step.objects.filter(run=run).count() < 1000
    assert Event.objects.filter(verb="run.stopped", data__last=True).count() == 1


# ── ends ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_end_whose_move_is_refused_is_a_failed_step_that_can_be_tried_again(desk, trace, tina):
    run = desk.run('start s; end e "Approval is given"; s > e')
    assert (run.condition, trace(run)) == ("running", ["s", "e:failed"])
    step = Step.objects.get(run=run, element="e")
    assert "already in" in step.fault
    fire_due(now=Timer.objects.get(run=run).due_at)
    step.refresh_from_db()
    assert (step.state, step.tries) == ("failed", 1)
    # as if somebody had moved it
    run.ticket.__class__.objects.filter(pk=run.ticket.pk).update(status="approval", phase="waiting")
    retry_step(step, by=desk.company.ada, now=desk.now)
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "approved")


def test_the_end_says_what_the_step_asks(desk):
    run = desk.run('start s; end e transition=fulfil "input.resolution=For {person}"; s > e')
    run.ticket.refresh_from_db()
    assert run.ticket.resolution == "For Erin Employee"


def test_steps_are_found_by_name_and_by_label_in_both_languages(desk):
    spec = lifecycle_of(desk.ticket())
    assert [named(spec, words) for words in ("fulfil", "Fulfil", "完成", "no such", "")] == [
        "fulfil", "fulfil", "fulfil", "", "",
    ]  # fmt: skip


def test_operations_describe_themselves_in_the_readers_language():
    with translation.override("en"):
        told = {one["name"]: one for one in describe()}
    assert {"move", "assign", "comment", "note", "notify", "grant", "revoke", "item-state"} <= set(told)
    assert told["grant"]["fields"][0] == {
        "name": "team", "kind": "team", "label": "Team", "required": True, "choices": [], "hint": "",
    }  # fmt: skip


def test_a_run_that_never_began_to_do_anything_says_what_is_missing(desk):
    run = desk.run_unchecked(one(""))
    assert Step.objects.get(run=run, element="op").state == "failed"
    assert Run.objects.get(pk=run.pk).condition == "running"


# ── who hears of it ───────────────────────────────────────────────────────────────────────────────


def test_the_owners_hear_once_nothing_more_is_tried(desk, failing, company):
    give_role(company.tina, "owner", company.it, by=company.machine, now=desk.now)
    failing["fail"] = 100
    run = desk.run(one("operation=test-failing"))
    drain()
    assert not Notice.objects.filter(topic="process-stopped").exists()
    while timer := Timer.objects.filter(run=run).first():
        fire_due(now=timer.due_at)
    drain()
    notice = Notice.objects.get(topic="process-stopped")
    assert notice.person == company.tina
    assert "Do it" in notice.text
    assert notice.url == run.ticket.desk_url


def test_a_run_that_waits_for_a_branch_that_never_comes_is_told_of(desk, company):
    run = desk.run_unchecked(
        "start s; exclusive x default=a; parallel j; end e; s > x; x > j : 1 > 2\na = x > j\nj > e"
    )
    assert run.condition == "running"
    event = Event.objects.get(verb="run.stopped")
    assert (event.data["element"], event.data["last"]) == ("j", True)
    drain()
    assert [one.person for one in Notice.objects.filter(topic="process-stopped")] == [company.ada]
