import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import Order
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

DEVICE = [
    question("choice", "device", choices=["phone", "laptop"], required=True),
    question("text", "number", visible_if="device == 'phone'", required=True),
    question("text", "phone_of_mine", known="phone"),
]


def page(service: str) -> str:
    return reverse("catalog:service", args=[service])


def test_before_the_form_the_page_says_for_whom_what_when_and_what_next(client, offer, erin):
    offer(
        "laptop",
        for_whom={"en": "Everybody with a contract", "zh": "所有员工"},
        description={"en": "A **light** laptop.", "zh": "轻薄电脑"},
        steps=[
            {
                "title": {"en": "Your manager agrees", "zh": "经理同意"},
                "text": {"en": "Same day", "zh": "当天"},
            }
        ],
        questions=[question("text", "model_wanted")],
    )
    html = sign_in(client, erin).get(page("laptop")).content.decode()

    before, _, form = html.partition('<form method="post" action="/services/laptop/"')
    assert "Everybody with a contract" in before
    assert "Done within 2 working days" in before
    assert "First answer within 4 working hours" in before
    assert "Model wanted" in form
    assert "<strong>light</strong>" in html
    assert "Your manager agrees" in html


def test_the_page_speaks_chinese_to_who_reads_chinese(client, offer, erik_zh):
    offer("laptop", for_whom={"en": "Everybody", "zh": "所有员工"}, questions=[question("text", "model")])
    html = sign_in(client, erik_zh).get(page("laptop")).content.decode()
    assert "所有员工" in html
    assert "model 问题" in html


def test_questions_may_bear_the_names_of_what_a_form_says_of_itself(client, offer, erin):
    names = ("total", "quantity", "how_many", "parts", "faults", "errors", "spec")
    offer("claim", quantity_max=3, questions=[question("text", name, required=True) for name in names])
    sign_in(client, erin)

    assert 'id="order-total"' in client.get(page("claim")).content.decode()
    again = client.post(reverse("catalog:form", args=["claim"]), {"total": "12"})
    assert 'name="faults"' in again.content.decode()

    html = client.post(page("claim"), {"total": "12"}).content.decode()
    assert "Nothing was sent yet" in html
    answers = dict.fromkeys(names, "12") | {"_quantity": "2"}
    client.post(page("claim"), answers)
    assert Order.objects.get().quantity == 2
    assert Ticket.objects.get().answers["total"] == "12"


def test_known_answers_are_filled_in_and_marked(client, offer, erin):
    erin.phone = "+49 30 1234"
    erin.save()
    offer("laptop", questions=DEVICE)
    html = sign_in(client, erin).get(page("laptop")).content.decode()
    assert 'value="+49 30 1234"' in html
    assert "Filled in for you" in html


def test_a_filled_in_order_leads_to_the_request_with_a_word_of_thanks(client, offer, erin):
    offer("laptop", questions=DEVICE)
    response = sign_in(client, erin).post(page("laptop"), {"device": "laptop", "key": "k1"}, follow=True)

    ticket = Ticket.objects.get()
    assert response.redirect_chain == [(ticket.portal_url, 302)]
    assert ticket.reference in response.content.decode()
    assert ticket.answers == {"device": "laptop"}


def test_a_file_goes_with_the_order_that_is_sent_right_after_it(client, offer, erin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    offer("certificate", questions=[question("files", "form", required=True)])
    paper = SimpleUploadedFile("form.txt", b"Please sign.")
    uid = sign_in(client, erin).post("/attachments/", {"file": paper}).json()["uid"]

    client.post(page("certificate"), {"form": uid, "key": "once"})

    ticket = Ticket.objects.get()
    assert ticket.attachments.get().name == "form.txt"
    assert ticket.sheet[0]["text"] == "form.txt"


def test_pressing_twice_orders_once(client, offer, erin):
    offer("laptop", questions=DEVICE)
    sign_in(client, erin)
    first = client.post(page("laptop"), {"device": "laptop", "key": "same"})
    second = client.post(page("laptop"), {"device": "laptop", "key": "same"})
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1


def test_what_does_not_fit_is_said_beside_the_field_and_what_was_typed_stays(client, offer, erin):
    offer("laptop", questions=[*DEVICE, question("longtext", "why"), question("number", "amount")])
    typed = {"device": "phone", "why": "Mine is “broken” & old", "amount": "many"}
    response = sign_in(client, erin).post(page("laptop"), typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Mine is “broken” &amp; old" in html
    assert 'value="many"' in html
    assert html.count("Please answer this.") == 2  # in the list above and beside the field
    assert not Ticket.objects.exists()


def test_a_hidden_answer_that_was_sent_all_the_same_is_not_kept(client, offer, erin):
    offer("laptop", questions=DEVICE)
    crafted = {"device": "laptop", "number": "0170 1", "not_a_question": "x"}
    sign_in(client, erin).post(page("laptop"), crafted)
    assert Ticket.objects.get().answers == {"device": "laptop"}


def test_asking_again_shows_what_the_answers_call_for_and_forgives_what_is_still_missing(client, offer, erin):
    offer("laptop", questions=DEVICE)
    sign_in(client, erin)
    again = reverse("catalog:form", args=["laptop"])

    phone = client.post(again, {"device": "phone"}).content.decode()
    laptop = client.post(again, {"device": "laptop", "number": "typed before"}).content.decode()

    assert 'name="number"' in phone
    assert "Please answer" not in phone
    assert 'name="number"' not in laptop
    assert not Ticket.objects.exists()


def test_a_default_by_rule_follows_the_other_answers_until_somebody_changes_it(client, offer, erin):
    offer(
        "room",
        questions=[
            question("number", "guests", default="2"),
            question("number", "cups", default="=guests * 2"),
        ],
    )
    sign_in(client, erin)
    again = reverse("catalog:form", args=["room"])

    followed = {"guests": "5", "_filled-guests": "2", "cups": "4", "_filled-cups": "4"}
    assert 'value="10"' in client.post(again, followed).content.decode()
    touched = {**followed, "cups": "7"}
    html = client.post(again, touched).content.decode()
    assert 'value="7"' in html
    assert 'value="10"' not in html


def test_a_table_gains_and_loses_lines_computes_and_adds_up_on_the_server(client, offer, erin):
    offer(
        "expense",
        questions=[
            question(
                "table",
                "lines",
                columns=[
                    {"name": "what", "label": {"en": "What", "zh": "品名"}},
                    {"name": "n", "label": {"en": "Number", "zh": "数量"}, "kind": "number"},
                    {"name": "price", "label": {"en": "Price", "zh": "单价"}, "kind": "money"},
                    {
                        "name": "sum",
                        "label": {"en": "Sum", "zh": "小计"},
                        "kind": "money",
                        "compute": "n * price",
                        "total": True,
                    },
                ],
            )
        ],
    )
    sign_in(client, erin)
    again = reverse("catalog:form", args=["expense"])
    typed = {"lines-0-what": "Pens", "lines-0-n": "3", "lines-0-price": "1.10", "lines-1-what": "Ink"}

    html = client.post(again, {**typed, "_add": "lines"}).content.decode()
    assert 'name="lines-2-what"' in html
    assert html.count("3.30 EUR") == 2  # the line and the total
    html = client.post(again, {**typed, "_remove": "lines-0"}).content.decode()
    assert "Pens" not in html
    assert 'name="lines-0-what" value="Ink"' in html
    # without scripts the same buttons send the page, which orders nothing
    assert client.post(page("expense"), {**typed, "_add": "lines"}).status_code == 200
    assert not Ticket.objects.exists()

    client.post(page("expense"), typed)
    assert Ticket.objects.get().answers["lines"] == [
        {"what": "Pens", "n": "3", "price": "1.10", "sum": "3.30"},
        {"what": "Ink", "n": None, "price": None, "sum": None},
    ]


def test_mara_orders_for_erin_with_erins_prefill(client, offer, company):
    company.erin.phone = "erins-number"
    company.erin.save()
    offer("laptop", questions=[question("text", "number", known="phone")])
    html = sign_in(client, company.mara).get(page("laptop") + "?for=erin").content.decode()
    assert 'value="erins-number"' in html

    client.post(page("laptop"), {"for": "erin", "number": "erins-number"})
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.opened_by) == (company.erin, company.mara)


def test_erin_may_not_order_for_mara(client, offer, erin):
    offer("laptop")
    assert sign_in(client, erin).post(page("laptop"), {"for": "mara"}).status_code == 403
    assert not Ticket.objects.exists()


def test_the_chooser_of_a_person_question_offers_only_who_may_be_named(client, offer, company):
    offer("deputy", questions=[question("person", "who", among="reports")])
    sign_in(client, company.mara)
    address = reverse("catalog:choose", args=["deputy", "who"])
    assert [one["id"] for one in client.get(address, {"q": "e"}).json()] == ["erin", "erik_zh"]

    client.post(page("deputy"), {"who": "erin"})
    assert Ticket.objects.get().answers == {"who": company.erin.pk}
    assert client.post(page("deputy"), {"who": "tom"}).status_code == 422


def test_services_are_found_by_synonym_and_narrowed_by_topic_in_the_address(client, offer, erin):
    offer(
        "laptop",
        keywords=["notebook", "手提电脑"],
        tags=[{"slug": "hardware", "en": "Hardware", "zh": "硬件"}],
    )
    offer("vpn", tags=[{"slug": "access", "en": "Access", "zh": "权限"}])
    sign_in(client, erin)

    def found(**asked: str) -> list[str]:
        shops = client.get(reverse("catalog:catalog"), asked).context["shops"]
        return [service.slug for shop in shops for service in shop.services]

    assert sorted(found()) == ["laptop", "vpn"]
    assert found(q="notebook") == ["laptop"]
    assert found(q="手提") == ["laptop"]
    assert found(topic="access") == ["vpn"]
    assert found(department="hr") == []


def test_better_fitting_services_appear_while_typing(client, offer, erin):
    offer("laptop", keywords=["notebook"])
    offer("report-a-fault", questions=[question("longtext", "what")])
    sign_in(client, erin)
    helps = reverse("catalog:better-services", args=["report-a-fault"])
    html = client.post(helps, {"what": "I need a new notebook"}, follow=True).content.decode()
    assert "/services/laptop/" in html
    assert "/services/report-a-fault/" not in html
