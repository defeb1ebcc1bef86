from datetime import timedelta

import pytest
from django.utils import translation

from catalog.actions import NotOffered, order
from catalog.actions.ordering import NotForOthers
from catalog.forms import InvalidOrder
from catalog.models import Order
from journal.models import Event
from tests.catalog.conftest import question
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

INVOICE = [
    question(
        "money",
        "invoice_total",
        required=True,
        check="invoice_total == lines_amount_total",
        message={
            "en": "The invoice says {invoice_total}, its lines make {lines_amount_total}.",
            "zh": "发票金额为 {invoice_total}，明细合计为 {lines_amount_total}。",
        },
    ),
    question(
        "table",
        "lines",
        required=True,
        columns=[
            {"name": "what", "label": {"en": "What", "zh": "品名"}, "required": True},
            {"name": "amount", "label": {"en": "Amount", "zh": "金额"}, "kind": "money", "total": True},
        ],
    ),
]


def test_an_order_becomes_a_ticket_with_typed_answers_in_one_go(offer, company, erin, now):
    version = offer(
        "laptop",
        kind="request",
        subject={"en": "Laptop {model}", "zh": "电脑 {model}"},
        impact=2,
        questions=[
            question(
                "choice", "model", choices=[{"value": "light", "label": {"en": "Light one", "zh": "轻薄"}}]
            ),
            question("money", "budget"),
            question("date", "wanted"),
            question("yesno", "urgent"),
        ],
    )
    answers = {"model": "light", "budget": "1200.5", "wanted": "2026-03-20", "urgent": False}
    ticket = order(version, by=erin, answers=answers, now=now, channel="portal")

    assert ticket.reference.startswith("REQ-")
    assert ticket.subject == "Laptop Light one"
    assert (ticket.requester, ticket.team, ticket.department) == (erin, company.it_service_desk, company.it)
    assert ticket.answers == {"model": "light", "budget": "1200.50", "wanted": "2026-03-20", "urgent": False}
    read = {row["name"]: row["text"] for row in ticket.sheet}
    assert read["model"] == {"en": "Light one", "zh": "轻薄"}
    assert read["budget"] == {"en": "1,200.50 EUR", "zh": "1200.50 EUR"}
    assert read["urgent"] == {"en": "No", "zh": "否"}
    assert (ticket.impact, ticket.urgency, ticket.service_level.slug) == (2, 3, "standard")
    assert (ticket.order.version, ticket.order.ordered_by) == (version, erin)


def test_the_subject_speaks_the_requesters_language(offer, company, now):
    version = offer("laptop", subject={"en": "Laptop for {person.name}", "zh": "{person.name} 的电脑"})
    ticket = order(version, by=company.erik_zh, answers={}, now=now, channel="portal")
    assert ticket.subject == "李明 的电脑"


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({"amount": "many"}, "amount"),
        ({"amount": [3]}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": 3, "reason": 7}, "reason"),
        ({"amount": 3, "reason": "x" * 201}, "reason"),
        ({"amount": 3, "reason": "nul\x00byte"}, "reason"),
        ({"amount": 3, "shoe_size": 43}, "shoe_size"),
        ({"amount": 3, "why_so_much": "Because."}, "why_so_much"),
        ({}, "amount"),
        ({"amount": 900}, "why_so_much"),
        ({"amount": 3, "day": "yesterday"}, "day"),
        ({"amount": 3, "day": "2026-02-30"}, "day"),
        ({"amount": 3, "kinds": "one"}, "kinds"),
        ({"amount": 3, "kinds": ["one", "three"]}, "kinds"),
        ({"amount": 3, "colleague": "nobody-here"}, "colleague"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_beside_its_question_and_nothing_is_opened(
    offer, erin, now, answers, place
):
    version = offer(
        "thing",
        questions=[
            question("number", "amount", required=True, maximum="1000"),
            question("text", "reason"),
            question("longtext", "why_so_much", visible_if="amount > 500", required=True),
            question("date", "day"),
            question("choices", "kinds", choices=["one", "two"]),
            question("person", "colleague"),
        ],
    )
    with pytest.raises(InvalidOrder) as refused:
        order(version, by=erin, answers=answers, now=now, channel="api")

    assert list(refused.value.errors) == [place]
    assert all(str(sentence).strip() for sentence in refused.value.errors[place])
    assert not Ticket.objects.exists()
    assert not Order.objects.exists()


def test_a_sum_that_does_not_agree_is_refused_naming_both_sums_and_the_rule(offer, erin, now):
    version = offer("expense", questions=INVOICE)
    lines = [{"what": "Train", "amount": "80.00"}, {"what": "Hotel", "amount": "30.5"}]

    with pytest.raises(InvalidOrder) as refused:
        order(version, by=erin, answers={"invoice_total": "120", "lines": lines}, now=now, channel="api")

    [sentence] = refused.value.errors["invoice_total"]
    assert sentence == "The invoice says 120.00 EUR, its lines make 110.50 EUR."
    assert refused.value.details["rules"] == ["invoice_total.check"]

    right = {"invoice_total": "110.50", "lines": lines}
    ticket = order(version, by=erin, answers=right, now=now, channel="api")
    assert ticket.answers["lines"][1] == {"what": "Hotel", "amount": "30.50"}
    table = next(row for row in ticket.sheet if row["name"] == "lines")
    assert [cell["text"] for cell in table["totals"]] == ["", "110.50 EUR"]


def test_a_sum_is_not_compared_with_lines_that_do_not_fit(offer, erin, now):
    """They say so themselves; that they add up to nothing would be a lie."""
    version = offer("expense", questions=INVOICE)
    lines = [{"what": "Train", "amount": "80.00"}, {"what": "Hotel", "amount": "much"}]
    with pytest.raises(InvalidOrder) as refused:
        order(version, by=erin, answers={"invoice_total": "120", "lines": lines}, now=now, channel="api")
    assert list(refused.value.errors) == ["lines"]


def test_a_check_without_placeholders_says_what_it_met(offer, erin, now):
    both = question(
        "number", "seats", check="seats <= 10", message={"en": "Too many seats.", "zh": "座位太多。"}
    )
    version = offer("room", questions=[both])
    with pytest.raises(InvalidOrder) as refused:
        order(version, by=erin, answers={"seats": 12}, now=now, channel="api")
    [sentence] = refused.value.errors["seats"]
    assert sentence.startswith("Too many seats. (")
    assert "12" in sentence
    assert "10" in sentence


def test_a_check_that_compares_with_an_unanswered_question_stays_silent(offer, erin, now):
    version = offer(
        "leave",
        questions=[
            question("date", "first_day", required=True, check="last_day >= first_day"),
            question("date", "last_day"),
        ],
    )
    assert order(version, by=erin, answers={"first_day": "2026-03-10"}, now=now, channel="api")
    days = {"first_day": "2026-03-10", "last_day": "2026-03-09"}
    with pytest.raises(InvalidOrder):
        order(version, by=erin, answers=days, now=now, channel="api")


def test_required_by_rule_only_while_the_rule_holds(offer, erin, now):
    version = offer(
        "thing",
        questions=[
            question("money", "amount", required=True),
            question("text", "reason", required_if="amount > 500.0"),
        ],
    )
    assert order(version, by=erin, answers={"amount": 500}, now=now, channel="api")
    with pytest.raises(InvalidOrder) as refused:
        order(version, by=erin, answers={"amount": "500.01"}, now=now, channel="api")
    assert list(refused.value.errors) == ["reason"]


def test_the_first_rule_that_holds_names_the_team_and_says_why(offer, company, erin, now):
    version = offer(
        "access",
        routes=[{"when": "kind == 'wifi'", "team": "it-network"}],
        priorities=[{"when": "blocked", "impact": 1, "urgency": 1}],
        questions=[
            question("choice", "kind", choices=["wifi", "app"], required=True),
            question("yesno", "blocked"),
        ],
    )
    wifi = order(version, by=erin, answers={"kind": "wifi", "blocked": True}, now=now, channel="api")
    app = order(version, by=erin, answers={"kind": "app"}, now=now, channel="api")

    assert (wifi.team, app.team) == (company.it_network, company.it_service_desk)
    assert (wifi.impact, wifi.urgency, wifi.priority) == (1, 1, 1)
    assert "Kind" in wifi.order.route["why"]["en"]


def test_sending_the_same_order_twice_makes_one_ticket(offer, erin, tom, now):
    version = offer("laptop")
    first = order(version, by=erin, answers={}, now=now, channel="portal", key="abc")
    again = order(version, by=erin, answers={}, now=now + timedelta(seconds=1), channel="portal", key="abc")
    of_another = order(version, by=tom, answers={}, now=now, channel="portal", key="abc")

    assert again == first
    assert of_another != first
    assert Ticket.objects.count() == 2


def test_a_manager_and_the_services_people_order_for_others_and_nobody_else(offer, company, now):
    version = offer("laptop", questions=[question("text", "phone", known="name")])
    for by in (company.mara, company.tom):
        ticket = order(version, by=by, on_behalf_of=company.erin, answers={}, now=now, channel="portal")
        assert (ticket.requester, ticket.opened_by) == (company.erin, by)
    for by in (company.erin, company.fred):
        with pytest.raises(NotForOthers):
            order(version, by=by, on_behalf_of=company.mara, answers={}, now=now, channel="portal")


def test_a_service_may_forbid_ordering_for_others(offer, company, now):
    version = offer("certificate", on_behalf=False)
    with pytest.raises(NotForOthers):
        order(version, by=company.mara, on_behalf_of=company.erin, answers={}, now=now, channel="portal")


def test_what_is_meant_for_managers_is_refused_to_others_even_through_an_agent(offer, company, now):
    version = offer("budget", audience={"roles": ["manager"]})
    assert order(version, by=company.mara, answers={}, now=now, channel="api")
    for by, person in ((company.erin, company.erin), (company.tom, company.erin)):
        with pytest.raises(NotOffered):
            order(version, by=by, on_behalf_of=person, answers={}, now=now, channel="api")


def test_what_was_taken_off_the_portal_meanwhile_cannot_be_ordered(offer, company, erin, now):
    version = offer("laptop")
    version.service.page.specific.unpublish()
    with pytest.raises(NotOffered):
        order(version, by=erin, answers={}, now=now, channel="portal")


def test_the_order_is_told_once_in_the_journal(offer, erin, now):
    ticket = order(offer("laptop"), by=erin, answers={}, now=now, channel="portal")
    assert [event.verb for event in Event.objects.about(ticket)] == ["ticket.opened"]


def test_refusals_are_in_the_readers_language(offer, erin, now):
    version = offer("expense", questions=INVOICE)
    lines = [{"what": "x", "amount": 1}]
    with translation.override("zh-hans"), pytest.raises(InvalidOrder) as refused:
        order(version, by=erin, answers={"invoice_total": "2", "lines": lines}, now=now, channel="api")
    assert refused.value.errors["invoice_total"] == ["发票金额为 2.00 EUR，明细合计为 1.00 EUR。"]
