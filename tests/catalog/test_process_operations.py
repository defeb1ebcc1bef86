"""What processes read of an order's answers, and what they order and change themselves."""

import pytest

from catalog.actions import order
from processes.actions import publish_process
from processes.models import Run, Step
from tests.cast import NOW
from tests.catalog.conftest import question
from tests.processes.diagrams import xml
from tickets.models import Comment, Link, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(company, offer):
    """Orders a service whose process is these lines."""

    def make(text: str, questions: list, answers: dict, **more) -> Ticket:
        said = {"department": company.it, "by": company.machine, "now": NOW}
        publish_process("one", {"en": "One", "zh": ""}, xml(text), **said)
        version = offer(process="one", questions=questions, **more)
        return order(version, by=company.erin, answers=answers, now=NOW, channel="portal")

    return make


def done(ticket: Ticket) -> list[str]:
    steps = Step.objects.filter(run__ticket=ticket, state="done").order_by("pk")
    return list(steps.values_list("element", flat=True))


def test_answers_are_typed_as_the_services_own_rules_read_them(ordered):
    ticket = ordered(
        """
        start s; exclusive x default=no; exclusive y default=no2; end a; end b; end c
        s > x; x > y : boss.name == "Mara Manager" && many > 2 && start >= date("2026-01-01")
        no = x > a
        y > b : amount > 10000
        no2 = y > c
        """,
        [
            question("person", "boss"),
            question("number", "many"),
            question("date", "start"),
            question("money", "amount"),
        ],
        {
            "boss": "mara",
            "many": 3,
            "start": "2026-05-01",
            "amount": 10001,
        },
    )
    assert done(ticket) == ["s", "x", "y", "b"], Step.objects.filter(run__ticket=ticket).values_list("fault")


def test_what_was_not_answered_is_nothing(ordered):
    ticket = ordered(
        "start s; exclusive x default=no; end a; end b; s > x; x > a : many > 2\nno = x > b",
        [question("number", "many")],
        {},
    )
    assert done(ticket)[-1] == "b"


def test_a_person_an_answer_names_gets_the_task(ordered, company):
    ticket = ordered(
        "start s; person do by=answer:who; end e; s > do > e", [question("person", "who")], {"who": "tom"}
    )
    task = ticket.tasks.get()
    assert [part.person for part in task.assignments.all()] == [company.tom]


def test_a_service_is_ordered_as_a_part(ordered, offer, company):
    offer("badge", questions=[question("text", "why", required=True)])
    ticket = ordered(
        'start s; operation op operation=order input.service=badge \'input.answers={"why": "For {person}"}\'; '
        "person do by=person:tom; end e; s > op > do > e",
        [],
        {},
    )
    child = Link.objects.get(source=ticket, type="parent").target
    assert (child.service, child.requester, child.answers) == (
        "badge",
        company.erin,
        {"why": "For Erin Employee"},
    )
    run = Run.objects.get(ticket=ticket)
    assert run.state["facts"]["sub_request"] == child.reference


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("input.service=nothing", "no service"),
        ("input.service=badge", "Some answers"),
        ("input.service=badge 'input.answers=[1]'", "names of their questions"),
        ("input.service=badge input.answers=why", "no JSON"),
    ],
)
def test_what_cannot_be_ordered_stops_the_branch_and_leaves_nothing(ordered, offer, settings, words):
    offer("badge", questions=[question("text", "why", required=True)])
    ticket = ordered(f"start s; operation op operation=order {settings}; end e; s > op > e", [], {})
    step = Step.objects.get(run__ticket=ticket, element="op")
    assert step.state == "failed"
    assert words in step.fault
    assert Ticket.objects.count() == 1


def test_an_answer_is_changed_through_its_form(ordered):
    ticket = ordered(
        "start s; operation op operation=set-answer input.question=many input.value=7; "
        'operation tell operation=note "input.text=Now {many}"; end e; s > op > tell > e',
        [question("number", "many")],
        {"many": 3},
    )
    ticket.refresh_from_db()
    assert ticket.answers == {"many": "7"}
    assert ticket.sheet[0]["text"] in ("7", {"en": "7", "zh": "7"})
    assert Comment.objects.get(ticket=ticket).text == "Now 7"


@pytest.mark.parametrize(("name", "value"), [("nothing", "1"), ("many", "several")])
def test_an_answer_that_does_not_fit_stops_the_branch(ordered, name, value):
    ticket = ordered(
        f"start s; operation op operation=set-answer input.question={name} input.value={value}; end e; s > op > e",
        [question("number", "many")],
        {"many": 3},
    )
    ticket.refresh_from_db()
    assert ticket.answers == {"many": "3"}
    assert Step.objects.get(run__ticket=ticket, element="op").state == "failed"
