from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import tasks
from catalog.actions import order
from catalog.models import Service
from catalog.promise import promise_of
from servicedesk.portal.views import greeting
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import move

pytestmark = pytest.mark.django_db


def resolve(ticket, by, at) -> None:
    """Carries a request from its first status to its end."""
    move(ticket, "accept", by=by, now=at)
    ticket.refresh_from_db()
    move(ticket, "fulfil", by=by, now=at + timedelta(hours=1), resolution="Here you are.")


def test_home_greets_and_shows_my_open_requests_with_where_who_and_when(client, offer, erin, tom, now):
    ticket = order(offer("laptop"), by=erin, answers={}, now=now, channel="portal")
    html = sign_in(client, erin).get(reverse("portal:home")).content.decode()
    assert "Erin" in html
    assert ticket.reference in html
    assert "IT service desk" in html
    assert ticket.portal_url in html
    assert ticket.reference not in sign_in(client, tom).get(reverse("portal:home")).content.decode()


def test_the_greeting_follows_the_clock(erin):
    assert [greeting(hour, erin).split(",")[0] for hour in (3, 8, 13, 20)] == [
        "Good evening",
        "Good morning",
        "Good day",
        "Good evening",
    ]


def test_what_my_department_orders_most_comes_first(client, offer, company, now):
    laptop, phone, chair = offer("laptop"), offer("phone"), offer("chair")
    for version, who, times in ((laptop, company.tom, 3), (phone, company.erin, 2), (chair, company.tom, 1)):
        for _time in range(times):
            order(version, by=who, answers={}, now=now, channel="portal")
    tasks.measure(now=now + timedelta(days=1))

    def popular(person) -> list[str]:
        response = sign_in(client, person).get(reverse("portal:home"))
        return [service.slug for service in response.context["popular"]]

    assert popular(company.erik_zh) == ["phone", "laptop", "chair"]
    assert popular(company.lea) == ["laptop", "chair", "phone"]
    tasks.measure(now=now + timedelta(days=100))
    assert popular(company.erin) == []


def test_the_real_figure_appears_with_ten_resolved_requests_and_not_before(offer, company, now):
    version = offer("laptop")
    service = Service.objects.select_related("service_level__calendar").get()
    for number in range(9):
        ticket = order(version, by=company.erin, answers={}, now=now, channel="portal")
        resolve(ticket, company.tom, now + timedelta(minutes=number))
    tasks.measure(now=now)
    service.refresh_from_db()
    assert promise_of(service, version.service_spec).usual == ""

    ticket = order(version, by=company.erin, answers={}, now=now, channel="portal")
    resolve(ticket, company.tom, now + timedelta(hours=5))
    tasks.measure(now=now)
    service.refresh_from_db()
    # nine took about an hour, one six
    assert promise_of(service, version.service_spec).usual == "1 working hour"


def test_one_search_finds_services_answers_and_my_requests(client, offer, erin, tom, now):
    version = offer("laptop", keywords=["notebook"], questions=[question("text", "model")])
    ticket = order(
        version, by=erin, answers={"model": "notebook with a large screen"}, now=now, channel="portal"
    )

    def found(person, text: str) -> dict[str, list[str]]:
        groups = sign_in(client, person).get(reverse("portal:search"), {"q": text}).context["groups"]
        return {group.name: [hit.url for hit in group.hits] for group in groups}

    mine = found(erin, "notebook")
    assert mine["services"] == ["/services/laptop/?_about=notebook"]
    assert mine["requests"] == [ticket.portal_url]
    assert "tickets" not in mine
    assert found(erin, ticket.reference)["requests"] == [ticket.portal_url]
    assert found(tom, "notebook")["tickets"] == [ticket.desk_url]
    assert "requests" not in found(tom, "notebook")
    assert found(erin, "n") == {}


def test_a_service_is_found_by_a_tag_a_synonym_and_a_misspelling(client, offer, erin):
    offer("laptop", tags=[{"slug": "hardware", "en": "Hardware", "zh": "硬件"}])
    for number, name in enumerate(("expense", "visitor", "travel", "parking")):
        offer(name, title={"en": name.title(), "zh": f"服务{number}"})
    sign_in(client, erin)
    for typed in ("hardware", "硬件", "portable computer", "笔记本电脑", "labtop", "lapotp"):
        groups = client.get(reverse("portal:search"), {"q": typed}).context["groups"]
        assert groups[0].name == "services", typed
        assert groups[0].hits[0].url.startswith("/services/laptop/?_about="), typed


def test_what_no_service_fits_can_be_reported_in_the_same_words(client, offer, erin):
    offer(
        "report-a-fault",
        kind="incident",
        subject={"en": "{what}", "zh": "{what}"},
        questions=[question("text", "what", required=True, max_length=20)],
    )
    offer("laptop")
    groups = (
        sign_in(client, erin).get(reverse("portal:search"), {"q": "the lights flicker"}).context["groups"]
    )
    assert [group.name for group in groups] == ["reports"]
    url = groups[0].hits[0].url
    assert client.get(url).context["form"].initial["what"] == "the lights flicker"
    long = client.get(reverse("catalog:service", args=["report-a-fault"]), {"_about": "flicker " * 20})
    assert len(long.context["form"].initial["what"]) == 20


def test_what_was_typed_begins_what_the_form_asks_for_in_words(client, offer, erin):
    told = question("longtext", "why", required=True)
    offer("laptop", keywords=["notebook"], questions=[question("text", "model"), told])

    def begun(typed: str) -> dict:
        page = sign_in(client, erin).get(reverse("catalog:service", args=["laptop"]), {"_about": typed})
        return page.context["form"].initial

    assert begun("mine is too slow for CAD")["why"] == "mine is too slow for CAD"
    assert "model" not in begun("mine is too slow for CAD")
    assert "why" not in begun("Notebook"), "its name alone says nothing"
    assert (
        b"<script>alert" not in sign_in(client, erin).get("/services/laptop/?_about=<script>alert(1)").content
    )


@pytest.mark.parametrize("part", ["live", "palette", ""])
def test_the_search_box_the_palette_and_the_page_are_one_search(client, offer, erin, part):
    offer("laptop")
    html = sign_in(client, erin).get(reverse("portal:search"), {"q": "lapt", "part": part}).content.decode()
    assert "/services/laptop/" in html


def test_my_requests_are_listed_open_and_done_and_leafed_through(client, offer, erin, tom, now):
    version = offer("laptop")
    tickets = [order(version, by=erin, answers={}, now=now, channel="portal") for _time in range(23)]
    resolve(tickets[0], tom, now)
    sign_in(client, erin)

    def page(**asked) -> tuple[list[int], int | None]:
        context = client.get(reverse("portal:requests"), asked).context
        return [ticket.pk for ticket in context["requests"]], context["after"]

    newest = [ticket.pk for ticket in reversed(tickets)]
    first, after = page()
    assert first == newest[:20]
    assert page(after=after) == (newest[20:22], None)
    assert page(state="closed") == ([tickets[0].pk], None)
    assert page(after="no number")[0] == newest[:20]
    sign_in(client, tom)
    assert page() == ([], None)
