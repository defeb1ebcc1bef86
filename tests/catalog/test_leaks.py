"""A service for HR alone: nobody else learns that it exists, whichever way they ask."""

import re

import pytest
from django.urls import reverse

from catalog import suggestions
from catalog.actions import NotOffered, order
from catalog.models import Order, Service
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

SECRET = "severance-calculator"


def plain(response, slug: str) -> str:
    """The page without what differs from request to request."""
    return re.sub(r'"x-csrftoken": "[^"]+"|value="[A-Za-z0-9]{64}"', "", response.content.decode()).replace(
        slug, ""
    )


@pytest.fixture
def secret(offer):
    """What only HR's people may have, full of telling words."""
    return offer(
        SECRET,
        department="hr",
        audience={"departments": ["hr"]},
        title={"en": "Severance calculator", "zh": "遣散费计算"},
        keywords=["layoff", "裁员"],
        tags=[{"slug": "leaving", "en": "Leaving", "zh": "离职"}],
        questions=[question("text", "who_leaves", required=True), question("person", "colleague")],
    )


@pytest.fixture
def outsiders(company):
    return [company.erin, company.mara, company.tom, company.fiona, company.erik_zh]


PAGES = [
    ("portal:home", {}),
    ("catalog:catalog", {}),
    ("catalog:catalog", {"q": "severance"}),
    ("catalog:catalog", {"q": "裁员"}),
    ("catalog:catalog", {"topic": "leaving"}),
    ("catalog:catalog", {"department": "hr"}),
    ("catalog:catalog", {"q": "sevrance"}),
    ("catalog:suggest", {"q": "layoff severance"}),
    ("portal:search", {"q": "severance"}),
    ("portal:search", {"q": "layoff", "part": "live"}),
    ("portal:search", {"q": "裁员", "part": "palette"}),
    ("portal:search", {"q": "severence"}),
    ("portal:search", {"q": "calculatro", "part": "live"}),
]


@pytest.mark.parametrize(("name", "asked"), PAGES)
def test_no_page_or_part_shows_it_to_others(client, secret, outsiders, name, asked):
    for person in outsiders:
        html = sign_in(client, person).get(reverse(name), asked).content.decode()
        for telling in (SECRET, "Severance", "遣散费", "Leaving", "离职"):
            assert telling not in html, (person, telling)


@pytest.mark.parametrize(("name", "asked"), [page for page in PAGES if "topic" not in page[1]])
def test_the_same_pages_show_it_to_hr(client, secret, company, name, asked):
    html = sign_in(client, company.hugo).get(reverse(name), asked).content.decode()
    assert SECRET in html


def test_its_addresses_answer_others_like_ones_that_do_not_exist(client, secret, outsiders):
    for person in outsiders:
        sign_in(client, person)
        for name, more in (("service", []), ("choose", ["colleague"]), ("choose-other", [])):
            address = reverse(f"catalog:{name}", args=[SECRET, *more])
            missing = reverse(f"catalog:{name}", args=["no-such-service", *more])
            theirs, none = client.get(address), client.get(missing)
            assert (theirs.status_code, none.status_code) == (404, 404)
            assert plain(theirs, SECRET) == plain(none, "no-such-service")
        for name in ("service", "form", "helping-answers", "better-services"):
            address = reverse(f"catalog:{name}", args=[SECRET])
            assert client.post(address, {"who_leaves": "Erin"}).status_code == 404
        assert client.get(reverse("catalog:storefront", args=["hr"])).status_code == 404
    assert not Ticket.objects.exists()


def test_no_deed_orders_it_for_others(secret, outsiders, company, now):
    for person in outsiders:
        with pytest.raises(NotOffered):
            order(secret, by=person, answers={"who_leaves": "x"}, now=now, channel="api")
        with pytest.raises(NotOffered):
            order(
                secret,
                by=person,
                on_behalf_of=company.hugo,
                answers={"who_leaves": "x"},
                now=now,
                channel="api",
            )
    assert not Order.objects.exists()
    assert order(secret, by=company.hugo, answers={"who_leaves": "x"}, now=now, channel="api")


def test_suggestions_and_counts_start_from_what_one_may_see(secret, outsiders, company):
    for person in outsiders:
        assert suggestions.suggest(person, "severance layoff 裁员") == []
        assert Service.objects.visible_to(person).count() == 0
    assert Service.objects.visible_to(company.hugo).count() == 1


def test_an_agent_of_the_department_sees_what_is_meant_for_others_and_may_order_it_for_them(
    offer, company, now
):
    version = offer("parking", department="hr", audience={"departments": ["finance"]})
    for person, sees, may_have in (
        (company.hugo, True, False),
        (company.erin, True, True),
        (company.tom, False, False),
        (company.ada, True, False),
    ):
        assert Service.objects.visible_to(person).exists() is sees, person
        assert Service.objects.meant_for(person).exists() is may_have, person
    ticket = order(version, by=company.hugo, on_behalf_of=company.erin, answers={}, now=now, channel="portal")
    assert ticket.requester == company.erin
    with pytest.raises(NotOffered):
        order(version, by=company.hugo, answers={}, now=now, channel="portal")


def test_an_audience_by_rule_role_or_site(offer, company):
    company.mara.is_vip = True
    company.mara.save()
    offer("for-vips", audience={"rule": "person.is_vip"})
    offer("for-managers", audience={"roles": ["manager"]})
    offer("for-berlin", audience={"sites": ["berlin"]})
    company.erin.site = None
    company.erin.save()

    def seen(person) -> list[str]:
        return sorted(Service.objects.visible_to(person).values_list("slug", flat=True))

    assert seen(company.mara) == ["for-berlin", "for-managers", "for-vips"]
    assert seen(company.fred) == ["for-berlin"]
    assert seen(company.erin) == []


def test_a_department_covers_everything_below_it(offer, company, now):
    from people import actions

    payroll = actions.add_department(
        slug="payroll", name="Payroll", parent=company.hr, by=company.machine, now=now
    )
    company.erin.department = payroll
    company.erin.save()
    offer("handbook", department="hr", audience={"departments": ["hr"]})
    offer("only-payroll", department="hr", audience={"departments": ["payroll"]})

    def seen(person) -> list[str]:
        return sorted(Service.objects.meant_for(person).values_list("slug", flat=True))

    assert seen(company.erin) == ["handbook", "only-payroll"]
    assert seen(company.hugo) == ["handbook"]


def test_whoever_left_sees_nothing(offer, erin):
    offer("laptop")
    erin.is_active = False
    erin.save()
    assert not Service.objects.visible_to(erin).exists()


def test_a_broken_audience_rule_lets_nobody_in(offer, erin):
    version = offer("laptop")
    Service.objects.filter(pk=version.service_id).update(audience_rule="person.no_such_thing ==")
    assert not Service.objects.visible_to(erin).exists()


def test_a_misspelt_secret_answers_others_like_a_word_that_nobody_wrote(client, secret, outsiders):
    for person in outsiders:
        sign_in(client, person)
        for asked, never_written in (
            ("severence", "sexerxnce"),
            ("layoff", "lxyoff"),
            ("calculatro", "cxlculxtro"),
        ):
            pages = [
                plain(client.get(reverse("portal:search"), {"q": text, "part": part}), text)
                for text in (asked, never_written)
                for part in ("", "live", "palette")
            ]
            assert pages[:3] == pages[3:], (person, asked)
