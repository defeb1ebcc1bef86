"""Pages by position: nothing is shown twice or left out, whichever way one walks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.models import Person
from ui.listing.keyset import Cursor, Order, page_of


def walk(order, size, *, backward=False):
    """All ids, read page by page; backward from the last page."""
    people = Person.objects.filter(username__startswith="walker")
    page = page_of(people, order, None, size)
    pages = [page]
    while page.after:
        page = page_of(people, order, Cursor.decode(page.after), size)
        pages.append(page)
    if not backward:
        return [row.pk for page in pages for row in page.rows]
    found = [row.pk for row in page.rows]
    while page.before:
        page = page_of(people, order, Cursor.decode(page.before), size)
        found = [row.pk for row in page.rows] + found
    return found


def hire(phones):
    Person.objects.filter(username__startswith="walker").delete()
    Person.objects.bulk_create(
        Person(username=f"walker{number}", phone=phone, password="!") for number, phone in enumerate(phones)
    )


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    phones=st.lists(st.sampled_from(["", "1", "2", "22", "3"]), max_size=14),
    size=st.integers(1, 5),
    down=st.booleans(),
    backward=st.booleans(),
)
def test_walking_any_list_meets_everybody_once_in_order(phones, size, down, backward):
    hire(phones)

    found = walk(Order("phone", down), size, backward=backward)

    everybody = Person.objects.filter(username__startswith="walker")
    way = "-" if down else ""
    assert found == list(everybody.order_by(f"{way}phone", f"{way}pk").values_list("pk", flat=True))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    absent=st.lists(st.booleans(), max_size=12),
    size=st.integers(1, 4),
    down=st.booleans(),
    backward=st.booleans(),
)
def test_rows_without_a_value_come_last_and_none_is_lost(absent, size, down, backward):
    hire([])
    Person.objects.bulk_create(
        Person(
            username=f"walker{number}", external_id=None if none else f"{number % 3}-{number}", password="!"
        )
        for number, none in enumerate(absent)
    )

    found = walk(Order("external_id", down), size, backward=backward)

    valued = Person.objects.filter(username__startswith="walker", external_id__isnull=False)
    without = Person.objects.filter(username__startswith="walker", external_id=None)
    way = "-" if down else ""
    assert found == [
        *valued.order_by(f"{way}external_id", f"{way}pk").values_list("pk", flat=True),
        *without.order_by(f"{way}pk").values_list("pk", flat=True),
    ]


def test_sorting_across_a_relation_puts_those_without_one_last(company, machine):
    everybody = Person.objects.filter(is_machine=False)

    page = page_of(everybody, Order("manager__name"), None, 100)

    assert [row.manager for row in page.rows][:2] == [company.mara, company.mara]
    assert all(row.manager is None for row in page.rows[2:])


def test_moments_survive_in_a_cursor(company):
    first = page_of(Person.objects.all(), Order("date_joined", True), None, 3)

    second = page_of(Person.objects.all(), Order("date_joined", True), Cursor.decode(first.after), 100)

    seen = [row.pk for row in (*first.rows, *second.rows)]
    assert len(seen) == len(set(seen)) == Person.objects.count()


@pytest.mark.parametrize(
    "broken",
    ["", "x", "W10", "bnVsbA", "WzEsMiwzXQ", "!!!", "A" * 5000, Cursor("x", "no number").encode()],
)
def test_a_broken_position_begins_anew(company, broken):
    people = Person.objects.all()

    page = page_of(people, Order("name"), Cursor.decode(broken), 5)

    assert [row.pk for row in page.rows] == list(
        people.order_by("name", "pk").values_list("pk", flat=True)[:5]
    )


def test_a_position_of_another_kind_of_column_begins_anew(company):
    elsewhere = Cursor("not a moment", "1")

    page = page_of(Person.objects.all(), Order("date_joined"), elsewhere, 5)

    assert len(page.rows) == 5


def test_a_page_deep_in_the_list_costs_one_statement(company, django_assert_num_queries):
    first = page_of(Person.objects.all(), Order("name"), None, 3)

    with django_assert_num_queries(1):
        page_of(Person.objects.all(), Order("name"), Cursor.decode(first.after), 3)
