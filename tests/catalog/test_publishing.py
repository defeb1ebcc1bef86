import pytest

from catalog import demo, package, publishing
from catalog.actions import order
from catalog.authoring import compile_page, fill
from catalog.faults import CannotPublish
from catalog.models import Service, ServicePage, ServiceVersion
from catalog.models.version import Frozen
from journal.models import Event
from journal.refusals import NotAllowed
from tests.catalog.conftest import question, written

pytestmark = pytest.mark.django_db


def test_a_published_service_stands_in_the_portal_with_number_one(offer, erin, now):
    version = offer("laptop", questions=[question("text", "model", required=True)])

    assert (version.number, version.published_at) == (1, now)
    service = Service.objects.visible_to(erin).get()
    assert (service.slug, service.label, service.current) == ("laptop", "Laptop", version)
    assert Event.objects.about(service).get().verb == "service.published"


def test_loading_the_same_again_publishes_nothing(company, standard, now):
    service = written("laptop", questions=[question("money", "price")], tags=["hardware"])
    assert demo.load([service], by=company.machine, now=now).published == ["laptop"]

    again = demo.load([service], by=company.machine, now=now)

    assert (again.published, again.unchanged) == ([], ["laptop"])
    assert ServiceVersion.objects.count() == 1


def test_a_version_never_changes(offer):
    version = offer("laptop")
    version.notes = "quietly altered"

    with pytest.raises(Frozen):
        version.save()

    version.refresh_from_db()
    assert version.notes == ""


def test_a_ticket_under_way_stays_on_its_version_and_the_next_order_takes_the_new_one(offer, erin, now):
    first = offer("laptop", questions=[question("text", "model", required=True)])
    under_way = order(first, by=erin, answers={"model": "Light"}, now=now, channel="portal")

    second = offer("laptop", questions=[question("text", "size", required=True)])
    later = order(second, by=erin, answers={"size": "14"}, now=now, channel="portal")

    under_way.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert (under_way.service_version, under_way.order.version) == (1, first)
    assert under_way.answers == {"model": "Light"}
    assert (later.service_version, later.order.version) == (2, second)
    assert [one["name"] for one in ServiceVersion.objects.get(pk=first.pk).spec["questions"]] == ["model"]


def test_everything_that_stands_against_publishing_is_said_at_once_and_nothing_is_published(
    company, standard, now
):
    broken = written(
        "broken",
        team="",
        service_level="",
        lifecycle="change-normal",
        questions=[
            question("number", "amount", visible_if="amuont > 3"),
            question("choice", "colour"),
            question("text", "amount_again", check="amount + 1"),
        ],
    )
    with pytest.raises(CannotPublish) as refused:
        demo.load([broken], by=company.machine, now=now)

    places = {fault.place for fault in refused.value.faults}
    assert places == {"team", "service_level", "lifecycle", "questions.1.choices"}
    assert not Service.objects.exists()

    broken["questions"][1]["choices"] = ["red", "green"]
    with pytest.raises(CannotPublish) as refused:
        demo.load([broken], by=company.machine, now=now)
    said = {fault.place: str(fault) for fault in refused.value.faults}
    assert "amount" in said["questions.0.visible_if"]
    assert "questions.2.check" in said


def test_two_questions_of_one_name_are_refused(offer):
    with pytest.raises(CannotPublish) as refused:
        offer("thing", questions=[question("text", "reason"), question("number", "reason")])
    assert {fault.place for fault in refused.value.faults} == {"questions.0.name", "questions.1.name"}


def test_questions_that_wait_for_each_other_are_refused(offer):
    circle = [
        question("yesno", "one", visible_if="two"),
        question("yesno", "two", visible_if="one"),
    ]
    with pytest.raises(CannotPublish) as refused:
        offer("thing", questions=circle)
    assert {fault.place for fault in refused.value.faults} == {
        "questions.0.visible_if",
        "questions.1.visible_if",
    }


def test_a_rule_that_compares_with_a_choice_nobody_can_choose_is_refused(offer):
    questions = [
        question("choice", "device", choices=["phone", "laptop"]),
        question("text", "number", visible_if="device == 'phnoe'"),
    ]
    with pytest.raises(CannotPublish) as refused:
        offer("thing", questions=questions)
    assert "phnoe" in str(refused.value)


def test_missing_translations_warn_but_do_not_block(company, standard, now):
    half = written("half", questions=[{"kind": "text", "label": {"en": "Reason"}}])
    loaded = demo.load([half], by=company.machine, now=now)

    [warning] = [fault for fault in loaded.warnings["half"] if fault.place == "questions.0.label"]
    assert (warning.language, warning.blocks) == ("zh-hans", False)


def test_a_picture_that_does_not_exist_warns(company, standard, now):
    pictures = [written("palm", icon="palmtree"), written("tree", icon="tree-palm")]
    warnings = demo.load(pictures, by=company.machine, now=now).warnings

    [warning] = [fault for fault in warnings["palm"] if fault.place == "icon"]
    assert "palmtree" in str(warning)
    assert not any(fault.place == "icon" for fault in warnings.get("tree", []))


def test_what_the_page_means_survives_being_written_into_a_page_and_read_back(company, standard, now):
    data = written(
        "everything",
        description={"en": "You get:\n\n- one\n- **two**", "zh": "您将获得"},
        tags=[{"slug": "hardware", "en": "Hardware", "zh": "硬件"}],
        keywords=["notebook", "电脑"],
        price={"amount": "1450.00", "currency": "EUR", "note": {"en": "once", "zh": "一次"}},
        audience={"departments": ["finance", "it"], "roles": ["manager"], "rule": "!person.is_vip"},
        routes=[{"when": "urgent", "team": "it-network"}],
        priorities=[{"when": "urgent", "impact": 2, "urgency": 1}],
        articles=["choose-a-laptop"],
        subject={"en": "Laptop {model}", "zh": "电脑 {model}"},
        questions=[
            {"kind": "section", "label": {"en": "What", "zh": "什么"}, "visible_if": "!person.is_vip"},
            question(
                "choice", "model", choices=[{"value": "a", "label": {"en": "A", "zh": "甲"}}], look="cards"
            ),
            question("yesno", "urgent", default="yes"),
            question(
                "number", "quantity", minimum="1", maximum="5", whole=True, unit={"en": "pieces", "zh": "件"}
            ),
            question("item", "device", types=[], whose="visible", attributes={"warranty_until": "date"}),
            question("date", "wanted", earliest="today+3"),
            question(
                "table",
                "lines",
                columns=[
                    {"name": "what", "label": {"en": "What", "zh": "品名"}, "required": True},
                    {"name": "price", "label": {"en": "Price", "zh": "单价"}, "kind": "money"},
                    {"name": "n", "label": {"en": "Number", "zh": "数量"}, "kind": "number"},
                    {
                        "name": "sum",
                        "label": {"en": "Sum", "zh": "小计"},
                        "kind": "money",
                        "compute": "price * n",
                        "total": True,
                    },
                ],
            ),
            {"kind": "note", "body": {"en": "Mind **this**", "zh": "注意"}, "tone": "warning"},
        ],
    )
    demo.load([data], by=company.machine, now=now)
    page = ServicePage.objects.get(slug="everything")
    spec = package.read(data)

    assert compile_page(page).spec == spec
    fill(page, compile_page(page).spec)
    assert compile_page(page).spec.digest() == spec.digest()


def test_questions_without_a_name_get_one_from_their_text_that_stays_when_it_is_reworded(
    company, standard, now
):
    data = written("thing", questions=[{"kind": "text", "label": {"en": "Which size?", "zh": "尺寸？"}}])
    demo.load([data], by=company.machine, now=now)
    page = ServicePage.objects.get(slug="thing")
    assert page.questions[0].value["name"] == "which_size"

    page.questions[0].value["label"] = "How large?"
    version = publishing.publish(page, by=company.machine, now=now)
    assert version.service_spec.questions[0].name == "which_size"


def test_hanna_publishes_for_hr_and_nobody_else_does(offer, company, now):
    offer("certificate", department="hr")
    page = ServicePage.objects.get(slug="certificate")
    page.summary = "Better."

    for stranger in (company.fiona, company.hugo, company.erin):
        with pytest.raises(NotAllowed):
            publishing.publish(page, by=stranger, now=now)
    version = publishing.publish(page, by=company.hanna, now=now, notes="A better summary")

    assert (version.number, version.published_by, version.notes) == (2, company.hanna, "A better summary")


def test_what_is_unpublished_is_gone_from_the_portal_and_comes_back_as_it_was(offer, company, erin, now):
    version = offer("laptop")
    page = ServicePage.objects.get(slug="laptop")

    page.unpublish(user=company.ada)
    assert not Service.objects.visible_to(erin).exists()
    assert Event.objects.filter(verb="service.retired").get().actor == company.ada

    back = publishing.publish(ServicePage.objects.get(slug="laptop"), by=company.machine, now=now)
    assert back == version
    assert Service.objects.visible_to(erin).exists()


def test_a_page_that_is_deleted_takes_its_service_off_the_portal_but_not_its_tickets(offer, erin, now):
    version = offer("laptop")
    ticket = order(version, by=erin, answers={}, now=now, channel="portal")

    ServicePage.objects.get(slug="laptop").delete()

    assert not Service.objects.visible_to(erin).exists()
    ticket.refresh_from_db()
    assert ticket.order.version == version
