"""What was just done can be undone for a while: beside the words, by a button, as a deed of its own."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import Event
from people import undo
from people.models import Membership
from tests.cast import sign_in
from tickets.actions import assign, move
from tickets.models import SavedView, Ticket


@pytest.fixture
def jam(incident) -> Ticket:
    return incident()


def offered(answer) -> dict:
    return json.loads(answer.headers["HX-Trigger"]).get("toast", {})


def verbs(ticket: Ticket) -> list[tuple[str, str]]:
    events = Event.objects.about(ticket).order_by("pk").select_related("actor")
    return [(event.verb, event.actor.username) for event in events][1:]


def take(browser, ticket: Ticket):
    return browser.post(reverse("tickets:take", args=[ticket.reference]), {"seen": ticket.revision})


def test_who_took_a_ticket_puts_it_back_and_both_are_on_record(htmx, company, jam):
    tom = htmx(company.tom)
    toast = offered(take(tom, jam))
    assert toast["text"] == f"{jam.reference} is yours now."
    answer = tom.post(toast["undo"])
    assert (answer.status_code, offered(answer)["text"]) == (204, f"{jam.reference} is as it was.")
    assert "live:change" in json.loads(answer.headers["HX-Trigger"])
    jam.refresh_from_db()
    assert jam.assignee is None
    assert verbs(jam) == [("ticket.assigned", "tom"), ("ticket.released", "tom")]


def test_it_is_undone_once_by_nobody_else_and_for_a_while_only(htmx, company, jam, monkeypatch):
    address = offered(take(htmx(company.tom), jam))["undo"]
    other = sign_in(Client(HTTP_HX_REQUEST="true"), company.tina)
    assert other.post(address).status_code == 409
    assert Client().post(address).status_code == 302  # to the sign-in page
    tom = htmx(company.tom)
    assert tom.get(address).status_code == 405
    monkeypatch.setattr(undo, "GOOD_FOR", timedelta(minutes=-1))
    assert "any more" in offered(tom.post(address))["text"]
    monkeypatch.undo()
    assert tom.post(address).status_code == 204
    assert tom.post(address).status_code == 409
    assert [verb for verb, _who in verbs(jam)].count("ticket.released") == 1


def test_what_somebody_did_since_is_not_undone_with_it(htmx, company, jam):
    tom = htmx(company.tom)
    address = offered(take(tom, jam))["undo"]
    assign(jam, to=company.tina, by=company.lea, now=timezone.now())
    answer = tom.post(address)
    assert (answer.status_code, "Lea Lead" in offered(answer)["text"]) == (409, True)
    jam.refresh_from_db()
    assert jam.assignee == company.tina


def test_who_may_no_longer_do_it_may_not_undo_it_either(htmx, company, jam):
    tom = htmx(company.tom)
    address = offered(take(tom, jam))["undo"]
    company.tom.grants.all().delete()
    Membership.objects.filter(person=company.tom).delete()
    Ticket.objects.filter(pk=jam.pk).update(assignee=company.tina)
    assert tom.post(address).status_code in (403, 404, 409)
    jam.refresh_from_db()
    assert jam.assignee == company.tina


def test_to_another_team_and_back(htmx, company, jam):
    assign(jam, to=company.tom, by=company.tom, now=timezone.now())
    jam.refresh_from_db()
    tina = htmx(company.tina)
    sent = {"seen": jam.revision, "team": company.it_network.pk, "assignee": ""}
    toast = offered(tina.post(reverse("tickets:assign", args=[jam.reference]), sent))
    assert tina.post(toast["undo"]).status_code == 204
    jam.refresh_from_db()
    assert (jam.team, jam.assignee) == (company.it_service_desk, company.tom)


def test_a_step_is_undone_where_a_step_leads_back_and_asks_nothing(htmx, company, jam, now):
    tom = htmx(company.tom)

    def step(name: str, **answers: str):
        jam.refresh_from_db()
        address = reverse("tickets:step", args=[jam.reference, name])
        return offered(tom.post(address, {"seen": jam.revision, **answers}))

    assert step("start") == {}
    toast = step("wait_for_supplier", reason="A roller")
    assert "Waiting for a supplier" in toast["text"]
    assert tom.post(toast["undo"]).status_code == 204
    jam.refresh_from_db()
    assert jam.status == "in_progress"
    assert verbs(jam).count(("ticket.moved", "tom")) == 3


def test_a_drop_on_the_board_is_undone(htmx, company, jam):
    move(jam, "start", by=company.tom, now=timezone.now())
    tom = htmx(company.tom)
    jam.refresh_from_db()
    card = {"card": jam.pk, "column": company.tina.pk, "seen": jam.revision}
    dropped = tom.post("/desk/board/drop/?columns=assignee", card)
    jam.refresh_from_db()
    assert jam.assignee == company.tina
    assert tom.post(offered(dropped)["undo"]).status_code == 204
    jam.refresh_from_db()
    assert jam.assignee is None


def test_many_at_once_are_undone_as_far_as_nothing_happened_since(htmx, company, incident):
    tickets = [incident(), incident(), incident()]
    tom = htmx(company.tom)
    sent = {"ids": [one.pk for one in tickets], "asked": "1", "assignee": company.tom.pk, "team": ""}
    toast = offered(tom.post(reverse("tickets:bulk_assign"), sent))
    assert toast["text"] == "3 done"
    assign(tickets[0], to=company.tina, by=company.lea, now=timezone.now())
    assert offered(tom.post(toast["undo"]))["text"] == "Undone: 2 done, 1 refused"
    assert list(Ticket.objects.order_by("pk").values_list("assignee__username", flat=True)) == [
        "tina",
        None,
        None,
    ]


def test_another_priority_is_taken_back_for_many(htmx, company, incident):
    tickets = [incident(impact=2, urgency=2), incident()]
    before = [one.priority for one in tickets]
    tom = htmx(company.tom)
    sent = {
        "ids": [one.pk for one in tickets],
        "asked": "1",
        "impact": 1,
        "urgency": 1,
        "reason": "All are down",
    }
    toast = offered(tom.post(reverse("tickets:bulk_priority"), sent))
    assert set(Ticket.objects.values_list("priority", flat=True)) == {1}
    tom.post(toast["undo"])
    assert list(Ticket.objects.order_by("pk").values_list("priority", flat=True)) == before


def test_without_scripts_the_button_stands_in_a_form_of_its_own(at, company, jam):
    tom = at(company.tom)
    html = take(tom, jam).url
    html = tom.get(html).content.decode()
    form = re.search(
        r'<form method="post" action="(/undo/\w+/)">.*?<button data-undo>Undo</button></form>', html, re.S
    )
    answer = tom.post(form[1], headers={"referer": f"http://testserver{jam.desk_url}"})
    assert answer.url.endswith(jam.desk_url)
    assert "is as it was" in tom.get(jam.desk_url).content.decode()
    away = tom.post(form[1], headers={"referer": "https://evil.example/"})
    assert away.status_code == 409


def test_a_dropped_view_comes_back_as_it_was(at, company):
    known = {"query": "phase=open", "columns": ["subject"], "position": 3, "team": company.it_service_desk}
    view = SavedView.objects.create(owner=company.tom, name="Ours", **known)
    lea = at(company.lea)
    html = lea.post(reverse("tickets:drop_view", args=[view.pk]), follow=True).content.decode()
    assert not SavedView.objects.exists()
    lea.post(re.search(r"/undo/\w+/", html)[0])
    found = SavedView.objects.get()
    assert {name: getattr(found, name) for name in known} == known
    assert (found.owner, found.name) == (company.tom, "Ours")
    assert Event.objects.filter(verb="view.kept", actor=company.lea).exists()
