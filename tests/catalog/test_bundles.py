"""A service that consists of others: one order, a request for every part, or nothing at all."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog import packaging, publishing
from catalog.actions import order
from catalog.actions.ordering import NotOffered
from catalog.bundles import PartRefused
from catalog.checks.bundle import check_bundle
from catalog.comparing import differences
from catalog.faults import CannotPublish
from catalog.models import Order, Service, ServicePage
from journal import relay
from people.models import Notice
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import move, withdraw
from tickets.models import Link, Ticket

pytestmark = pytest.mark.django_db

PARTS = [
    {
        "service": "laptop",
        "quantity": 2,
        "answers": [{"question": "model", "answer_of": "model"}, {"question": "who", "answer_of": "starter"}],
    },
    {"service": "badge", "answers": [{"question": "wish", "value": "new"}]},
]
ASKED = [
    question("person", "starter", required=True),
    question("choice", "model", choices=["light", "strong"], required=True),
]
GIVEN = {"starter": "mara", "model": "strong"}


@pytest.fixture
def parts(offer):
    asked = [
        question("choice", "model", choices=["light", "strong", "huge"], required=True),
        question("text", "who", required=True),
        question("text", "room", required=True, known="site"),
    ]
    offer("laptop", questions=asked, quantity_max=3)
    wishes = question("choice", "wish", choices=["new", "lost"], required=True)
    offer("badge", department="hr", questions=[wishes, question("yesno", "photo", default="yes")])


@pytest.fixture
def package(offer, parts):
    return offer("starter-package", questions=ASKED, parts=PARTS)


def faults_of(refused) -> str:
    return " ".join(map(str, refused.value.faults))


def test_one_order_opens_a_request_for_the_whole_and_one_for_each_part(client, package, company, erin, now):
    whole = order(package, by=erin, answers=GIVEN, now=now, channel="portal", key="k1")
    laptop, badge = (Ticket.objects.get(service=slug) for slug in ("laptop", "badge"))
    assert laptop.answers == {"model": "strong", "who": "Mara Manager", "room": laptop.answers["room"]}
    assert laptop.order.quantity == 2
    assert (badge.answers, badge.team) == ({"wish": "new", "photo": True}, company.hr_services)
    assert {link.target for link in Link.objects.filter(type="parent", source=whole)} == {laptop, badge}

    html = sign_in(client, erin).get(whole.portal_url).content.decode()
    assert "Its parts" in html
    assert laptop.reference in html
    assert badge.reference in html
    assert "IT service desk" in html
    assert "Part of" in client.get(badge.portal_url).content.decode()

    again = order(package, by=erin, answers=GIVEN, now=now, channel="portal", key="k1")
    assert (again, Order.objects.count()) == (whole, 3)


def test_withdrawing_the_whole_withdraws_what_nobody_has_finished(package, company, erin, now):
    whole = order(package, by=erin, answers=GIVEN, now=now, channel="portal")
    laptop, badge = (Ticket.objects.get(service=slug) for slug in ("laptop", "badge"))
    move(badge, "accept", by=company.hugo, now=now)
    move(badge, "fulfil", by=company.hugo, now=now, resolution="Here it is.")

    withdraw(whole, by=erin, now=now, reason="Mara stays.")

    for part in (whole, laptop, badge):
        part.refresh_from_db()
    assert (whole.phase, laptop.phase, badge.phase) == ("cancelled", "cancelled", "resolved")


def test_the_requester_hears_once_of_the_whole_and_each_team_of_its_part(package, company, erin, now):
    whole = order(package, by=erin, answers=GIVEN, now=now, channel="portal", key="k1")
    laptop, badge = (Ticket.objects.get(service=slug) for slug in ("laptop", "badge"))
    relay.drain(lambda: now)
    [heard] = Notice.objects.filter(person=erin)
    assert whole.reference in heard.text
    assert laptop.reference in heard.body
    assert badge.reference in heard.body
    assert badge.reference in Notice.objects.get(person=company.hugo).text
    alone = order(
        Service.objects.get(slug="badge").current,
        by=erin,
        answers={"wish": "new"},
        now=now,
        channel="portal",
    )
    relay.drain(lambda: now)
    assert Notice.objects.filter(person=erin, text__contains=alone.reference).count() == 1


def test_cancelling_the_whole_at_the_desk_leaves_the_parts_to_their_teams(package, company, erin, now):
    whole = order(package, by=erin, answers=GIVEN, now=now, channel="portal")
    move(whole, "decline", by=company.tom, now=now, reason="Not now.")
    assert set(Ticket.objects.exclude(pk=whole.pk).values_list("phase", flat=True)) == {"new"}


def test_the_list_of_requests_names_the_whole_and_not_its_parts_twice(client, package, erin, now):
    whole = order(package, by=erin, answers=GIVEN, now=now, channel="portal")
    sign_in(client, erin)
    for address in ("/", "/requests/"):
        html = client.get(address).content.decode()
        assert whole.reference in html
        assert "0 of 2 parts done" in html
        assert Ticket.objects.get(service="badge").reference not in html
    Ticket.objects.filter(pk=whole.pk).update(phase="closed", is_open=False)
    assert Ticket.objects.get(service="badge").reference in client.get("/requests/").content.decode()


def test_who_works_on_one_part_sees_no_other(package, company, erin, now):
    whole = order(package, by=erin, answers=GIVEN, now=now, channel="portal")
    badge, laptop = (Ticket.objects.get(service=slug) for slug in ("badge", "laptop"))
    hugo = sign_in(Client(), company.hugo)
    html = hugo.get(badge.portal_url).content.decode()
    assert laptop.reference not in html
    assert whole.reference not in html
    assert hugo.get(reverse("tickets:company", args=[whole.reference])).status_code == 404


def test_a_part_that_cannot_be_ordered_stops_everything_and_is_named(client, offer, package, erin, now):
    offer("badge", department="hr", questions=[question("text", "reason", required=True)])
    with pytest.raises(PartRefused, match="Badge"):
        order(package, by=erin, answers=GIVEN, now=now, channel="portal")
    answer = sign_in(client, erin).post(
        reverse("catalog:service", args=["starter-package"]), {"key": "k", **GIVEN}
    )
    assert answer.status_code == 422
    assert "The part “Badge” can&#x27;t be ordered like this." in answer.content.decode()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("skips", [True, False])
def test_a_part_that_is_not_for_one_is_named_before_and_left_out_or_refused(
    client, offer, parts, erin, now, skips
):
    offer(
        "badge",
        department="hr",
        audience={"departments": ["hr"]},
        questions=[question("choice", "wish", choices=["new"], required=True)],
    )
    package = offer("starter-package", questions=ASKED, parts=PARTS, skips_parts=skips)
    html = sign_in(client, erin).get(reverse("catalog:service", args=["starter-package"])).content.decode()
    assert "Badge" in html
    assert ("Not offered, left out" in html) is skips
    assert reverse("catalog:service", args=["badge"]) not in html
    if skips:
        whole = order(package, by=erin, answers=GIVEN, now=now, channel="portal")
        assert [one.service for one in Ticket.objects.order_by("pk")] == ["starter-package", "laptop"]
        assert whole.sheet[-1]["text"] == {"en": "Badge", "zh": "服务"}
    else:
        with pytest.raises(PartRefused, match="Badge"):
            order(package, by=erin, answers=GIVEN, now=now, channel="portal")
        assert not Ticket.objects.exists()


def test_who_may_not_have_the_whole_gets_no_part(offer, parts, erin, now):
    package = offer("starter-package", questions=ASKED, parts=PARTS, audience={"departments": ["hr"]})
    with pytest.raises(NotOffered):
        order(package, by=erin, answers=GIVEN, now=now, channel="api")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("parts_said", "said"),
    [
        ([{"service": "nothing"}], "no service “nothing”"),
        ([{"service": "laptop"}], "“Model” must be answered"),
        ([{**PARTS[0], "quantity": 4}], "at most 3"),
        ([{"service": "badge", "answers": [{"question": "wish", "value": "gold"}]}], "Select a valid choice"),
        ([{"service": "badge", "answers": [{"question": "wish", "answer_of": "model"}]}], "doesn't fit"),
        (
            [{"service": "badge", "answers": [{"question": "colour", "value": "red"}]}],
            "no question called “colour”",
        ),
        ([{"service": "starter-package"}], "consist of itself"),
    ],
)
def test_what_cannot_be_ordered_along_is_not_published(offer, parts, parts_said, said):
    with pytest.raises(CannotPublish) as refused:
        offer("starter-package", questions=ASKED, parts=parts_said)
    assert said in faults_of(refused)


def test_services_do_not_lie_in_each_other_in_a_circle(offer, package):
    inside = [
        {
            "service": "starter-package",
            "answers": [
                {"question": "starter", "answer_of": "starter"},
                {"question": "model", "value": "light"},
            ],
        }
    ]
    with pytest.raises(CannotPublish) as refused:
        offer("badge", department="hr", questions=ASKED, parts=inside)
    assert "consist of itself" in faults_of(refused)


def test_a_publisher_offers_only_what_she_may_see(offer, company, parts, now):
    offer(
        "secret", questions=[question("text", "who_leaves", required=True)], audience={"departments": ["it"]}
    )
    offer("mine", department="hr")
    page = ServicePage.objects.get(slug="mine")
    page.parts = [("part", {"service": "secret", "quantity": 1, "answers": []})]
    with pytest.raises(CannotPublish) as refused:
        publishing.publish(page, by=company.hanna, now=now)
    assert "There is no service “secret” that you may offer." in faults_of(refused)
    page.parts = [
        (
            "part",
            {
                "service": "badge",
                "quantity": 1,
                "answers": [{"question": "wish", "answer_of": "", "value": "new"}],
            },
        )
    ]
    assert publishing.publish(page, by=company.hanna, now=now).service_spec.parts[0].service == "badge"


def test_an_imported_file_tells_nothing_of_a_service_one_may_not_see(offer, company, now):
    offer(
        "secret", questions=[question("text", "who_leaves", required=True)], audience={"departments": ["it"]}
    )
    offer("mine", department="hr")
    file = packaging.version_package(Service.objects.get(slug="mine").current, now=now)
    file = file.replace("spec:\n", "spec:\n  parts:\n  - {service: secret}\n", 1)
    found = packaging.compare(packaging.read(file.encode(), name="mine.yaml"), by=company.hanna)
    told = " ".join(map(str, found.faults))
    assert "no service “secret”" in told
    assert "leaves" not in told


def test_a_bundle_travels_as_a_file_and_its_differences_read_as_sentences(package, now):
    file = packaging.version_package(package, now=now)
    spec = packaging.read(file.encode(), name="p.yaml").spec
    assert spec.digest() == package.service_spec.digest()
    data = spec.as_json()
    data["parts"] = [{**data["parts"][0], "quantity": 3}]
    data["quantity_max"] = 1
    told = [str(one) for one in differences(package.service_spec, type(spec).model_validate(data))]
    assert any("Part removed: badge" in one for one in told)
    assert any("laptop × 3" in one for one in told)


def test_a_service_that_asks_for_nothing_new_is_the_same_as_before_there_were_bundles(offer):
    spec = offer("plain").service_spec
    old = {
        name: value
        for name, value in spec.as_json().items()
        if name not in ("quantity_max", "parts", "skips_parts")
    }
    assert type(spec).model_validate(old).digest() == spec.digest()
    assert type(spec).model_validate(spec.as_json() | {"quantity_max": 2}).digest() != spec.digest()


def test_a_hidden_answer_handed_down_to_where_it_is_not_hidden_is_said_while_publishing(offer, parts):
    hides = [{"questions": ["starter"], "who": ["agent"], "may": "hidden"}]
    spec = offer("starter-package", questions=ASKED, parts=PARTS, masks=hides).service_spec
    told = [str(fault.sentence) for fault in check_bundle(spec) if not fault.blocks]
    assert ["hidden from some" in one for one in told] == [True]

    offer(
        "laptop",
        questions=[
            question("choice", "model", choices=["light", "strong", "huge"], required=True),
            question("text", "who", required=True),
        ],
        quantity_max=3,
        masks=[{"questions": ["who"], "who": ["agent"], "may": "hidden"}],
    )
    assert not any("hidden from some" in str(fault.sentence) for fault in check_bundle(spec))
