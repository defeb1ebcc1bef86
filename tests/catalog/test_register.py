"""A register: all orders of a service with their answers, filtered and exported, for those who may see them."""

import csv
import io
import re
from datetime import timedelta

import pytest

from catalog import register
from catalog.actions import order
from catalog.models import Entry, Service
from catalog.registering import RegisterListing, asked
from catalog.tasks import complete_registers, fill_register
from tests.budgets import budget
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import assign

pytestmark = pytest.mark.django_db

CHOICES = [
    {"value": "train", "label": {"en": "Train", "zh": "火车"}},
    {"value": "plane", "label": {"en": "Plane", "zh": "飞机"}},
]
FORM = [
    question("choice", "by", choices=CHOICES, required=True),
    question("date", "starts"),
    question("money", "cost"),
    question("yesno", "visa"),
    question("person", "companion"),
    question("longtext", "purpose"),
]
ADDRESS = "/desk/registers/trip/"


@pytest.fixture
def trips(offer, company, now):
    """Two trips: Erin's by train, Mara's by plane with Erin."""
    version = offer("trip", department="finance", questions=FORM, has_register=True)
    first = {"by": "train", "starts": "2026-04-01", "cost": "80", "visa": False, "purpose": "=Fair"}
    second = {"by": "plane", "starts": "2026-05-01", "cost": "900.50", "visa": True, "companion": "erin"}
    return [
        order(version, by=company.erin, answers=first, now=now, channel="portal"),
        order(version, by=company.mara, answers=second, now=now, channel="portal"),
    ]


def found(client, trips, **asked) -> list[int]:
    html = client.get(ADDRESS, asked).content.decode()
    return [number for number, trip in enumerate(trips) if f'data-row="{trip.pk}"' in html]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [0, 1]),
        ({"a_by": "plane"}, [1]),
        ({"a_by": ["plane", "train"]}, [0, 1]),
        ({"a_starts_from": "2026-04-15"}, [1]),
        ({"a_starts_to": "2026-04-15"}, [0]),
        ({"a_cost_from": "100"}, [1]),
        ({"a_cost_from": "80", "a_cost_to": "80"}, [0]),
        ({"a_visa": "yes"}, [1]),
        ({"a_visa": "no"}, [0]),
        ({"a_companion": "erin"}, [1]),
        ({"a_companion": "nobody"}, []),
        ({"a_by": "train", "a_visa": "yes"}, []),
        ({"status": "submitted"}, [0, 1]),
        ({"status": "closed"}, []),
        ({"opened_after": "2026-04-01"}, []),
        ({"q": "Fair"}, [0]),
    ],
)
def test_every_kind_of_question_filters(client, trips, fred, asked, numbers):
    assert found(sign_in(client, fred), trips, **asked) == numbers


@pytest.mark.parametrize("name", ["opened_after", "opened_before", "a_starts_from", "a_starts_to"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_reaches_is_refused_beside_the_filter(client, trips, fred, name, day):
    sign_in(client, fred)
    for kind in ({}, {"export": "csv"}):
        answer = client.get(ADDRESS, {name: day, **kind})
        assert answer.status_code == 200


def test_the_file_has_the_typed_answers_and_no_formula(client, trips, fred):
    answer = sign_in(client, fred).get(
        ADDRESS, {"export": "csv", "columns": "a_by,a_starts,a_cost,a_purpose"}
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][1:] == ["By", "Starts", "Cost", "Purpose"]
    assert rows[1][1:] == ["Plane", "2026-05-01", "900.50", ""]
    assert rows[2][1:] == ["Train", "2026-04-01", "80.00", "'=Fair"]


def test_columns_and_filters_come_of_all_versions(client, trips, offer, company, now):
    room = question("text", "room")
    version = offer("trip", department="finance", questions=[FORM[0], room], has_register=True)
    third = order(version, by=company.erin, answers={"by": "train", "room": "12"}, now=now, channel="portal")
    html = sign_in(client, company.fred).get(ADDRESS, {"columns": "a_room,a_cost"}).content.decode()
    assert "Room" in html
    assert "Cost (no longer asked)" in html
    assert "900.50 EUR" in html
    assert found(client, [*trips, third], a_by="train") == [0, 2]


@pytest.mark.parametrize("who", ["erin", "mara", "tom", "lea", "hugo", "hanna", "fiona"])
def test_nobody_else_reaches_it(client, trips, company, who):
    sign_in(client, getattr(company, who))
    assert client.get(ADDRESS).status_code == 404
    assert client.get(ADDRESS, {"export": "csv"}).status_code == 404
    assert "/desk/registers/trip/" not in client.get("/desk/registers/").content.decode()


def test_those_who_work_there_find_it_in_the_menu(client, trips, fred, ada):
    for person in (fred, ada):
        sign_in(client, person)
        assert "/desk/registers/" in client.get("/desk/tickets/").content.decode()
        assert ADDRESS in client.get("/desk/registers/").content.decode()
        assert client.get(ADDRESS).status_code == 200


def test_masks_hold_in_rows_and_files_and_what_they_hide_is_no_filter(client, offer, company, now):
    masks = [
        {"questions": ["cost"], "who": ["agent"], "may": "hidden"},
        {"questions": ["cost"], "who": ["assignee"], "may": "read"},
    ]
    version = offer("trip", department="finance", questions=FORM, has_register=True, masks=masks)
    two = [
        order(version, by=company.erin, answers={"by": "train", "cost": cost}, now=now, channel="portal")
        for cost in ("111", "222")
    ]
    assign(two[1], to=company.fred, by=company.fred, now=now)
    sign_in(client, company.fred)
    html = client.get(ADDRESS, {"columns": "a_cost"}).content.decode()
    assert "222.00" in html
    assert "111.00" not in html
    file = client.get(ADDRESS, {"columns": "a_cost", "export": "csv"})
    text = b"".join(file.streaming_content).decode()
    assert "222.00" in text
    assert "111.00" not in text
    assert found(client, two, a_cost_from="200") == [0, 1]
    assert "a_cost_from" not in client.get(ADDRESS, {"part": "filters"}).content.decode()


def test_what_only_an_old_version_hides_is_no_filter_either(client, offer, company, now, monkeypatch):
    monkeypatch.setattr(asked, "VERSIONS", 2)
    masks = [{"questions": ["cost"], "who": ["agent"], "may": "hidden"}]
    old = offer("trip", department="finance", questions=FORM, has_register=True, masks=masks)
    secret = order(old, by=company.erin, answers={"by": "train", "cost": "111"}, now=now, channel="portal")
    for note in ("one", "two"):
        form = [*FORM, question("text", note)]
        new = offer("trip", department="finance", questions=form, has_register=True)
    plain = order(new, by=company.erin, answers={"by": "train", "cost": "1"}, now=now, channel="portal")
    sign_in(client, company.fred)
    assert found(client, [secret, plain], a_cost_from="100") == [0, 1]
    assert "a_cost_from" not in client.get(ADDRESS, {"part": "filters"}).content.decode()
    assert in_order(client, sort="a_cost") == [plain.pk, secret.pk]  # by number, as ever
    assert "a_starts_from" in client.get(ADDRESS, {"part": "filters"}).content.decode()


def in_order(client, **asked) -> list[int]:
    html = client.get(ADDRESS, asked).content.decode()
    return [int(pk) for pk in re.findall(r'data-row="(\d+)"', html)]


def test_it_is_sorted_by_numbers_and_days_those_without_come_last(client, trips, offer, company, now):
    version = Service.objects.select_related("current").get(slug="trip").current
    bare = order(version, by=company.erin, answers={"by": "train"}, now=now, channel="portal")
    train, plane, none = trips[0].pk, trips[1].pk, bare.pk
    sign_in(client, company.fred)
    assert in_order(client) == [none, plane, train]
    assert in_order(client, sort="a_cost") == [train, plane, none]
    assert in_order(client, sort="-a_cost") == [plane, train, none]
    assert in_order(client, sort="a_starts") == [train, plane, none]
    assert in_order(client, sort="a_cost", a_by="train") == [train, none]
    for untouched in ("a_by", "a_purpose", "a_nothing", "cost", "a_"):
        assert in_order(client, sort=untouched) == [none, plane, train]
    for sort, costs in (("-a_cost", ["900.50", "80.00", ""]), ("a_cost", ["80.00", "900.50", ""])):
        file = client.get(ADDRESS, {"sort": sort, "columns": "a_cost", "export": "csv"})
        text = b"".join(file.streaming_content).decode("utf-8-sig")
        assert [row[1] for row in csv.reader(io.StringIO(text))][1:] == costs
    html = client.get(ADDRESS, {"columns": "a_cost,a_by"}).content.decode()
    assert "sort=a_cost" in html
    assert "sort=a_by" not in html


def test_sorted_pages_go_on_where_the_last_one_ended(client, trips, company, monkeypatch):
    monkeypatch.setattr(RegisterListing, "page_size", 1)
    html = sign_in(client, company.fred).get(ADDRESS, {"sort": "a_cost"}).content.decode()
    after = re.search(r"after=([\w-]+)", html)[1]
    assert in_order(client, sort="a_cost", after=after) == [trips[1].pk]


def test_a_register_begun_later_takes_in_what_was_ordered_before(client, offer, company, now):
    version = offer("trip", department="finance", questions=FORM)
    old = order(version, by=company.erin, answers={"by": "train", "visa": True}, now=now, channel="portal")
    assert not Entry.objects.exists()
    offer("trip", department="finance", questions=FORM, has_register=True)
    fill_register(Service.objects.get(slug="trip").pk)
    fill_register(Service.objects.get(slug="trip").pk)
    assert found(sign_in(client, company.fred), [old], a_visa="yes") == [0]
    assert Entry.objects.count() == 2


def test_what_a_broken_off_filling_left_out_is_taken_in_at_night(trips):
    Entry.objects.filter(ticket=trips[0]).delete()
    complete_registers()
    assert Entry.objects.filter(ticket=trips[0]).count() == 4


def test_what_was_taken_in_is_not_read_again_at_night_even_without_an_answer_to_filter_by(
    offer, company, now
):
    version = offer("idea", department="finance", questions=[question("text", "what")], has_register=True)
    for channel in ("portal", "api"):
        order(version, by=company.erin, answers={"what": "Tea"}, now=now, channel=channel)
    service = Service.objects.get(slug="idea")
    assert register.fill(service, missing=True) == 0
    assert register.fill(service) == 2
    assert register.fill(service, missing=True) == 0


def test_a_corrected_answer_is_found_anew(client, trips, erin, fred):
    address = f"/requests/{trips[0].reference}/correct/"
    sign_in(client, erin).post(address, {"seen": trips[0].revision, "by": "plane"})
    assert found(sign_in(client, fred), trips, a_by="plane") == [0, 1]
    assert found(client, trips, a_by="train") == []


def test_it_is_gone_when_the_tick_is(client, trips, offer, fred):
    offer("trip", department="finance", questions=FORM)
    assert sign_in(client, fred).get(ADDRESS).status_code == 404


def test_the_page_stays_within_its_budget(client, trips, offer, company, now):
    version = Service.objects.select_related("current").get(slug="trip").current
    for _time in range(8):
        order(
            version, by=company.erin, answers={"by": "train"}, now=now + timedelta(hours=1), channel="portal"
        )
    sign_in(client, company.fred)
    client.get(ADDRESS)
    with budget("catalog:register"):
        client.get(ADDRESS, {"a_by": "train"})
    assert register.typed("number", "x") == {}
