"""Form diet: what each question costs and gives, and taking one out as a draft."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.actions import end_drafts, keep_draft, order, remove_question
from catalog.diet import diet_of
from catalog.models import Draft, Order, Service, ServicePage
from journal.refusals import Invalid, NotAllowed
from tests.budgets import budget
from tests.cast import sign_in
from tests.catalog.conftest import question

pytestmark = pytest.mark.django_db

FORM = [
    question("choice", "device", choices=["phone", "laptop"], required=True),
    question("longtext", "why", visible_if="device == 'laptop'"),
    question("text", "fax"),
    question("number", "cost"),
    question("text", "approver", required_if="cost > 100"),
]


@pytest.fixture
def gadget(offer, company, now):
    """Twenty-five orders for phones and five for laptops; nobody has a fax."""
    version = offer(
        "gadget",
        department="hr",
        questions=FORM,
        subject={"en": "A {device}", "zh": "{device}"},
        masks=[{"questions": ["fax", "cost"], "who": ["agent"], "may": "read"}],
    )
    for number in range(30):
        device = "laptop" if number < 5 else "phone"
        answers = {"device": device, "cost": "5"}
        order(version, by=company.erin, answers=answers, now=now, channel="portal")
    return Service.objects.select_related("current", "page").get(slug="gadget")


def lines(service) -> dict:
    return {line.question.name: line for line in diet_of(service).lines}


def url(name: str, service, *args) -> str:
    return reverse(f"catalog_admin:{name}", args=[service.page_id, *args])


def test_it_counts_what_was_shown_and_answered(gadget):
    found = lines(gadget)
    assert (found["device"].shown, found["device"].filled) == (30, 30)
    assert (found["why"].shown, found["why"].filled) == (5, 0)
    assert (found["fax"].shown, found["fax"].filled, found["fax"].share) == (30, 0, 0)


def test_orders_from_before_it_was_noted_count_what_is_always_shown(gadget):
    Order.objects.update(left_empty=None)
    found = lines(gadget)
    assert (found["fax"].shown, found["why"].shown) == (30, 0)


def test_it_counts_changes_and_where_forms_were_given_up(client, gadget, company, now):
    ticket = Order.objects.first().ticket
    for device in ("laptop", "phone"):
        ticket.refresh_from_db()
        sent = {"seen": ticket.revision, "device": device, "cost": "5"}
        sign_in(client, company.erin).post(f"/requests/{ticket.reference}/correct/", sent)
    keep_draft(gadget, by=company.mara, key="k", values={"cost": ["1"]}, at_question="cost", now=now)
    end_drafts(Draft.objects.all(), Draft.Outcome.ABANDONED, now=now + timedelta(days=31))
    found = lines(gadget)
    assert (found["device"].changed, found["cost"].changed) == (1, 0)
    assert (found["cost"].abandoned, found["device"].abandoned) == (1, 0)


def test_it_says_what_reads_an_answer(gadget):
    said = {name: [use.sentence for use in line.uses] for name, line in lines(gadget).items()}
    assert said["device"] == ["Whether “Why” is shown", "The subject of the ticket"]
    assert said["cost"] == ["Whether “Approver” must be answered", "A rule says who may read it"]
    assert said["fax"] == ["A rule says who may read it"]
    assert said["why"] == []


def test_where_masks_are_about_a_question_it_says_who_may_ever_read_it(client, offer, company, now):
    masks = [
        {"questions": ["weight"], "who": ["agent", "auditor", "participant"], "may": "hidden"},
        {"questions": ["size"], "who": ["agent", "auditor", "participant"], "may": "hidden"},
        {"questions": ["size"], "who": ["assignee"], "at": ["submitted"], "may": "read"},
    ]
    asked = [question("text", name) for name in ("weight", "size", "colour")]
    version = offer("ring", department="hr", questions=asked, masks=masks)
    for _time in range(20):
        answers = {"weight": "1", "size": "2", "colour": "red"}
        order(version, by=company.erin, answers=answers, now=now, channel="portal")
    found = lines(version.service)
    readers = {name: line.readers and [one.name for one in line.readers] for name, line in found.items()}
    assert readers == {"weight": ["requester"], "size": ["requester", "assignee"], "colour": None}
    assert "may ever read" in found["weight"].advice
    assert found["size"].advice == found["colour"].advice == ""
    html = sign_in(client, company.hanna).get(url("diet", version.service)).content.decode()
    assert "Who asked for it, The assignee" in html


def test_it_advises_only_with_enough_orders(gadget):
    found = lines(gadget)
    assert found["fax"].advice == "Hardly anybody answers it."
    assert found["device"].advice == ""
    assert found["why"].advice == ""


def test_taking_a_question_out_names_its_rules_and_makes_a_draft(client, gadget, company):
    sign_in(client, company.hanna)
    html = client.get(url("diet", gadget)).content.decode()
    assert url("diet-remove", gadget, "device") in html
    asked = client.get(url("diet-remove", gadget, "device")).content.decode()
    assert "Whether “Why” is shown" in asked
    answer = client.post(url("diet-remove", gadget, "fax"))
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[gadget.page_id])

    page = ServicePage.objects.get(pk=gadget.page_id)
    draft = page.get_latest_revision_as_object()
    assert "fax" not in [child.value["name"] for child in draft.questions]
    assert draft.masks[0]["questions"] == ["cost"]
    assert page.has_unpublished_changes
    gadget.current.refresh_from_db()
    assert "fax" in [one["name"] for one in gadget.current.spec["questions"]]
    assert "gone from the draft" in client.get(url("diet", gadget)).content.decode()
    with pytest.raises(Invalid):
        remove_question(page, "fax", by=company.hanna)


@pytest.mark.parametrize("who", ["fiona", "fred", "tom", "lea", "erin", "hugo"])
def test_another_departments_people_learn_nothing(gadget, company, who):
    other = sign_in(Client(), getattr(company, who))
    for name, args in (("diet", []), ("diet-remove", ["fax"])):
        answer = other.get(url(name, gadget, *args))
        assert answer.status_code in (302, 404)
        assert "Fax" not in answer.content.decode()
        assert other.post(url("diet-remove", gadget, "fax")).status_code in (302, 404)
    with pytest.raises(NotAllowed):
        remove_question(gadget.page, "fax", by=getattr(company, who))
    assert not ServicePage.objects.get(pk=gadget.page_id).has_unpublished_changes


def test_it_stays_within_its_budget_and_speaks_chinese(client, gadget, company):
    company.hanna.language = "zh-hans"
    company.hanna.save()
    sign_in(client, company.hanna)
    client.get(url("diet", gadget))
    with budget("catalog-admin:diet"):
        html = client.get(url("diet", gadget)).content.decode()
    assert "fax 问题" in html
    assert "表单瘦身" in html
