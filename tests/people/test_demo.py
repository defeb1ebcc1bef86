"""A company from one file."""

import copy

import pytest

from journal.models import Event
from people import demo
from people.models import Department, Grant, Membership, Person, Team

COMPANY = {
    "calendars": [{"slug": "office", "name": "Office", "hours": {"1": [["09:00", "17:00"]]}}],
    "sites": [{"slug": "berlin", "name": "Berlin", "calendar": "office"}],
    "departments": [
        {"slug": "it", "name": "IT", "name_zh": "信息技术部", "head": "lea"},
        {"slug": "networks", "name": "Networks", "parent": "it"},
    ],
    "teams": [{"slug": "desk", "name": "Desk", "department": "it"}],
    "people": [
        {
            "username": "tom",
            "name": "Tom",
            "department": "networks",
            "site": "berlin",
            "manager": "lea",
            "teams": ["desk"],
            "roles": [{"role": "agent", "department": "it"}],
        },
        {"username": "lea", "name": "Lea", "department": "it", "leads": ["desk"]},
    ],
    "grants": [{"person": "lea", "role": "admin"}],
}


@pytest.fixture
def machine(db):
    return Person.objects.machine()


def test_everybody_gets_department_site_manager_team_and_roles(machine, now):
    loaded = demo.load(COMPANY, by=machine, now=now, password="demo")
    tom, lea = Person.objects.get(username="tom"), Person.objects.get(username="lea")
    assert tom.check_password("demo")
    assert (tom.department.slug, tom.site.calendar.slug, tom.manager) == ("networks", "office", lea)
    assert tom.team_ids == {loaded.teams["desk"].pk}
    assert lea.led_team_ids == {loaded.teams["desk"].pk}
    assert tom.can("agent", loaded.departments["networks"])
    assert lea.is_admin
    assert Department.objects.get(slug="it").head == lea


def test_loading_again_changes_nothing(machine, now):
    demo.load(COMPANY, by=machine, now=now)
    counted = [model.objects.count() for model in (Person, Department, Team, Grant, Membership, Event)]
    demo.load(COMPANY, by=machine, now=now)
    assert counted == [
        model.objects.count() for model in (Person, Department, Team, Grant, Membership, Event)
    ]


def test_what_people_changed_meanwhile_stays(machine, now):
    demo.load(COMPANY, by=machine, now=now)
    Person.objects.filter(username="tom").update(name="Thomas")
    demo.load(COMPANY, by=machine, now=now)
    assert Person.objects.get(username="tom").name == "Thomas"


def test_a_name_that_leads_nowhere_is_told_and_nothing_is_loaded(machine, now):
    broken = copy.deepcopy(COMPANY)
    broken["people"][0]["manager"] = "nobody"
    with pytest.raises(demo.Unknown, match="nobody"):
        demo.load(broken, by=machine, now=now)
    assert not Department.objects.exists()


def test_an_employee_cannot_load_a_company(erin, now):
    from journal.refusals import NotAllowed

    with pytest.raises(NotAllowed):
        demo.load(COMPANY, by=erin, now=now)
