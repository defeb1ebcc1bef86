"""What the shells offer depends on who looks, and costs next to nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from people.models import Notice
from servicedesk.navigation import Navigation
from tests.cast import NOW


def nav_of(person, path="/"):
    request = RequestFactory().get(path)
    request.user = person
    request.theme = "system"
    return Navigation(request)


def paths(entries):
    return [entry.path for entry in entries]


def test_a_visitor_is_offered_nothing():
    nav = nav_of(AnonymousUser())

    assert (nav.everything, nav.unread, nav.is_agent) == ([], 0, False)


def test_an_employee_sees_the_portal_and_not_the_desk(erin):
    nav = nav_of(erin)

    assert paths(nav.portal) == ["", "services/", "inbox/", "requests/", "answers/"]
    assert nav.desk == []


def test_a_technician_sees_both_shells(tom):
    assert "desk/board/" in paths(nav_of(tom).desk)


def test_a_publisher_finds_the_way_to_publishing_without_a_desk(hanna):
    nav = nav_of(hanna)

    assert "admin/" in paths(nav.more)
    assert nav.desk == []


def test_only_an_administrator_sees_deliveries(ada, lea):
    assert "desk/deliveries/" in paths(nav_of(ada).more)
    assert "desk/deliveries/" not in paths(nav_of(lea).more)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", [""]),
        ("/services/laptop/", ["services/"]),
        ("/desk/", ["desk/"]),
        ("/inbox/", ["inbox/"]),
        ("/inbox/7/", ["inbox/"]),
        ("/desk/tickets/INC-1/", ["desk/tickets/"]),
        ("/account/", []),
    ],
)
def test_the_entry_that_leads_here_is_marked(tom, path, current):
    assert [entry.path for entry in nav_of(tom, path).everything if entry.current] == current


def test_no_two_places_share_a_key(ada, tom):
    for person in (ada, tom):
        keys = [entry.key for entry in nav_of(person).everything]
        assert len(keys) == len(set(keys))


def test_the_bell_counts_what_is_unread_and_the_persons_own(erin, mara):
    for number, person in enumerate((erin, erin, mara)):
        Notice.objects.create(person=person, topic="t", key=f"{number}", text="…", created_at=NOW)
    Notice.objects.create(person=erin, topic="t", key="read", text="…", created_at=NOW, read_at=NOW)

    assert nav_of(erin).unread == 2


def test_the_whole_navigation_costs_two_statements_beside_the_persons_standing(
    ada, django_assert_max_num_queries
):
    ada.standing  # noqa: B018  (read once by whichever page asks first)
    nav = nav_of(ada)

    with django_assert_max_num_queries(2):  # the bell, and for an administrator whether anything is published
        assert nav.everything
        assert nav.unread == nav.unread == 0


def test_a_page_without_navigation_asks_nothing(erin, django_assert_num_queries):
    with django_assert_num_queries(0):
        nav = nav_of(erin)
        assert nav.brand
        assert nav.theme == "system"
