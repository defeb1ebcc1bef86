"""The company is kept in the Wagtail admin, by administrators, through the deeds."""

import pytest
from django.contrib.auth.models import AnonymousUser

from journal.models import Event
from people import actions
from people.administration.permissions import AdministratorsOnly
from people.models import Department, Grant, Membership, Person, Team, WorkingCalendar
from tests.cast import sign_in

PAGES = ["users", "departments", "teams", "memberships", "grants", "sites", "calendars"]


@pytest.fixture
def office(client, ada):
    """An administrator's office."""
    return sign_in(client, ada)


def last() -> str:
    return Event.objects.latest("id").verb


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_lists_searches_and_opens_the_form(office, company, page):
    assert office.get(f"/admin/{page}/").status_code == 200
    assert office.get(f"/admin/{page}/?q=it").status_code == 200
    assert office.get(f"/admin/{page}/new/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_publishers_enter_the_admin_but_not_these_pages(client, company, hanna, page):
    sign_in(client, hanna)
    assert client.get("/admin/").status_code == 200
    assert client.get(f"/admin/{page}/").status_code == 302
    assert client.post(f"/admin/{page}/new/", {}).status_code == 302
    assert "/admin/grants/" not in client.get("/admin/").text


def test_employees_and_agents_do_not_enter_the_admin(client, erin, tom):
    for person in (erin, tom):
        sign_in(client, person)
        assert client.get("/admin/").status_code == 404
        assert not person.has_perm("wagtailadmin.access_admin")


def test_roles_open_and_close_the_admin_at_once(client, erin, company, ada, now):
    actions.give_role(erin, "author", company.finance, by=ada, now=now)
    sign_in(client, erin)
    assert client.get("/admin/").status_code == 200
    actions.take_role(erin, "author", company.finance, by=ada, now=now)
    assert client.get("/admin/").status_code == 404


def test_wagtail_can_ask_who_the_administrators_are(company, hanna, ada, now):
    policy = AdministratorsOnly(Grant, {"add", "delete"})
    actions.give_role(hanna, "admin", company.hr, by=ada, now=now)
    assert list(policy.users_with_any_permission(["add"])) == [ada]
    assert not policy.users_with_any_permission(["change"]).exists()
    assert not policy.user_has_permission(hanna, "add")
    assert not policy.user_has_permission(AnonymousUser(), "choose")


# ── people ──


def person_form(**more):
    empty = dict.fromkeys(
        ("name", "email", "job_title", "department", "site", "manager", "phone", "time_zone"), ""
    )
    return empty | {"username": "paula", "language": "en"} | more


def test_a_person_is_added_by_the_deed(office, company, ada):
    answer = office.post(
        "/admin/users/new/",
        person_form(name="Paula", department=company.it.pk, manager=company.lea.pk, is_superuser="on"),
    )
    assert answer.status_code == 302
    paula = Person.objects.get(username="paula")
    assert (paula.department, paula.manager, paula.is_superuser) == (company.it, company.lea, False)
    assert not paula.has_usable_password()
    assert (last(), Event.objects.latest("id").actor) == ("person.added", ada)


def test_a_refusal_comes_back_into_the_form_and_what_was_typed_stays(office, company, erin, mara):
    form = person_form(username="mara", name="Mara M.", email="mara@example.org", manager=erin.pk)
    answer = office.post(f"/admin/users/edit/{mara.pk}/", form | {"is_active": "on"})
    assert answer.status_code == 200
    assert "their own manager" in answer.text
    assert "Mara M." in answer.text
    mara.refresh_from_db()
    assert (mara.name, mara.manager) == ("Mara Manager", None)
    taken = office.post("/admin/users/new/", person_form(email="erin@example.org"))
    assert "Somebody else has this mail address." in taken.text


def test_only_what_differs_is_changed_and_recorded(office, company, mara, ada):
    form = person_form(
        username="mara", name="Mara Manager", email="mara@example.org", is_active="on",
        department=company.finance.pk, site=company.berlin.pk, job_title="Head of finance",
    )  # fmt: skip
    office.post(f"/admin/users/edit/{mara.pk}/", form)
    event = Event.objects.latest("id")
    assert (event.verb, set(event.data["changes"])) == ("person.changed", {"job_title"})


def test_access_is_taken_and_given_back(office, company, tom):
    form = person_form(username="tom", name="Tom", email="tom@example.org", department=company.it.pk)
    office.post(f"/admin/users/edit/{tom.pk}/", form)
    assert not Person.objects.get(pk=tom.pk).is_active
    assert last() == "person.deactivated"
    office.post(f"/admin/users/edit/{tom.pk}/", form | {"is_active": "on"})
    assert Person.objects.get(pk=tom.pk).is_active


def test_people_are_neither_deleted_nor_changed_in_bulk(office, company, erin, tom):
    assert office.get(f"/admin/users/delete/{erin.pk}/").status_code == 302
    for action in ("delete", "set_active_state", "assign_role"):
        url = f"/admin/bulk/people/person/{action}/?id={erin.pk}&id={tom.pk}"
        office.post(url, {"mark_as_active": "False", "role": ""})
    assert Person.objects.active().filter(pk__in=[erin.pk, tom.pk]).count() == 2


def test_the_machine_is_not_on_the_list(office, company):
    assert f"/admin/users/edit/{company.tom.pk}/" in office.get("/admin/users/?q=tom").text
    assert f"/admin/users/edit/{company.machine.pk}/" not in office.get("/admin/users/?q=machine").text


def test_a_person_is_chosen_by_searching(office, company, client, hanna, erin):
    found = office.get("/admin/people/chooser/results/?q=tina")
    assert "Tina Technician" in found.text
    assert "Tom Technician" not in found.text
    form = office.get("/admin/memberships/new/").text
    assert "/admin/people/chooser/" in form
    assert "Erin Employee" not in form  # no list of everybody
    assert "Tina Technician" in sign_in(client, hanna).get("/admin/people/chooser/").text
    assert "Tina Technician" not in sign_in(client, erin).get("/admin/people/chooser/", follow=True).text


# ── departments, teams ──


def test_a_department_is_added_renamed_moved_and_removed(office, company):
    form = {
        "name": "Networks",
        "name_zh": "网络部",
        "slug": "networks",
        "code": "",
        "head": "",
        "icon": "router",
    }
    office.post("/admin/departments/new/", form | {"parent": company.it.pk})
    networks = Department.objects.get(slug="networks")
    assert networks.get_parent() == company.it
    edit = f"/admin/departments/edit/{networks.pk}/"
    office.post(edit, form | {"name": "Cables", "parent": company.hr.pk})
    networks = Department.objects.get(slug="networks")
    assert (networks.name, networks.get_parent()) == ("Cables", company.hr)
    assert list(Event.objects.order_by("-id").values_list("verb", flat=True)[:2]) == [
        "department.moved",
        "department.changed",
    ]
    office.post(f"/admin/departments/delete/{networks.pk}/")
    assert not Department.objects.filter(slug="networks").exists()


def test_a_department_in_use_stays_and_the_page_says_why(office, company):
    answer = office.post(f"/admin/departments/delete/{company.finance.pk}/", follow=True)
    assert "Something still belongs to it" in answer.text
    assert Department.objects.filter(slug="finance").exists()


def test_a_department_under_itself_is_refused_in_the_form(office, company):
    form = {"name": "IT", "name_zh": "", "slug": "it", "code": "", "head": "", "icon": "x"}
    answer = office.post(f"/admin/departments/edit/{company.it.pk}/", form | {"parent": company.it.pk})
    assert "below itself" in answer.text
    assert Department.objects.get(slug="it").icon == "building-2"


def test_memberships_and_grants_are_given_and_taken(office, company, erin):
    office.post("/admin/memberships/new/", {"person": erin.pk, "team": company.it_network.pk})
    membership = Membership.objects.get(person=erin)
    office.post(f"/admin/memberships/edit/{membership.pk}/", {"is_lead": "on"})
    assert Membership.objects.get(person=erin).is_lead
    office.post(f"/admin/memberships/delete/{membership.pk}/")
    assert not Membership.objects.filter(person=erin).exists()
    assert last() == "team.left"

    office.post("/admin/grants/new/", {"person": erin.pk, "role": "auditor", "department": ""})
    grant = Grant.objects.get(person=erin)
    assert last() == "grant.given"
    assert office.get(f"/admin/grants/edit/{grant.pk}/").status_code == 302
    office.post(f"/admin/grants/delete/{grant.pk}/")
    assert not Grant.objects.filter(person=erin).exists()


def test_the_last_administrator_cannot_be_removed_here_either(office, ada):
    grant = Grant.objects.get(person=ada)
    answer = office.post(f"/admin/grants/delete/{grant.pk}/", follow=True)
    assert "last administrator" in answer.text
    assert Grant.objects.filter(person=ada).exists()


def test_a_team_and_a_site_are_kept(office, company):
    office.post(
        "/admin/teams/new/",
        {"name": "Servers", "name_zh": "", "slug": "servers", "department": company.it.pk, "email": ""},
    )
    assert Team.objects.get(slug="servers").department == company.it
    site = {"name": "Shanghai", "name_zh": "上海", "slug": "shanghai", "address": "", "calendar": ""}
    office.post("/admin/sites/new/", site | {"time_zone": "Asia/Shanghai"})
    assert last() == "site.added"


# ── calendars ──


def calendar_form(**more):
    days = {f"day{day}": "" for day in range(1, 8)}
    known = {"name": "Plant", "name_zh": "", "slug": "plant", "time_zone": "Asia/Shanghai", "holidays": "CN"}
    return known | days | {"exceptions": ""} | more


def test_hours_are_typed_as_people_write_them(office, company):
    office.post(
        "/admin/calendars/new/",
        calendar_form(
            day1="9:00-12:30, 13:30–18:00",
            day6="10:00-24:00",
            exceptions="2026-12-24\n2026-12-31 09:00-12:00",
        ),
    )
    plant = WorkingCalendar.objects.get(slug="plant")
    assert plant.hours == {"1": [["09:00", "12:30"], ["13:30", "18:00"]], "6": [["10:00", "24:00"]]}
    assert plant.exceptions == {"2026-12-24": [], "2026-12-31": [["09:00", "12:00"]]}
    page = office.get(f"/admin/calendars/edit/{plant.pk}/")
    assert 'value="09:00-12:30, 13:30-18:00"' in page.text
    assert "2026-12-31 09:00-12:00" in page.text
    events = Event.objects.count()
    unchanged = calendar_form(
        day1="09:00-12:30, 13:30-18:00", day6="10:00-24:00", exceptions="2026-12-31 09:00-12:00\n2026-12-24"
    )
    office.post(f"/admin/calendars/edit/{plant.pk}/", unchanged)
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "wrong",
    [
        {"day1": "nine to five"},
        {"day1": "17:00-09:00"},
        {"day1": "09:00-25:00"},
        {"day1": "09:00-17:00", "exceptions": "Christmas"},
        {"day1": "09:00-17:00", "holidays": "XX"},
        {},
    ],
)
def test_hours_that_make_no_sense_are_refused_in_the_form(office, company, wrong):
    answer = office.post("/admin/calendars/new/", calendar_form(**wrong))
    assert answer.status_code == 200
    assert "error" in answer.text
    assert not WorkingCalendar.objects.filter(slug="plant").exists()
