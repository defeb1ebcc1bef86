"""Need to know: which answers the requester, the people who work on it and everybody else see and edit, when."""

import json
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

import search
from catalog.actions import edit_order, order
from catalog.forms import fixed_for, form_of_edit
from catalog.models import Order, Service
from cmdb import actions as cmdb
from cmdb.models import ItemType
from journal.actions import record
from journal.models import Event
from tests.api.conftest import program  # noqa: F401
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import NotYours, Rewritten, assign, correct, move, refuse_edit, upload, watch
from tickets.masks import answers_for, sheet_for
from tickets.models import Ticket
from tickets.timeline import stream, whole_stream

pytestmark = pytest.mark.django_db

FORM = [
    question("text", "reason", required=True),
    {"kind": "section", "label": {"en": "Bank details", "zh": "银行信息"}},
    question("text", "iban", required=True),
    question("files", "statement"),
    {"kind": "section", "label": {"en": "For HR", "zh": "人事填写"}},
    question("money", "salary"),
    question("text", "grade", visible_if="salary > 1000"),
]
SECRET = "DE89370400440532013000"
MASKS = [
    {"sections": ["bank_details"], "who": ["agent", "participant", "auditor"], "may": "hidden"},
    {"questions": ["iban", "statement"], "who": ["assignee"], "at": ["fulfilling"], "may": "read"},
    {"questions": ["salary"], "who": ["requester", "participant"], "may": "hidden"},
    {"questions": ["salary", "grade"], "who": ["agent"], "may": "read"},
    {"questions": ["salary", "grade"], "who": ["agent"], "at": ["submitted"], "may": "edit"},
]


@pytest.fixture
def version(offer):
    return offer(
        "raise", questions=FORM, masks=MASKS, subject={"en": "Raise: {reason}", "zh": "加薪：{reason}"}
    )


@pytest.fixture
def ticket(version, erin, now) -> Ticket:
    paper = upload(SimpleUploadedFile("statement.txt", b"balance"), by=erin, now=now)
    answers = {"reason": "Good work", "iban": SECRET, "salary": "4000", "grade": "C3"}
    return order(
        version, by=erin, answers={**answers, "statement": [str(paper.uid)]}, now=now, channel="portal"
    )


def names(person, ticket) -> list[str]:
    return [line["name"] for line in sheet_for(person, ticket)]


def path(ticket: Ticket) -> str:
    return f"/requests/{ticket.reference}/answers/"


def tries(ticket: Ticket) -> list[Event]:
    return list(Event.objects.about(ticket).filter(verb__in=["ticket.edit-tried", "ticket.look-tried"]))


def test_the_same_ticket_shows_requester_agent_assignee_and_watcher_different_answers(ticket, company, now):
    ticket.participants.create(person=company.fred, role="watcher")
    assert names(company.erin, ticket) == ["reason", "iban", "statement", "grade"]
    assert names(company.tom, ticket) == ["reason", "salary", "grade"]
    assert names(company.fred, ticket) == ["reason", "grade"]

    ticket = assign(ticket, to=company.tom, by=company.tom, now=now)
    assert names(company.tom, ticket) == ["reason", "salary", "grade"]
    ticket = move(ticket, "accept", by=company.tom, now=now)
    assert names(company.tom, ticket) == ["reason", "iban", "statement", "salary", "grade"]
    assert names(company.lea, ticket) == ["reason", "salary", "grade"]
    assert names(company.ada, ticket) == ["reason", "salary", "grade"]


def test_attempts_push_nothing_out_of_the_history_of_who_may_not_read_them(ticket, company, now):
    before = [entry.event.verb for entry in stream(ticket, company.hugo, works=True).entries]
    for _number in range(50):
        with pytest.raises(NotYours):
            refuse_edit(ticket, ["iban"], by=company.fred, now=now)
    assert [entry.event.verb for entry in stream(ticket, company.hugo, works=True).entries] == before


def test_hidden_changes_leave_a_way_to_what_is_older(ticket, company, now):
    for number in range(50):
        changes = [{"name": "iban", "label": {"en": "IBAN", "zh": ""}, "before": {}, "after": {}}]
        data = {"changes": changes, "fields": [], "revision": number}
        with transaction.atomic():
            record("ticket.answered-anew", ticket, by=company.erin, now=now, data=data)
    found = whole_stream(ticket, company.hugo, works=True)
    assert [entry.event.verb for entry in found] == ["ticket.opened"]


def test_watching_a_ticket_opens_nothing_to_who_works_on_it(ticket, tom, now):
    before = answers_for(tom, ticket)
    watch(ticket, by=tom, now=now)
    assert answers_for(tom, ticket) == before
    assert "iban" not in before


def test_no_page_or_endpoint_shows_a_hidden_answer(client, ticket, company, program, now):  # noqa: F811
    desk = f"/desk/tickets/{ticket.reference}/"
    pages = [
        desk,
        f"{desk}peek/",
        f"{desk}facts/",
        f"{desk}timeline/",
        f"{desk}similar/",
        ticket.portal_url,
        path(ticket),
        "/desk/tickets/",
        "/desk/tickets/?export=csv",
        "/desk/board/",
    ]
    for person in (company.tom, company.lea, company.ada):
        sign_in(client, person)
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
            assert SECRET not in text, (person, page)
            assert "statement.txt" not in text, (person, page)
        for found in (f"/desk/tickets/?q={SECRET}", f"/search/?q={SECRET}"):
            assert ticket.reference not in client.get(found).content.decode()
        for rest in ("", "/timeline"):
            told = program(person).get(f"tickets/{ticket.reference}{rest}").content.decode()
            assert SECRET not in told
    assert SECRET in program(company.erin).get(f"tickets/{ticket.reference}").content.decode()
    assert "4000" not in program(company.erin).get(f"tickets/{ticket.reference}").content.decode()
    assert "4,000.00" not in sign_in(client, company.erin).get(ticket.portal_url).content.decode()
    assert "4,000.00" in sign_in(client, company.tom).get(desk).content.decode()


def test_what_is_hidden_from_anybody_is_found_by_nobody(ticket, company):
    for person in (company.tom, company.erin):
        rows = Ticket.objects.visible_to(person)
        assert list(search.matching(rows, SECRET)) == []
        assert list(search.matching(rows, "Good work")) == [ticket]


def test_a_file_of_a_hidden_answer_is_no_download_and_the_try_is_on_record(client, ticket, company):
    address = reverse("tickets:attachment", args=[ticket.attachments.get().uid])
    assert sign_in(client, company.erin).get(address).status_code == 200
    assert tries(ticket) == []
    assert sign_in(client, company.tom).get(address).status_code == 404
    (event,) = tries(ticket)
    assert (event.actor, event.verb) == (company.tom, "ticket.look-tried")


def test_a_file_stays_masked_after_the_answer_was_replaced(client, ticket, company, version, now):
    old = ticket.attachments.get()
    answers = {**ticket.answers, "statement": []}
    sheet = [line for line in ticket.sheet if line["name"] != "statement"]
    correct(ticket, Rewritten(answers, sheet), by=company.erin, now=now, subject=ticket.subject)
    address = reverse("tickets:attachment", args=[old.uid])
    assert sign_in(client, company.tom).get(address).status_code == 404


def test_technicians_edit_what_a_mask_lets_them_and_the_history_says_so_to_those_who_may_know(
    client, ticket, company
):
    html = sign_in(client, company.tom).get(path(ticket)).content.decode()
    assert 'name="salary"' in html
    assert 'name="reason"' not in html
    assert "Good work" in html
    answer = client.post(path(ticket), {"seen": ticket.revision, "salary": "4500", "grade": "C3"})
    assert answer.url == ticket.desk_url
    ticket.refresh_from_db()
    assert ticket.answers["salary"] == "4500.00"
    assert (ticket.answers["iban"], ticket.answers["reason"]) == (SECRET, "Good work")
    assert ticket.attachments.count() == 1
    event = Event.objects.about(ticket).get(verb="ticket.answered-anew")
    assert [(one["name"], one["to"]["en"]) for one in event.data["changes"]] == [("salary", "4,500.00 EUR")]

    def verbs(person, works):
        return [entry.event.verb for entry in stream(ticket, person, works=works).entries if entry.event]

    assert "ticket.answered-anew" in verbs(company.tom, True)
    assert "ticket.answered-anew" not in verbs(company.erin, False)


@pytest.mark.parametrize(
    ("who", "sent"),
    [
        ("tom", {"iban": "DE00"}),
        ("tom", {"reason": "None"}),
        ("tom", {"_filled-iban": "DE00"}),
        ("tom", {"statement": ""}),
        ("lea", {"iban": "DE00"}),
        ("erin", {"salary": "9000"}),
        ("erin", {"grade": "C9"}),
    ],
)
def test_a_crafted_edit_of_a_closed_answer_is_refused_and_on_record(client, ticket, company, who, sent):
    person = getattr(company, who)
    known = {"salary": "4100", "grade": "C3"} if who != "erin" else {}
    answer = sign_in(client, person).post(path(ticket), {"seen": ticket.revision, **known, **sent})
    assert answer.status_code == 403
    before = dict(ticket.answers)
    ticket.refresh_from_db()
    assert ticket.answers == before
    (event,) = tries(ticket)
    assert (event.actor, event.verb) == (person, "ticket.edit-tried")
    assert event.data["names"] == [next(iter(sent)).removeprefix("_filled-")]


def test_tries_are_told_to_leads_and_administrators_only(client, ticket, company):
    sign_in(client, company.tom).post(path(ticket), {"seen": ticket.revision, "iban": "x"})

    def told(person) -> bool:
        entries = stream(ticket, person, works=person is not company.erin).entries
        return any(entry.event and entry.event.verb == "ticket.edit-tried" for entry in entries)

    assert told(company.lea)
    assert told(company.ada)
    assert not told(company.tom)
    assert not told(company.tina)
    assert not told(company.erin)


def test_the_api_edits_and_refuses_alike(ticket, company, program):  # noqa: F811
    address = f"/api/v1/tickets/{ticket.reference}/answers"

    def patch(person, **answers):
        body = json.dumps({"answers": answers, "seen": ticket.revision})
        return program(person).client.patch(address, body, content_type="application/json")

    assert patch(company.tom, iban="DE00").status_code == 403
    assert patch(company.erin, salary="1").status_code == 403
    assert patch(company.hugo, salary="1").status_code == 404
    assert len(tries(ticket)) == 2
    answer = patch(company.tom, grade="D1")
    assert answer.status_code == 200
    assert answer.json()["answers"]["grade"] == "D1"
    assert SECRET not in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.answers["iban"] == SECRET
    assert ticket.answers["salary"] == "4000.00"


def test_at_the_next_status_the_same_form_is_refused(client, ticket, company, now):
    move(assign(ticket, to=company.tom, by=company.tom, now=now), "accept", by=company.tom, now=now)
    ticket.refresh_from_db()
    assert sign_in(client, company.tom).get(path(ticket)).status_code == 404
    sent = {"seen": ticket.revision, "salary": "9"}
    assert client.post(path(ticket), sent).status_code == 403


def test_the_deed_itself_refuses_a_form_built_wrongly(ticket, company, version, now):
    placed = Order.objects.select_related("version__service", "ticket").get()
    asked = [one.name for one in version.service_spec.asked]
    wide = fixed_for(company.erin, ticket, asked, own=True)
    form = form_of_edit(
        version,
        ticket,
        person=company.tom,
        on_behalf_of=company.erin,
        now=now,
        fixed=wide,
        answers={"reason": "x"},
    )
    with pytest.raises(NotYours):
        edit_order(placed, form, by=company.tom, now=now)


def test_correcting_shows_and_changes_no_answer_hidden_from_the_requester(client, ticket, erin):
    address = f"/requests/{ticket.reference}/correct/"
    html = sign_in(client, erin).get(address).content.decode()
    assert 'name="salary"' not in html
    assert "4000" not in html
    sent = {"seen": ticket.revision, "reason": "Better work", "iban": SECRET, "grade": "C3"}
    assert client.post(address, {**sent, "salary": "9000"}).status_code == 403
    assert client.post(address, sent).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.answers["reason"], ticket.answers["salary"]) == ("Better work", "4000.00")
    assert len(tries(ticket)) == 1


def test_ordering_again_brings_no_answer_hidden_from_who_orders(client, ticket, erin):
    html = sign_in(client, erin).get(f"/services/raise/?_again={ticket.reference}").content.decode()
    assert "Good work" in html
    assert "4000" not in html


def test_an_item_leads_to_no_ticket_naming_it_only_in_a_hidden_answer(client, offer, company, program, now):  # noqa: F811
    kind = ItemType.objects.create(slug="phone", name="Phone", name_zh="手机", is_device=True)
    known = {"type": kind, "owner": company.erin, "department": company.it, "by": company.machine, "now": now}
    secret, plain = (cmdb.add_item(name=name, tag=name, **known) for name in ("P-1", "P-2"))
    masks = [
        {"questions": ["about"], "who": ["agent"], "may": "hidden"},
        {"questions": ["about"], "who": ["assignee"], "may": "read"},
    ]
    asked = [question("item", "about"), question("item", "also")]
    version = offer("phone", questions=asked, masks=masks)
    answers = {"about": "P-1", "also": "P-2"}
    ticket = order(version, by=company.erin, answers=answers, now=now, channel="portal")

    def leads(person, item) -> set[bool]:
        sign_in(client, person)
        shown = client.get(f"/desk/tickets/of-item/{item.pk}/").content.decode()
        listed = client.get(f"/desk/tickets/?item={item.pk}").content.decode()
        found = program(person).get("tickets", item=item.pk).json()["results"]
        return {ticket.reference in shown, f'data-row="{ticket.pk}"' in listed, bool(found)}

    assert (leads(company.tom, secret), leads(company.tom, plain)) == ({False}, {True})
    assign(ticket, to=company.tom, by=company.lea, now=now)
    company.tom.forget_standing()
    assert leads(company.tom, secret) == {True}
    assert leads(company.lea, secret) == {False}


@pytest.mark.parametrize("who", ["hugo", "hanna", "fiona", "mara"])
def test_another_departments_people_reach_nothing(ticket, company, who):
    other = sign_in(Client(), getattr(company, who))
    assert other.get(path(ticket)).status_code == 404
    assert other.post(path(ticket), {"salary": "1"}).status_code == 404
    assert other.post(f"{path(ticket)}form/", {"salary": "1"}).status_code == 404
    assert other.get(f"{path(ticket)}choose/salary/").status_code == 404
    assert other.get(reverse("tickets:attachment", args=[ticket.attachments.get().uid])).status_code == 404
    assert tries(ticket) == []


def test_a_ticket_keeps_the_masks_it_was_ordered_under(ticket, offer, company):
    offer("raise", questions=FORM, masks=[])
    ticket.refresh_from_db()
    assert "iban" not in names(company.tom, ticket)


def test_services_without_masks_show_everything_as_before(offer, company, now):
    version = offer("plain", questions=FORM)
    answers = {"reason": "x", "iban": SECRET}
    ticket = order(version, by=company.erin, answers=answers, now=now, channel="portal")
    assert ticket.terms_id is None
    assert names(company.tom, ticket) == ["reason", "iban"]
    assert sign_in(Client(), company.tom).get(path(ticket)).status_code == 404
    assert Service.objects.get(slug="plain").current.service_spec.masks == ()


def test_nothing_but_the_masks_reads_answers_to_show_them():
    """A page, a print or an endpoint that is added later asks `tickets.masks`, or this names it."""
    may = {
        "tickets/masks.py",
        "tickets/models/ticket.py",
        "tickets/actions/opening.py",
        "tickets/actions/attaching.py",
        "tickets/actions/correcting.py",
        "tickets/actions/tasks/returning.py",  # names answers to put right; who returns saw them
        "tickets/performing.py",  # finds people by answers and shows none
        "tickets/actions/tasks/timing.py",  # what names whom a task is escalated to
        "catalog/actions/correcting.py",
        "catalog/facts.py",  # what a process decides by; it shows nothing
        "catalog/operations.py",  # puts another answer in place of one
        "catalog/forms/fixed.py",
        "catalog/forms/opening.py",
        "catalog/register.py",
        "catalog/registering/listing.py",  # typed values of lines that were asked for by `sheet_for`
    }
    reads = re.compile(r"(?:ticket|row|one|held|tickets)\.(?:sheet|answers)\b")
    found = {
        str(file.relative_to(settings.ROOT))
        for app in ("catalog", "tickets", "servicedesk", "knowledge", "cmdb")
        for file in (settings.ROOT / app).rglob("*")
        if file.suffix in (".py", ".html") and reads.search(file.read_text("utf-8"))
    }
    assert found - may == set()


def test_the_form_computes_and_says_nothing_out_of_hidden_answers(offer, company, now, client):
    form = [
        question("number", "salary"),
        question("number", "bonus", default="=salary * 2"),
        question("number", "share", check="share < salary"),
    ]
    masks = [
        {"questions": ["salary"], "who": ["agent"], "may": "hidden"},
        {"questions": ["bonus", "share"], "who": ["agent"], "may": "edit"},
    ]
    version = offer("bonus", questions=form, masks=masks)
    ticket = order(version, by=company.erin, answers={"salary": "4111"}, now=now, channel="portal")
    html = sign_in(client, company.tom).get(path(ticket)).content.decode()
    assert 'name="bonus"' in html
    assert "8222" not in html
    answer = client.post(path(ticket), {"seen": ticket.revision, "share": "9999"})
    assert answer.status_code == 422
    assert "4111" not in answer.content.decode().replace(",", "")
    assert "fit with another answer" in answer.content.decode()
    again = client.post(f"{path(ticket)}form/", {"share": "9999", "_filled-bonus": ""}).content.decode()
    assert "4111" not in again.replace(",", "")
    assert "8222" not in again.replace(",", "")
