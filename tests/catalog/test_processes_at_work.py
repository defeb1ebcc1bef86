"""The ready processes inside real services: ordered, decided, worked on, and ended by the people they find."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.actions import order
from catalog.facts import facts_of_order
from cmdb.actions import add_item, hand_over, save_type
from cmdb.models import Item, ItemType
from journal.models import Event
from people.actions import change_department
from processes import gallery
from processes.actions import fire_due, publish_process
from processes.models import Run, Step
from tests.cast import NOW, sign_in
from tests.catalog.conftest import question
from tickets.actions import claim_task, decide, finish_task, withdraw
from tickets.models import Assignment, Comment, Task, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(company, offer):
    """Orders a service that runs a process of the gallery."""

    def begin(slug: str, answers=None, **more) -> Ticket:
        one = gallery.entry(slug)
        if one is not None:
            publish_process(slug, one.names, one.xml, department=None, by=company.machine, now=NOW)
        version = offer("thing", process=slug, **more)
        return order(version, by=company.erin, answers=answers or {}, now=NOW, channel="portal")

    change_department(company.finance, head=company.fiona, by=company.ada, now=NOW)
    return begin


def waiting(ticket) -> dict[str, list[str]]:
    """What waits, and for whom."""
    found = {}
    for task in Task.objects.filter(ticket=ticket, state="open").order_by("pk"):
        parts = Assignment.objects.filter(task=task, state="waiting").select_related("person")
        found[task.title["en"]] = sorted(one.person.username for one in parts) or [str(task.team)]
    return found


def say(ticket, title: str, outcome: str = "approve", by=None, comment: str = "Because.", **more) -> None:
    task = Task.objects.get(ticket=ticket, state="open", title__en=title)
    by = by or Assignment.objects.filter(task=task, state="waiting").first().person
    decide(task, outcome, by=by, now=NOW, comment=comment, **more)


def do(ticket, title: str, **answers) -> None:
    task = Task.objects.get(ticket=ticket, state="open", title__en=title)
    part = Assignment.objects.filter(task=task, state="waiting").first()
    by = part.person if part else task.team.members.order_by("pk").first()
    if part is None:
        claim_task(task, by=by, now=NOW)
    finish_task(task, by=by, now=NOW, answers=answers)


def ticket_events(ticket, verb: str):
    return Event.objects.about(ticket).filter(verb=verb).order_by("pk")


@pytest.fixture
def device(company):
    kind = save_type(ItemType(slug="device", name="Device", name_zh="设备"), by=company.machine, now=NOW)

    def give(person, tag: str) -> Item:
        said = {"by": company.machine, "now": NOW}
        return add_item(type=kind, name=tag, tag=tag, owner=person, department=company.it, **said)

    return give


COLLECT = "Collect laptop, phone and badge"
AMOUNT = {"questions": [question("money", "amount", required=True)]}


def status(ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).status


def test_9999_goes_to_the_manager_alone(at_work):
    ticket = at_work("two-stage-approval", {"amount": "9999"}, **AMOUNT)
    assert (status(ticket), waiting(ticket)) == ("approval", {"The manager approves": ["mara"]})
    say(ticket, "The manager approves")
    assert (status(ticket), waiting(ticket)) == ("fulfilling", {"Carry it out": ["IT service desk"]})


def test_10001_goes_to_the_head_of_department_too(at_work):
    ticket = at_work("two-stage-approval", {"amount": "10001"}, **AMOUNT)
    say(ticket, "The manager approves")
    assert (status(ticket), waiting(ticket)) == ("approval", {"The head of department approves": ["fiona"]})
    say(ticket, "The head of department approves")
    do(ticket, "Carry it out")
    run = Run.objects.get(ticket=ticket)
    assert (status(ticket), run.condition, run.outcome) == ("fulfilled", "ended", "fulfil")


def test_a_rejection_declines_the_request_with_its_reason(at_work):
    ticket = at_work("two-stage-approval", {"amount": "10001"}, **AMOUNT)
    say(ticket, "The manager approves", "reject", comment="There is no budget.")
    assert (status(ticket), waiting(ticket)) == ("declined", {})
    moved = ticket_events(ticket, "ticket.moved").last()
    assert "There is no budget." in str(moved.data["answers"])


def test_what_is_returned_to_the_requester_waits_for_the_requester_and_comes_back(company, at_work):
    ticket = at_work("two-stage-approval", {"amount": "9999"}, **AMOUNT)
    say(ticket, "The manager approves", "return", comment="Is this the right sum?", flagged=["amount"])
    assert status(ticket) == "on_hold"
    asked = Task.objects.get(ticket=ticket, state="open")
    assert (asked.kind, asked.assignments.get().person) == ("question", company.erin)
    finish_task(asked, by=company.erin, now=NOW, answers={name["name"]: "It is." for name in asked.asks})
    assert (status(ticket), waiting(ticket)) == ("approval", {"The manager approves": ["mara"]})


def test_a_leaver_is_not_settled_before_the_records_say_that_everything_is_back(company, at_work, device):
    laptop, phone = (device(company.erin, tag) for tag in ("LT-1", "PH-1"))
    ticket = at_work("leaver", {"leaver": "erin"}, questions=[question("person", "leaver", required=True)])
    do(ticket, "The work is handed over")
    do(ticket, COLLECT, devices="back")
    assert list(waiting(ticket)) == []  # both are still out, whatever was said: it comes again in a day
    said = Comment.objects.get(ticket=ticket, is_internal=True).text
    assert "LT-1" in said
    assert "PH-1" in said

    for one in (laptop, phone):
        assert fire_due(now=NOW + timedelta(days=14))
        assert list(waiting(ticket)) == [COLLECT]
        hand_over(one, to=None, by=company.ada, now=NOW)
        do(ticket, COLLECT, devices="later")
    assert list(waiting(ticket)) == ["Final settlement"]


def test_a_second_person_may_let_a_leaver_go_without(company, at_work, device):
    device(company.erin, "LT-1")
    ticket = at_work("leaver", {"leaver": "erin"}, questions=[question("person", "leaver", required=True)])
    do(ticket, "The work is handed over")
    do(ticket, COLLECT, devices="lost", missing="The phone was stolen.")
    assert list(waiting(ticket)) == ["A second person agrees to go on without"]
    collector = Step.objects.get(run__ticket=ticket, element="collect").left_by
    second = Assignment.objects.get(task__ticket=ticket, task__state="open", state="waiting").person
    assert second != collector
    say(ticket, "A second person agrees to go on without", "reject", comment="Look again.")
    assert list(waiting(ticket)) == [COLLECT]
    do(ticket, COLLECT, devices="lost", missing="It is gone.")
    say(ticket, "A second person agrees to go on without")
    assert list(waiting(ticket)) == ["Final settlement"]


def test_whoever_withdraws_it_ends_the_process_and_its_tasks(company, at_work):
    ticket = at_work("two-stage-approval", {"amount": "9999"}, **AMOUNT)
    withdraw(ticket, by=company.erin, now=NOW, reason="Not needed any more.")
    assert (status(ticket), waiting(ticket)) == ("withdrawn", {})
    assert Run.objects.get().condition == "cancelled"
    assert not Task.objects.filter(state="open").exists()


def test_a_process_reads_answers_as_what_they_are(company, offer):
    asked = [question("money", "amount"), question("date", "day"), question("person", "who")]
    answers = {"amount": "10.00", "day": "2026-04-30", "who": "tom"}
    ticket = order(offer(questions=asked), by=company.erin, answers=answers, now=NOW, channel="portal")
    typed = facts_of_order(ticket, {"amount", "day", "who", "else"})
    assert typed == {"amount": Decimal("10.00"), "day": date(2026, 4, 30), "who": company.tom}
    assert facts_of_order(ticket, {"day"}) == {"day": date(2026, 4, 30)}
    ticket.answers["who"], ticket.answers["day"] = 0, "nonsense"
    assert facts_of_order(ticket, {"day", "who"}) == {"day": None, "who": None}
    ticket.service_version = None
    assert facts_of_order(ticket, {"day"}) == {}


def test_nobody_and_nothing_answered_reads_as_nothing(at_work):
    ticket = at_work("two-stage-approval", {}, questions=[question("money", "amount")])
    assert waiting(ticket) == {"The manager approves": ["mara"]}


def test_the_requester_reads_once_who_has_it(client, company, at_work):
    """The steps say who and since when; beside them stands only what the requester may do about it."""
    ticket = at_work("two-stage-approval", {"amount": "9999"}, **AMOUNT)
    panel = sign_in(client, company.erin).get(reverse("tickets:tasks-of-ticket", args=[ticket.reference]))
    assert "Urge" in panel.content.decode()
    assert "Mara" not in panel.content.decode()
    steps = client.get(f"/requests/{ticket.reference}/steps/").content.decode()
    assert "Mara" in steps
    panel = sign_in(client, company.tom).get(reverse("tickets:tasks-of-ticket", args=[ticket.reference]))
    assert "Mara" in panel.content.decode()


def test_the_inbox_is_narrowed_to_a_process_of_ones_own(client, company, at_work):
    ticket = at_work("two-stage-approval", {"amount": "9999"}, **AMOUNT)
    inbox = sign_in(client, company.mara).get("/inbox/?process=two-stage-approval").content.decode()
    assert ticket.reference in inbox
    assert "Two-stage approval by amount" in inbox
    assert ticket.reference not in client.get("/inbox/?process=leaver").content.decode()
    assert "Two-stage" not in sign_in(client, company.erik_zh).get("/inbox/").content.decode()
