"""The desk orders by itself: when the calendar says so, when somebody comes or leaves; once, for the right person."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog.actions import add_occasion, change_occasion, keep_occasions, remove_occasion
from catalog.models import Occasion, Order
from catalog.reactions import order_for_event
from catalog.recurring import next_moment
from journal.models import Delivery, Event
from journal.refusals import Invalid, NotAllowed
from people.actions import deactivate_person
from people.models import Notice
from tests.cast import NOW, sign_in
from tests.catalog.conftest import question
from tickets.models import Ticket

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(**more) -> Occasion:
    return Occasion(**{"kind": "schedule", "frequency": "weekly", "time_zone": BERLIN, **more})


@pytest.mark.parametrize(
    ("said", "after", "then"),
    [
        ({"weekdays": [1], "at": time(9)}, "2026-03-02T07:59", "2026-03-02T08:00"),
        ({"weekdays": [1], "at": time(9)}, "2026-03-02T08:00", "2026-03-09T08:00"),
        ({"weekdays": [1, 5], "at": time(9)}, "2026-03-02T08:00", "2026-03-06T08:00"),
        ({"weekdays": [1], "at": time(9)}, "2026-03-23T08:00", "2026-03-30T07:00"),  # summer time has begun
        (
            {"frequency": "daily", "at": time(2, 30)},
            "2026-03-28T12:00",
            "2026-03-29T01:30",
        ),  # no 2:30 that day
        (
            {"frequency": "daily", "at": time(2, 30)},
            "2026-10-24T12:00",
            "2026-10-25T00:30",
        ),  # the first of two
        ({"frequency": "monthly", "month_day": 31, "at": time(9)}, "2026-02-01T00:00", "2026-02-28T08:00"),
        ({"frequency": "monthly", "month_day": 31, "at": time(9)}, "2026-03-01T00:00", "2026-03-31T07:00"),
        ({"frequency": "monthly", "month_day": 5, "at": time(9)}, "2026-03-06T00:00", "2026-04-05T07:00"),
        (
            {"frequency": "yearly", "starts_on": date(2024, 2, 29), "at": time(9)},
            "2026-03-01T00:00",
            "2028-02-29T08:00",
        ),
        (
            {"frequency": "weekly", "every": 2, "starts_on": date(2026, 3, 2), "at": time(9)},
            "2026-03-02T08:00",
            "2026-03-16T08:00",
        ),
        ({"frequency": "daily", "starts_on": date(2027, 1, 1)}, "2026-03-01T00:00", "2027-01-01T08:00"),
    ],
)
def test_a_schedule_comes_round_in_local_time(said, after, then):
    assert next_moment(schedule(**said), at(after)) == at(then)


def test_an_event_has_no_next_time():
    assert next_moment(Occasion(kind="event", happening="person.added"), NOW) is None


@given(
    frequency=st.sampled_from(["daily", "weekly", "monthly", "yearly"]),
    every=st.integers(1, 12),
    days=st.lists(st.integers(1, 7), unique=True),
    month_day=st.none() | st.integers(1, 31),
    after=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_whatever_was_chosen_it_comes_round_later(frequency, every, days, month_day, after):
    chosen = schedule(
        frequency=frequency, every=every, weekdays=days, month_day=month_day, starts_on=date(2025, 1, 31)
    )
    first = next_moment(chosen, after)
    assert first is None or first > after
    assert first is None or next_moment(chosen, first) > first


@pytest.fixture
def review(offer, db):
    return offer("access-review", questions=[question("text", "scope", required=True)]).service


@pytest.fixture
def mondays(company, review):
    """Every Monday at nine in Berlin, for Tom."""
    return add_occasion(
        service=review,
        weekdays=[1],
        at=time(9),
        time_zone=BERLIN,
        person=company.tom,
        answers={"scope": "all"},
        by=company.ada,
        now=NOW,
    )


@pytest.mark.django_db
def test_every_monday_one_is_ordered_once(company, mondays):
    assert mondays.next_at == at("2026-03-09T08:00")
    assert keep_occasions(now=at("2026-03-09T07:59")) == 0
    for _twice in range(2):
        keep_occasions(now=at("2026-03-09T08:01"))
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.answers, ticket.channel) == (company.tom, {"scope": "all"}, "machine")
    assert ticket.opened_by == company.machine
    mondays.refresh_from_db()
    assert (mondays.next_at, mondays.last_at) == (at("2026-03-16T08:00"), at("2026-03-09T08:01"))


@pytest.mark.django_db
def test_what_was_missed_while_nobody_worked_is_made_up_for_once(mondays):
    keep_occasions(now=at("2026-04-15T12:00"))
    assert Ticket.objects.count() == 1
    mondays.refresh_from_db()
    assert mondays.next_at == at("2026-04-20T07:00")


@pytest.mark.django_db
def test_one_that_is_off_or_whose_service_is_gone_orders_nothing(company, mondays, review):
    change_occasion(mondays, is_on=False, by=company.ada, now=NOW)
    assert keep_occasions(now=NOW + timedelta(days=8)) == 0
    change_occasion(mondays, is_on=True, by=company.ada, now=NOW)
    review.is_live = False
    review.save()
    assert keep_occasions(now=NOW + timedelta(days=8)) == 0


@pytest.mark.django_db
def test_what_goes_wrong_stands_there_and_is_told_and_the_next_time_comes(company, mondays):
    Occasion.objects.filter(pk=mondays.pk).update(answers={})
    keep_occasions(now=NOW + timedelta(days=8))
    mondays.refresh_from_db()
    assert not Ticket.objects.exists()
    assert mondays.failed["en"]
    assert mondays.failed["zh"]
    assert mondays.next_at > NOW + timedelta(days=8)
    change_occasion(mondays, answers={"scope": "some"}, by=company.ada, now=NOW + timedelta(days=8))
    keep_occasions(now=NOW + timedelta(days=15))
    mondays.refresh_from_db()
    assert (Ticket.objects.count(), mondays.failed) == (1, {})


@pytest.mark.django_db
def test_owners_hear_that_nothing_was_ordered(company, offer, hanna):
    service = offer("review", department="hr", questions=[question("text", "scope", required=True)]).service
    occasion = add_occasion(service=service, frequency="daily", person=company.tom, by=hanna, now=NOW)
    keep_occasions(now=NOW + timedelta(days=2))
    notice = Notice.objects.get(person=hanna)
    assert "could not be ordered by itself" in notice.text
    assert notice.url == reverse("occasions:edit", args=[occasion.pk])


def hear_of_leavers():
    """What the workers do with the outbox, as often as they like."""
    for delivery in Delivery.objects.filter(reaction="catalog.order_for_event").order_by("pk"):
        order_for_event(delivery.payload, delivery.key)


@pytest.mark.django_db
def test_who_leaves_sets_off_what_is_to_be_done_then(company, offer):
    leaver = offer("leaver", department="hr", questions=[question("person", "who", required=True)]).service
    add_occasion(
        service=leaver,
        kind="event",
        happening="person.deactivated",
        asker="manager",
        person=company.hanna,
        answers={"who": "$person"},
        by=company.ada,
        now=NOW,
    )
    deactivate_person(company.erin, by=company.ada, now=NOW)
    hear_of_leavers()
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.answers) == (company.mara, {"who": company.erin.pk})
    deactivate_person(company.tina, by=company.ada, now=NOW)  # has no manager
    hear_of_leavers()
    hear_of_leavers()
    assert list(Ticket.objects.order_by("pk").values_list("requester", flat=True)) == [
        company.mara.pk,
        company.hanna.pk,
    ]
    assert Order.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "event"}, "happening"),
        ({"asker": "manager"}, "asker"),
        ({"person": None}, "person"),
        ({"every": 0}, "every"),
        ({"frequency": "monthly", "month_day": 32}, "month_day"),
        ({"weekdays": [8]}, "weekdays"),
        ({"answers": {"nobody_asks": 1}}, "answers"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(company, review, facts, field):
    with pytest.raises(Invalid) as refused:
        add_occasion(**{"service": review, "person": company.tom, "by": company.ada, "now": NOW, **facts})
    assert field in refused.value.errors


@pytest.mark.django_db
def test_only_who_publishes_the_service_may(company, review, mondays, hanna, erin):
    for by in (hanna, erin):
        with pytest.raises(NotAllowed):
            add_occasion(service=review, person=company.tom, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            change_occasion(mondays, every=2, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            remove_occasion(mondays, by=by, now=NOW)
    remove_occasion(mondays, by=company.ada, now=NOW)
    assert not Occasion.objects.exists()
    verbs = Event.objects.filter(verb__startswith="occasion.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["occasion.added", "occasion.removed"]


@pytest.mark.django_db
def test_publishers_keep_their_own_in_the_back_office(client, company, offer, review, mondays, hanna, fiona):
    service = offer("leave", department="hr").service
    sign_in(client, hanna)
    form = client.get(reverse("occasions:add")).content.decode()
    assert "Access review" not in form
    posted = {
        "service": service.pk,
        "kind": "schedule",
        "every": "1",
        "frequency": "weekly",
        "weekdays": ["1"],
        "at": "09:00",
        "time_zone": BERLIN,
        "asker": "named",
        "person": hanna.pk,
        "answers": "{}",
        "is_on": "on",
    }
    assert client.post(reverse("occasions:add"), posted).status_code == 302
    assert Occasion.objects.get(service=service).weekdays == [1]
    refused = client.post(reverse("occasions:add"), {**posted, "answers": "[1]"})
    assert "Write answers by the names" in refused.content.decode()
    foreign = client.post(reverse("occasions:add"), {**posted, "service": review.pk})
    assert foreign.status_code == 200
    listed = client.get(reverse("occasions:index")).content.decode()
    assert "Leave" in listed
    assert "Access review" not in listed
    for name in ("edit", "delete"):
        answer = client.get(reverse(f"occasions:{name}", args=[mondays.pk]))
        assert answer.status_code in (302, 403, 404)
        assert "Access review" not in answer.content.decode()


@pytest.mark.django_db
def test_an_employee_finds_nothing_there(client, erin):
    assert sign_in(client, erin).get(reverse("occasions:index")).status_code == 404
