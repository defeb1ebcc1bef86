"""Two people at the same moment: one wins, the other is told, nothing is done twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from journal.models import Event
from journal.refusals import Refused, Stale
from tests.cast import NOW, build_company
from tickets.actions import IllegalMove, assign, change_facts, move, open_ticket, tell_of_breaches
from tickets.models import Clock, ServiceLevel, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company():
    return build_company()


@pytest.fixture
def ticket(company):
    level = ServiceLevel.objects.create(
        slug="standard",
        name="Standard",
        calendar=company.office_hours,
        targets={"default": {"response": 240, "resolution": 960}},
    )
    return open_ticket(
        kind="incident",
        lifecycle="incident",
        subject="The printer jams",
        requester=company.erin,
        by=company.erin,
        now=NOW,
        department=company.it,
        team=company.it_service_desk,
        service_level=level,
    )


def at_once(*deeds):
    """Does all deeds at the same moment, each in a thread with a connection of its own; what came of each."""
    ready, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            outcomes[place] = deed()
        except Exception as error:  # handed to the test, which says what it expects
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def test_of_two_moves_one_wins_and_the_other_is_told(company, ticket):
    company.tom.standing, company.tina.standing  # noqa: B018 (each thread only decides)
    outcomes = at_once(
        lambda: move(ticket, "start", by=company.tom, now=NOW, seen="reported"),
        lambda: move(ticket, "resolve", by=company.tina, now=NOW, seen="reported", resolution="Cleaned"),
    )
    won = [one for one in outcomes if isinstance(one, Ticket)]
    lost = [one for one in outcomes if isinstance(one, Refused)]
    assert (len(won), len(lost)) == (1, 1), outcomes
    assert isinstance(lost[0], Stale)
    event = Event.objects.get(verb="ticket.moved")
    assert event.actor.label in str(lost[0])
    ticket.refresh_from_db()
    assert (ticket.status, ticket.revision) == (won[0].status, 2)


def test_the_same_button_pressed_by_five_people_is_pressed_once(company, ticket):
    outcomes = at_once(*[lambda: move(ticket, "start", by=company.lea, now=NOW) for _number in range(5)])
    assert sorted(type(one).__name__ for one in outcomes) == ["IllegalMove"] * 4 + ["Ticket"], outcomes
    assert Event.objects.filter(verb="ticket.moved").count() == 1


def test_moving_and_assigning_at_once_lose_nothing(company, ticket):
    outcomes = at_once(
        lambda: move(ticket, "start", by=company.lea, now=NOW),
        lambda: assign(ticket, to=company.tom, by=company.lea, now=NOW),
        lambda: change_facts(ticket, subject="Both printers jam", by=company.lea, now=NOW),
    )
    assert all(isinstance(one, Ticket) for one in outcomes), outcomes
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee, ticket.subject) == (
        "in_progress",
        company.tom,
        "Both printers jam",
    )
    assert ticket.revision == 4
    assert Clock.objects.get(kind="response").stopped_at == NOW


def test_two_timetables_tell_of_a_missed_promise_once(company, ticket):
    late = NOW + timedelta(hours=5)
    outcomes = at_once(lambda: tell_of_breaches(now=late), lambda: tell_of_breaches(now=late))
    assert sum(outcomes) == 1
    assert Event.objects.filter(verb="ticket.breached").count() == 1


def test_an_answer_and_the_timetable_agree_who_was_late(company, ticket):
    late = NOW + timedelta(hours=5)
    at_once(
        lambda: tell_of_breaches(now=late),
        lambda: move(ticket, "start", by=company.tom, now=late),
    )
    assert Event.objects.filter(verb="ticket.breached").count() == 1
    clock = Clock.objects.get(kind="response")
    assert (clock.breached_at, clock.stopped_at) == (NOW + timedelta(hours=4), late)


def test_lost_is_lost_without_a_trace(company, ticket):
    outcomes = at_once(
        lambda: move(ticket, "start", by=company.tom, now=NOW),
        lambda: move(ticket, "close", by=company.tom, now=NOW),
    )
    assert isinstance(outcomes[1], IllegalMove)
    assert Event.objects.filter(verb="ticket.moved").count() == 1
