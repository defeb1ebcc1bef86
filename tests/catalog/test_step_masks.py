"""On the pages and over the API: at their step three people see and edit three different parts of one order."""

import json

import pytest
from django.test import Client

from catalog.actions import order
from journal.models import Event
from tests.api.conftest import program  # noqa: F401
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import decide, finish_task, open_task
from tickets.models import Task, Ticket
from tickets.performing import Appointed

pytestmark = pytest.mark.django_db

FORM = [
    question("text", "reason", required=True),
    question("text", "iban", required=True),
    question("money", "salary"),
]
ANSWERS = {"reason": "Good work", "iban": "DE89370400440532013000", "salary": "4000"}
STEPS = {
    "mara": {"iban": "hidden", "salary": "edit"},
    "hugo": {"iban": "read", "salary": "hidden"},
    "fred": {"iban": "edit", "salary": "hidden", "reason": "hidden"},
}


@pytest.fixture
def ticket(offer, erin, now) -> Ticket:
    version = offer("raise", questions=FORM, subject={"en": "A raise", "zh": "加薪"})
    return order(version, by=erin, answers=ANSWERS, now=now, channel="portal")


@pytest.fixture
def asked(ticket, company, now) -> dict[str, Task]:
    """Mara, Hugo and Fred have to approve it, each at a step of their own."""
    return {
        name: open_task(
            ticket,
            kind="approval",
            title={"en": f"{name} approves"},
            performers=[Appointed(getattr(company, name))],
            fields=fields,
            by=company.machine,
            now=now,
        )
        for name, fields in STEPS.items()
    }


def path(ticket: Ticket) -> str:
    return f"/requests/{ticket.reference}/answers/"


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(
    ("who", "reads", "edits"),
    [
        ("mara", {"reason", "salary"}, {"salary"}),
        ("hugo", {"reason", "iban"}, set()),
        ("fred", {"iban"}, {"iban"}),
    ],
)
def test_each_sees_and_edits_what_the_step_says(asked, ticket, company, program, who, reads, edits):  # noqa: F811
    person = getattr(company, who)
    said = program(person).get(f"tickets/{ticket.reference}").json()
    assert set(said["answers"]) == reads
    page = sign_in(Client(), person).get(ticket.portal_url).content.decode()
    for name, text in (("iban", ANSWERS["iban"]), ("reason", "Good work")):
        assert (text in page) == (name in reads), name
    form = sign_in(Client(), person).get(path(ticket))
    assert form.status_code == (200 if edits else 404)
    if edits:
        shown = form.content.decode()
        assert {name for name in ANSWERS if f'name="{name}"' in shown} == edits


def test_what_the_step_opens_is_saved_and_read_by_those_who_may(asked, ticket, company):
    answer = sign_in(Client(), company.mara).post(path(ticket), {"seen": ticket.revision, "salary": "3500"})
    assert answer.status_code == 302
    assert fresh(ticket).answers["salary"] in ("3500", "3500.00", 3500)
    event = Event.objects.get(verb="ticket.answered-anew")
    assert (event.actor, [one["name"] for one in event.data["changes"]]) == (company.mara, ["salary"])


@pytest.mark.parametrize(
    ("who", "sent", "closed"),
    [
        ("mara", {"salary": "1", "iban": "DE00"}, "iban"),
        ("mara", {"salary": "1", "reason": "None"}, "reason"),
        ("fred", {"iban": "DE00", "salary": "1"}, "salary"),
    ],
)
def test_a_crafted_edit_is_refused_as_a_whole_and_on_record(asked, ticket, company, who, sent, closed):
    person, before = getattr(company, who), ticket.answers
    answer = sign_in(Client(), person).post(path(ticket), {"seen": ticket.revision, **sent})
    assert answer.status_code == 403
    assert fresh(ticket).answers == before
    event = Event.objects.get(verb="ticket.edit-tried")
    assert (event.actor, event.data["names"]) == (person, [closed])


def test_nor_by_a_program(asked, ticket, company, program):  # noqa: F811
    address = f"/api/v1/tickets/{ticket.reference}/answers"
    body = json.dumps({"answers": {"iban": "DE00"}, "seen": ticket.revision})
    for person, status in ((company.mara, 403), (company.hugo, 403), (company.hanna, 404)):
        answer = program(person).client.patch(address, body, content_type="application/json")
        assert answer.status_code == status, (person, answer.content)
    assert fresh(ticket).answers["iban"] == ANSWERS["iban"]


def test_when_the_part_is_over_nothing_is_edited_any_more(asked, ticket, company, now):
    decide(asked["mara"], "approve", by=company.mara, now=now)
    browser = sign_in(Client(), company.mara)
    assert browser.get(path(ticket)).status_code == 404
    assert ANSWERS["iban"] not in browser.get(ticket.portal_url).content.decode()


def test_who_asked_puts_right_what_was_flagged_and_nothing_else(asked, ticket, company, now):
    decide(asked["mara"], "return", by=company.mara, now=now, comment="Which one?", flagged=["reason"])
    Ticket.objects.filter(pk=ticket.pk).update(phase="active")
    browser = sign_in(Client(), company.erin)
    shown = browser.get(path(ticket)).content.decode()
    assert {name for name in ANSWERS if f'name="{name}"' in shown} == {"reason"}
    seen = fresh(ticket).revision
    assert (
        browser.post(path(ticket), {"seen": seen, "reason": "Better work", "salary": "9"}).status_code == 403
    )
    assert browser.post(path(ticket), {"seen": seen, "reason": "Better work"}).status_code == 302
    assert fresh(ticket).answers["reason"] == "Better work"
    finish_task(Task.objects.get(parent=asked["mara"]), by=company.erin, now=now)
    assert browser.get(path(ticket)).status_code == 404
    assert Task.objects.get(pk=asked["mara"].pk).state == "open"
