from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmdb.impact import harmed, what_breaks
from cmdb.models import Item, Relation
from tests.cast import NOW


def told(broken) -> list[tuple[str, int, str, str]]:
    return [(b.item.name, b.level, b.why, b.through.name if b.through else "") for b in broken]


def test_what_runs_on_a_server_breaks_with_it_level_by_level(estate):
    switch, host, db = estate.item("switch"), estate.item("host"), estate.item("db")
    erp, sales = estate.item("erp", "application"), estate.item("sales", "application")
    for source, target in ((host, switch), (db, host), (erp, db), (sales, erp)):
        estate.relate(source, target)

    assert told(what_breaks(switch)) == [
        ("host", 1, "runs on", "switch"),
        ("db", 2, "runs on", "host"),
        ("erp", 3, "runs on", "db"),
    ]
    assert [b.item.name for b in what_breaks(switch, levels=9)][-1] == "sales"
    assert what_breaks(sales) == []


def test_harm_follows_the_relations_direction_and_stops_where_there_is_none(estate):
    bench, service, room = estate.item("bench"), estate.item("service", "application"), estate.item("room")
    estate.relate(bench, service, "supports")
    estate.relate(bench, room, "stands-in")

    assert told(what_breaks(bench)) == [("service", 1, "is supported by", "bench")]
    assert what_breaks(service) == []
    assert what_breaks(room) == []


def test_a_circle_ends_and_never_names_the_start(estate):
    a, b, c = (estate.item(name) for name in "abc")
    for source, target in ((a, b), (b, c), (c, a)):
        estate.relate(source, target)

    assert [(x.item.name, x.level) for x in what_breaks(a, levels=50)] == [("c", 1), ("b", 2)]


def test_a_retired_item_neither_breaks_nor_carries(estate):
    host, old, app = estate.item("host"), estate.item("old"), estate.item("app", "application")
    estate.relate(old, host)
    estate.relate(app, old)
    Item.objects.filter(pk=old.pk).update(state="retired")

    assert what_breaks(host) == []


def test_what_a_reader_may_not_see_still_carries_harm_but_is_not_named(estate):
    host = estate.item("host")
    salary = estate.item("salary-db", department=estate.company.hr)
    portal = estate.item("portal", "application")
    estate.relate(salary, host)
    estate.relate(portal, salary)

    assert told(what_breaks(host, person=estate.company.tom)) == [("portal", 2, "runs on", "")]
    assert len(what_breaks(host, person=estate.kim)) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrows=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24), levels=st.integers(1, 4))
def test_the_walk_agrees_with_a_plain_one(estate, arrows, levels):
    Item.objects.all().delete()
    type = estate.types["server"]
    items = Item.objects.bulk_create(
        Item(type=type, name=f"i{n}", tag=f"i{n}", created_at=NOW, updated_at=NOW) for n in range(8)
    )
    arrows = {(a, b) for a, b in arrows if a != b}
    runs_on = estate.relations["runs-on"]
    Relation.objects.bulk_create(Relation(type=runs_on, source=items[a], target=items[b]) for a, b in arrows)
    level_of, frontier = {0: 0}, {0}
    for level in range(1, levels + 1):
        frontier = {a for a, b in arrows if b in frontier} - level_of.keys()
        level_of.update(dict.fromkeys(frontier, level))
    expected = {items[n].pk: level for n, level in level_of.items() if n}

    assert {pk: harm.level for pk, harm in harmed(items[0].pk, levels).items()} == expected


def test_a_level_takes_as_many_statements_however_many_items_it_reaches(estate, django_assert_num_queries):
    def hub(arms: int):
        middle = estate.item(f"hub-{arms}")
        for number in range(arms):
            estate.relate(estate.item(f"arm-{arms}-{number}"), middle)
        return middle

    narrow, wide = hub(1), hub(40)
    with CaptureQueriesContext(connection) as spent:
        assert len(what_breaks(narrow)) == 1
    with django_assert_num_queries(len(spent)):
        assert len(what_breaks(wide)) == 40
