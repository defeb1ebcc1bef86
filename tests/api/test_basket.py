"""Programs gather several services and order them together: the same basket as on the page."""

import pytest

from catalog.models import Draft
from tests.budgets import budget
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.models import Ticket

KEY = {"Idempotency-Key": "a-key"}
PRICE = {"amount": "100.00", "currency": "EUR"}
CHOICES = [{"value": one, "label": {"en": one, "zh": one}} for one in ("a", "b")]
COLUMNS = [
    {"name": "what", "kind": "text", "label": {"en": "What", "zh": "名称"}},
    {"name": "price", "kind": "money", "label": {"en": "Price", "zh": "价格"}},
    {"name": "twice", "kind": "money", "label": {"en": "Twice", "zh": "两倍"}, "compute": "price * 2"},
]
EVERY_KIND = [
    (question("text", "a_text"), "=1+1"),
    (question("longtext", "a_longtext"), "Two\nlines"),
    (question("number", "a_number"), "12.5"),
    (question("money", "a_money"), "0.10"),
    (question("date", "a_date"), "2026-05-01"),
    (question("datetime", "a_datetime"), "2026-05-01T09:30:00+00:00"),
    (question("choice", "a_choice", choices=CHOICES), "b"),
    (question("choices", "a_choices", choices=CHOICES), ["a", "b"]),
    (question("yesno", "a_yesno"), False),
    (question("person", "a_person"), "mara"),
    (question("department", "a_department"), "it"),
    (question("item", "a_item"), "NB-1"),
    (question("item", "a_items", many=True), ["NB-1"]),
    (question("table", "a_table", columns=COLUMNS), [{"what": "A", "price": "1.50"}, {"price": "2"}]),
]


@pytest.fixture
def lamp(offer):
    return offer("lamp", questions=[question("text", "where", required=True)], price=PRICE, quantity_max=5)


def test_two_services_are_gathered_read_and_ordered_together(program, lamp, laptop, erin):
    buyer = program(erin)
    lamp = {"service": "lamp", "answers": {"where": "Desk"}, "quantity": 3}
    first = buyer.post("basket", lamp)
    assert first.status_code == 201
    buyer.post("basket", {"service": "laptop", "answers": {"model": "light"}})
    read = buyer.get("basket").json()
    assert [(one["service"], one["quantity"], one["answers"]) for one in read["lines"]] == [
        ("lamp", 3, {"where": "Desk"}),
        ("laptop", 1, {"model": "light"}),
    ]
    assert read["lines"][0] == first.json()
    assert (first.json()["total"], first.json()["faults"]) == ("300.00", [])
    assert read["sums"] == [{"currency": "EUR", "total": "300.00"}]
    seen = {"lines": [one["seen"] for one in read["lines"]]}
    ordered = buyer.post("basket/orders", seen)
    assert ordered.status_code == 201
    assert [one["service"]["slug"] for one in ordered.json()["tickets"]] == ["lamp", "laptop"]
    assert buyer.post("basket/orders", seen).json() == ordered.json()  # asked again
    assert Ticket.objects.count() == 2
    assert buyer.get("basket").json()["lines"] == []


def test_what_a_program_gathers_stands_in_the_basket_on_the_page(program, lamp, erin, client):
    program(erin).post("basket", {"service": "lamp", "answers": {"where": "Corner"}})
    html = sign_in(client, erin).get("/basket/").content.decode()
    assert "Corner" in html
    draft = Draft.objects.get()
    assert 'value="Corner"' in client.get(draft.address).content.decode()


def test_every_kind_of_answer_comes_out_as_it_went_in(program, offer, notebook, erin, client):
    offer("everything", questions=[one for one, _answer in EVERY_KIND])
    answers = {one["name"]: answer for one, answer in EVERY_KIND}
    ordered = program(erin).post("services/everything/orders", {"answers": answers})
    assert ordered.status_code == 201, ordered.json()
    gathered = program(erin).post("basket", {"service": "everything", "answers": answers})
    assert gathered.json()["answers"] == ordered.json()["answers"]
    assert len(ordered.json()["answers"]) == len(EVERY_KIND)
    assert sign_in(client, erin).get(Draft.objects.get().address).status_code == 200


def test_sent_twice_under_a_key_it_lies_there_once(program, lamp, erin):
    lamp = {"service": "lamp", "answers": {"where": "Desk"}}
    first, again = (program(erin).post("basket", lamp, **KEY) for _time in range(2))
    assert again.json() == first.json()
    assert Draft.objects.count() == 1


def test_a_line_is_taken_out_and_asked_again_nothing_happens(program, lamp, erin):
    buyer = program(erin)
    line = buyer.post("basket", {"service": "lamp", "answers": {"where": "Desk"}}).json()
    for _time in range(2):
        assert buyer.delete(f"basket/{line['key']}").status_code == 204
    assert buyer.get("basket").json()["lines"] == []
    gone = buyer.post("basket/orders", {"lines": [line["seen"]]})
    assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (409, "basket-changed")
    assert not Ticket.objects.exists()


def test_what_was_ordered_is_no_longer_there_to_be_taken_out(program, lamp, erin):
    buyer = program(erin)
    line = buyer.post("basket", {"service": "lamp", "answers": {"where": "Desk"}}).json()
    buyer.post("basket/orders", {"lines": [line["seen"]]})
    assert buyer.delete(f"basket/{line['key']}").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"), [("en", "There is no such thing, or it is not for you."), ("zh-hans", "没有")]
)
def test_a_stranger_reads_takes_and_orders_nothing(program, lamp, erin, fred, language, said):
    line = program(erin).post("basket", {"service": "lamp", "answers": {"where": "Desk"}}).json()
    stranger = program(fred, **{"Accept-Language": language})
    assert stranger.get("basket").json() == {"lines": [], "sums": []}
    for key in (line["key"], "nothing", "x" * 300):
        missing = stranger.delete(f"basket/{key}")
        assert missing.status_code == 404
        assert said in missing.json()["detail"]
    assert stranger.post("basket/orders", {"lines": [line["seen"]]}).status_code == 409
    assert len(program(erin).get("basket").json()["lines"]) == 1
    assert not Ticket.objects.exists()


def test_what_may_not_be_ordered_is_not_gathered_either(program, lamp, hr_only, offer, erin, mara, fred):
    offer("broken", kind="incident", questions=[])
    for who, sent, status in (
        (erin, {"service": "salary"}, 404),
        (erin, {"service": "nothing"}, 404),
        (erin, {"service": "lamp"}, 422),
        (erin, {"service": "lamp", "answers": {"where": "Desk", "colour": "red"}}, 422),
        (erin, {"service": "lamp", "answers": {"where": "Desk"}, "quantity": 9}, 422),
        (erin, {"service": "lamp", "answers": {"where": "Desk"}, "on_behalf_of": "mara"}, 403),
        (erin, {"service": "lamp", "answers": {"where": "Desk"}, "on_behalf_of": "nobody"}, 422),
        (erin, {"service": "broken"}, 409),
    ):
        answer = program(who).post("basket", sent)
        assert answer.status_code == status, (sent, answer.json())
    assert not Draft.objects.exists()
    theirs = {"service": "lamp", "answers": {"where": "Desk"}, "on_behalf_of": "erin"}
    assert program(mara).post("basket", theirs).json()["on_behalf_of"]["username"] == "erin"


def test_a_line_that_no_longer_fits_says_so_in_the_reader_s_language(program, lamp, offer, erin):
    buyer = program(erin)
    line = buyer.post("basket", {"service": "lamp", "answers": {"where": "Desk"}}).json()
    offer("lamp", questions=[question("text", "room", required=True)])
    chinese = program(erin, **{"Accept-Language": "zh-hans"}).get("basket").json()["lines"][0]
    english = buyer.get("basket").json()["lines"][0]
    assert {one["question"] for one in english["faults"]} == {"", "Room"}
    assert [one["question"] for one in chinese["faults"]][-1] == "room 问题"
    assert english["faults"][0]["message"] != chinese["faults"][0]["message"]
    refused = buyer.post("basket/orders", {"lines": [line["seen"]]})
    assert refused.status_code == 422
    assert line["key"] in refused.json()["errors"]


def test_the_basket_stays_within_its_budget(program, lamp, erin):
    buyer = program(erin)
    for place in ("Desk", "Corner", "Hall"):
        buyer.post("basket", {"service": "lamp", "answers": {"where": place}})
    with budget("api:basket"):
        buyer.get("basket")
