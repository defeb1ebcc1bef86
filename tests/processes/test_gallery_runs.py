"""Ready processes on the tables: real tickets, real tasks, the people a company has."""

from datetime import date, timedelta

import pytest

from cmdb.actions import add_item, hand_over
from cmdb.models import ItemType
from people.actions import give_role
from processes.actions import fire_due
from processes.gallery import entries, entry
from processes.models import Run, Timer
from tests.cast import NOW
from tickets.actions import claim_task, decide, finish_task, move, open_ticket
from tickets.models import Task


def waiting(run):
    """The elements whose tasks are open."""
    return set(
        Task.objects.filter(step__run=run, step__state="waiting").values_list("step__element", flat=True)
    )


def holder(task, now=NOW):
    """Who has it; what lies in a team's pool is claimed by one of the team first."""
    part = task.assignments.order_by("pk").first()
    if part is None:
        somebody = task.team.memberships.order_by("pk").first().person
        claim_task(task, by=somebody, now=now)
        return somebody
    return part.person


def done(run, at, element, now, **answers):
    by = holder(at(run, element), now)
    return finish_task(at(run, element), by=by, now=now, answers=answers or None)


@pytest.mark.parametrize(("amount", "second"), [(9999, False), (10001, True)])
def test_an_amount_takes_its_way_through_one_approval_or_two(desk, company, at, mara, lea, amount, second):
    give_role(lea, "owner", company.it, by=company.machine, now=desk.now)
    run = desk.run(entry("two-stage-approval").xml, {"amount": amount})
    assert waiting(run) == {"first"}
    decide(at(run, "first"), "approve", by=mara, now=desk.now)
    if second:
        assert waiting(run) == {"second"}
        assert holder(at(run, "second")) == lea
        decide(at(run, "second"), "approve", by=lea, now=desk.now)
    assert waiting(run) == {"carry_out"}
    done(run, at, "carry_out", desk.now)
    run.refresh_from_db()
    run.ticket.refresh_from_db()
    assert (run.condition, run.outcome, run.ticket.status) == (Run.State.ENDED, "fulfil", "fulfilled")


def test_a_leaver_is_not_settled_before_the_laptop_is_back(desk, at, tom, erin, it):
    kind = ItemType.objects.create(slug="laptop-test", name="Laptop")
    said = {"by": desk.company.machine, "now": desk.now}
    laptop = add_item(type=kind, name="X1", tag="L-1", owner=erin, department=it, **said)
    run = desk.run(entry("leaver").xml, {"leaver": "erin"})
    assert waiting(run) == {"hand_over", "collect"}
    done(run, at, "hand_over", desk.now)
    done(run, at, "collect", desk.now, devices="later")
    assert waiting(run) == set()
    assert Timer.objects.filter(run=run, due_at__gt=desk.now).exists()
    later = desk.now + timedelta(days=3)
    fire_due(now=later)
    assert waiting(run) == {"collect"}
    hand_over(laptop, to=None, **said)
    done(run, at, "collect", later, devices="back")
    assert waiting(run) == {"settle"}
    done(run, at, "settle", later)
    done(run, at, "close", later)
    run.ticket.refresh_from_db()
    assert run.ticket.status == "fulfilled"


def test_four_departments_have_their_part_of_a_joiner_at_once(desk, at, tom, hugo, fred):
    run = desk.run(entry("joiner").xml)
    names = {"it_contact": tom, "facilities_contact": hugo, "finance_contact": fred}
    day = date(desk.now.year, desk.now.month, desk.now.day) + timedelta(days=7)
    said = {name: str(person.pk) for name, person in names.items()}
    done(run, at, "plan", desk.now, first_day=day.isoformat(), **said)
    assert waiting(run) == {"accounts", "desk", "pay", "welcome"}
    assert [holder(at(run, one)) for one in ("accounts", "desk", "pay")] == [tom, hugo, fred]
    for element in ("pay", "accounts", "welcome", "desk"):
        done(run, at, element, desk.now)
    assert waiting(run) == set()
    timer = Timer.objects.get(run=run)
    assert abs(timer.due_at - desk.now) < timedelta(days=8)


SAID = {"complete": "yes", "order_number": "A 7", "devices": "back", "explanation": "Here"}


@pytest.mark.parametrize(
    "one", [one for one in entries() if one.slug != "change-advisory-board"], ids=lambda one: one.slug
)
def test_every_process_for_requests_runs_to_its_end(desk, company, at, lea, one):
    give_role(lea, "owner", company.it, by=company.machine, now=desk.now)
    run = desk.run(one.xml, {"amount": 20000, "leave_type": "holiday"})
    moment = desk.now
    for _turn in range(30):
        run.refresh_from_db()
        if run.condition != Run.State.RUNNING:
            break
        for task in Task.objects.filter(step__run=run, step__state="waiting"):
            if task.kind == Task.Kind.APPROVAL:
                decide(task, "approve", by=holder(task, moment), now=moment)
            else:
                said = {**SAID, "first_day": "2026-03-20", "expires_on": "2026-03-20"}
                asks = {ask["name"] for ask in task.asks}
                answers = {name: value for name, value in said.items() if name in asks}
                finish_task(task, by=holder(task, moment), now=moment, answers=answers or None)
        moment += timedelta(days=10)
        fire_due(now=moment)
    run.refresh_from_db()
    run.ticket.refresh_from_db()
    assert (run.condition, run.outcome, run.ticket.status) == (Run.State.ENDED, "fulfil", "fulfilled")


@pytest.mark.parametrize(("outcome", "status"), [("approve", "scheduled"), ("reject", "rejected")])
def test_the_board_takes_a_change_on_or_rejects_it(desk, company, at, tom, tina, lea, outcome, status):
    for person, role in ((tina, "owner"), (tom, "item-manager")):
        give_role(person, role, company.it, by=company.machine, now=desk.now)
    version = desk.publish(entry("change-advisory-board").xml)
    ticket = open_ticket(
        kind="change",
        lifecycle="change-normal",
        subject="New core switch",
        requester=company.hugo,
        by=company.hugo,
        now=desk.now,
        department=company.it,
        team=company.it_service_desk,
        terms={"process": version.definition.slug},
        answers={"risk": "high"},
    )
    for step in ("assess", "request_authorization"):
        asked = {"risk": "high", "back_out": "The old one"} if step == "request_authorization" else {}
        ticket = move(ticket, step, by=lea, now=desk.now, **asked)
    run = Run.objects.get(ticket=ticket)
    assert waiting(run) == {"board"}
    for person in (lea, tina):
        decide(at(run, "board"), outcome, by=person, now=desk.now, comment="As the board sees it")
    if outcome == "approve":
        done(run, at, "plan", desk.now, window="2026-03-20")
    ticket.refresh_from_db()
    assert ticket.status == status
