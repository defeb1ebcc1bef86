"""Several services gathered and ordered together: all of them or none."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from catalog import actions
from catalog.actions.basket import BasketChanged, BasketRefused, CannotGather
from catalog.basket import basket_of
from catalog.models import Draft, Order, Service, ServicePage
from tests.budgets import budget
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

BASKET = "/basket/"
PRICE = {"amount": "100.00", "currency": "EUR"}


@pytest.fixture
def laptop(offer) -> Service:
    asked = [question("text", "model", required=True), question("longtext", "why")]
    return offer("laptop", questions=asked, price=PRICE, quantity_max=5).service


@pytest.fixture
def phone(offer) -> Service:
    return offer(
        "phone", questions=[question("text", "number")], price={"amount": "60.50", "currency": "EUR"}
    ).service


def page(slug: str) -> str:
    return reverse("catalog:service", args=[slug])


def gather(client, slug: str, key: str, **typed):
    return client.post(page(slug), {"key": key, "_basket": "1", **typed})


def seen(person, now) -> list[str]:
    return [line.seen for line in basket_of(person, now=now)]


def test_two_services_are_gathered_and_ordered_together(client, laptop, phone, erin, tom):
    sign_in(client, erin)
    assert gather(client, "laptop", "k1", model="Light", _quantity="3").url == BASKET
    gather(client, "phone", "k2", number="12")
    html = client.get(BASKET).content.decode()
    assert "3 × €100.00" in html
    assert "€360.50" in html
    assert html.count('class="bell-count">2') == 1  # in the bar

    lines = [line.seen for line in basket_of(erin, now=Draft.objects.first().saved_at)]
    answer = client.post("/basket/order/", {"line": lines}, follow=True)
    tickets = list(Ticket.objects.order_by("pk"))
    assert [one.service for one in tickets] == ["laptop", "phone"]
    assert (tickets[0].sheet[0]["text"], tickets[0].order.quantity) == ("3", 3)
    assert "_quantity" not in tickets[0].answers
    assert "Ordered together" in answer.content.decode()
    assert tickets[1].reference in answer.content.decode()
    assert not Draft.objects.open().exists()

    assert tickets[1].reference not in Client().get(tickets[0].portal_url).content.decode()
    stranger = sign_in(Client(), tom)
    assert "Ordered together" in stranger.get(tickets[0].portal_url).content.decode()  # works both


def test_sent_twice_it_is_ordered_once(client, laptop, phone, erin, now):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light")
    gather(client, "phone", "k2")
    lines = seen(erin, now)
    first = client.post("/basket/order/", {"line": lines})
    second = client.post("/basket/order/", {"line": lines})
    assert first.url == second.url
    assert Order.objects.count() == 2


def test_sent_twice_at_the_same_moment_the_second_gets_the_tickets_of_the_first(
    laptop, erin, now, monkeypatch
):
    from catalog.actions import basket

    keep(laptop, erin, "k1", {"model": ["Light"]}, now)
    lines = seen(erin, now)
    tickets = actions.order_basket(by=erin, seen=lines, now=now)
    real, asked = basket._earlier, []
    monkeypatch.setattr(basket, "_earlier", lambda *said: real(*said) if asked else asked.append(said))
    assert actions.order_basket(by=erin, seen=lines, now=now) == tickets
    assert Ticket.objects.count() == 1


def test_one_fault_and_nothing_is_ordered(client, offer, laptop, phone, erin, now):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light")
    gather(client, "phone", "k2")
    later = now + timedelta(days=1)
    offer(
        "laptop",
        questions=[question("text", "model", required=True), question("text", "room", required=True)],
        now=later,
    )
    answer = client.post("/basket/order/", {"line": seen(erin, now)})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    assert "was changed meanwhile" in html
    assert "<strong>Room</strong>: Please answer this." in html

    gather(client, "laptop", "k1", model="Light", room="4")  # looked through and kept again
    assert client.post("/basket/order/", {"line": seen(erin, now)}).status_code == 302
    assert Ticket.objects.count() == 2


def test_what_was_opened_is_taken_back_when_a_later_line_fails(laptop, phone, erin, now, monkeypatch):
    from catalog.actions import basket
    from journal.refusals import Invalid

    for service, key, values in ((laptop, "k1", {"model": ["Light"]}), (phone, "k2", {})):
        keep(service, erin, key, values, now)
    real, opened = basket.open_order, []

    def failing(*args, **kwargs):
        if opened:
            raise Invalid("No more today.")
        opened.append(real(*args, **kwargs))
        return opened[0]

    monkeypatch.setattr(basket, "open_order", failing)
    with pytest.raises(BasketRefused) as refused:
        actions.order_basket(by=erin, seen=seen(erin, now), now=now)
    assert opened
    assert not Ticket.objects.exists()
    assert list(refused.value.errors) == ["k2"]
    assert Draft.objects.in_basket().count() == 2


def keep(service, person, key, values, now):
    from catalog.forms import as_data, form_for

    form = form_for(service.current, person=person, now=now, data=as_data(values))
    return actions.put_in_basket(service, form, key=key, values=values, now=now)


def test_a_service_that_was_retired_or_is_no_longer_for_one_stops_the_order(
    client, offer, laptop, phone, erin, now
):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light", why="Confidential reason")
    gather(client, "phone", "k2")
    offer("phone", questions=[question("text", "number")], audience={"departments": ["hr"]}, now=now)
    ServicePage.objects.get(slug="laptop").unpublish()
    html = client.get(BASKET).content.decode()
    assert html.count("offered, or not to you") == 2
    assert page("laptop") not in html
    assert client.post("/basket/order/", {"line": seen(erin, now)}).status_code == 422
    assert not Ticket.objects.exists()


def test_a_line_that_was_changed_on_another_device_is_not_ordered_unseen(laptop, erin, now):
    draft = keep(laptop, erin, "k1", {"model": ["Light"]}, now)
    old = seen(erin, now)
    actions.change_quantity(draft, 4, now=now + timedelta(minutes=1))
    with pytest.raises(BasketChanged):
        actions.order_basket(by=erin, seen=old, now=now)
    assert not Ticket.objects.exists()


def test_lines_are_changed_kept_for_later_put_back_and_removed(client, laptop, phone, erin):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light")
    change = {"key": "k1"}
    client.post("/basket/change/", {**change, "quantity": "9"})
    assert "At most 5 may be ordered at once." in client.get(BASKET).content.decode()
    client.post("/basket/change/", {**change, "quantity": "2"})
    assert "€200.00" in client.get(BASKET).content.decode()
    client.post("/basket/change/", {**change, "aside": "1"})
    html = client.get(BASKET).content.decode()
    assert "Your basket is empty" in html
    assert "Kept for later" in html
    client.post("/basket/change/", {**change, "back": "1"})
    assert Draft.objects.in_basket().get().quantity == 2
    client.post("/basket/change/", {**change, "remove": "1"})
    assert Draft.objects.get().outcome == "discarded"


def test_an_unfinished_form_is_not_gathered_and_stays_as_a_draft(client, laptop, erin):
    answer = gather(sign_in(client, erin), "laptop", "k1", why="Slow")
    assert answer.status_code == 422
    assert not Draft.objects.in_basket().exists()
    assert Draft.objects.aside().get().values["why"] == ["Slow"]


def test_a_new_form_begins_empty_and_the_line_is_edited_by_its_own_address(client, laptop, erin):
    gather(sign_in(client, erin), "laptop", "k1", model="Light 13")
    fresh = client.get(page("laptop")).content.decode()
    assert "Light 13" not in fresh
    assert "One of these is in your basket already." in fresh
    edited = client.get(page("laptop"), {"_draft": "k1"}).content.decode()
    assert "Light 13" in edited
    assert "Keep in the basket" in edited


def test_a_fault_is_not_gathered(client, offer, erin, now):
    fault = offer("broken", kind="incident", questions=[question("text", "what")]).service
    assert "_basket" not in sign_in(client, erin).get(page("broken")).content.decode()
    with pytest.raises(CannotGather):
        keep(fault, erin, "k1", {"what": ["Screen"]}, now)


@pytest.mark.parametrize("deed", ["quantity", "remove", "aside", "back"])
def test_nobody_touches_the_basket_of_another(client, laptop, erin, mara, now, deed):
    keep(laptop, erin, "k1", {"model": ["Featherlight 13"]}, now)
    sign_in(client, mara)
    assert client.post("/basket/change/", {"key": "k1", deed: "1"}).status_code == 404
    assert "Featherlight" not in client.get(BASKET).content.decode()
    client.post("/basket/order/", {"line": seen(erin, now)})
    assert not Ticket.objects.exists()
    assert Draft.objects.in_basket().count() == 1


def test_who_may_no_longer_order_for_somebody_is_told_so(laptop, mara, erin, now):
    from catalog.forms import as_data, form_for

    values = {"model": ["Light"]}
    form = form_for(laptop.current, person=mara, on_behalf_of=erin, now=now, data=as_data(values))
    actions.put_in_basket(laptop, form, key="k1", values=values, now=now)
    assert basket_of(mara, now=now)[0].faults == []
    erin.manager = None
    erin.save()
    assert basket_of(mara, now=now)[0].faults != []


def test_in_chinese(client, laptop, erik_zh):
    gather(sign_in(client, erik_zh), "laptop", "k1", model="Light")
    html = client.get(BASKET).content.decode()
    assert "购物篮" in html
    assert "全部提交" in html


def test_how_many_is_asked_only_where_it_may_be_more_than_one(client, laptop, phone, erin):
    sign_in(client, erin)
    assert 'name="_quantity"' in client.get(page("laptop")).content.decode()
    assert 'name="_quantity"' not in client.get(page("phone")).content.decode()
    assert 'value="4"' in client.get(page("laptop"), {"_quantity": "4"}).content.decode()
    answer = client.post(page("laptop"), {"key": "k", "model": "Light", "_quantity": "6"})
    assert answer.status_code == 422
    typed = {"key": "k", "model": "Light", "_quantity": "2"}
    assert "2 × €100.00" in client.post(reverse("catalog:form", args=["laptop"]), typed).content.decode()


def test_the_basket_takes_as_many_statements_however_much_lies_in_it(client, laptop, phone, erin, now):
    sign_in(client, erin)
    for number in range(4):
        keep(laptop, erin, f"l{number}", {"model": ["Light"]}, now)
        keep(phone, erin, f"p{number}", {"number": ["1"]}, now)
        client.get(BASKET)
        with budget("catalog:basket"):
            assert client.get(BASKET).content.decode().count("basket-line") == 2 * (number + 1)


def test_a_basket_for_others_asks_once_for_each_of_them(client, laptop, phone, company, now):
    sign_in(client, company.mara)
    for number, (service, person) in enumerate(product((laptop, phone), (company.erin, company.erik_zh))):
        gather(client, service.slug, f"k{number}", model="Light", number="1", **{"for": person.username})
    client.get(BASKET)
    with budget("catalog:basket-for-others"):
        html = client.get(BASKET).content.decode()
    assert html.count("For Erin Employee") == html.count("For 李明") == 2


def test_a_number_that_comes_after_the_order_changes_nothing(client, laptop, erin, now):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light")
    late = Draft.objects.get()
    client.post("/basket/order/", {"line": seen(erin, now)})
    ended = Draft.objects.values().get()
    actions.change_quantity(late, 4, now=now + timedelta(days=1))
    assert Draft.objects.values().get() == ended


def test_what_no_database_keeps_is_left_out_of_drafts_and_keys(client, laptop, erin):
    sign_in(client, erin)
    answer = gather(client, "laptop", "a\x00b", model="x\x00y", **{"model-\x00": "z"})
    assert answer.status_code == 422
    draft = Draft.objects.get()
    assert (draft.key, draft.values) == ("ab", {"model": ["xy"]})
    assert client.post("/basket/change/", {"key": "c\x00"}).status_code == 404
    assert client.post("/basket/order/", {"line": "c\x00|x"}).url == BASKET


@pytest.mark.parametrize("deed", ["remove", "aside"])
def test_what_left_the_basket_comes_back_where_it_lay(client, laptop, phone, erin, tom, deed):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light")
    gather(client, "phone", "k2")
    html = client.post("/basket/change/", {"key": "k1", deed: "1"}, follow=True).content.decode()
    undo = re.search(r"/undo/\w+/", html)[0]
    assert sign_in(Client(), tom).post(undo).status_code == 409
    html = client.post(undo, follow=True, headers={"referer": "http://testserver/basket/"}).content.decode()
    assert "is in your basket" in html
    assert "Light" in html
    assert set(Draft.objects.in_basket().values_list("key", flat=True)) == {"k1", "k2"}


def test_what_was_removed_is_forgotten_in_the_night(client, laptop, erin):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light")
    client.post("/basket/change/", {"key": "k1", "remove": "1"})
    removed = Draft.objects.get()
    assert actions.forget_removed(now=removed.saved_at + timedelta(minutes=50)) == 0
    assert actions.forget_removed(now=removed.saved_at + timedelta(minutes=70)) == 1
    removed.refresh_from_db()
    assert (removed.values, removed.outcome) == ({}, "discarded")


def test_what_was_ordered_meanwhile_does_not_come_back(client, laptop, erin, now):
    sign_in(client, erin)
    gather(client, "laptop", "k1", model="Light")
    html = client.post("/basket/change/", {"key": "k1", "aside": "1"}, follow=True).content.decode()
    Draft.objects.update(outcome="ordered")
    client.post(re.search(r"/undo/\w+/", html)[0])
    assert not Draft.objects.in_basket().exists()
