"""An empty desk is founded: the first administrator by a link, then four pages that end with live services."""

import re

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalog.models import Service, ServicePage
from journal.models import Delivery
from journal.refusals import NotAllowed
from people import actions
from people.models import Department, Person, Site, Team, WorkingCalendar
from servicedesk.founding import first
from servicedesk.founding.forms import USUAL
from tests.budgets import budget
from tests.cast import NOW, sign_in
from tickets.models import ServiceLevel

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
FIRST = {
    "name": "Ada Admin",
    "email": "ada@example.org",
    "username": "ada",
    "password": PASSWORD,
    "again": PASSWORD,
}
COMPANY = {
    "name": "Halden Instruments",
    "name_zh": "哈尔登仪器",
    "language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "days": ["1", "2", "3", "4", "5"],
    "opens": "08:30",
    "closes": "17:30",
    "holidays": "CN",
}
PAGES = ("start", "company", "departments", "services", "ready")


def url(name: str) -> str:
    return reverse(f"founding:{name}")


def department(area: str, **more: str) -> dict[str, str]:
    said = {
        "offers": "on",
        "name": area.upper(),
        "name_zh": "部门",
        "team": f"{area} team",
        "team_zh": "团队",
    }
    return {
        f"{area}-{name}": value for name, value in {**said, "lead_name": "", "lead_mail": "", **more}.items()
    }


@pytest.fixture
def admin(db) -> Person:
    """The first administrator of a desk that has nothing else."""
    return first.make_first(
        first.new_token(),
        username="ada",
        name="Ada Admin",
        email="ada@example.org",
        password=PASSWORD,
        language="en",
        now=NOW,
    )


@pytest.fixture
def founder(client, admin):
    return sign_in(client, admin)


# ── the first administrator ──


def test_the_link_makes_its_reader_the_first_administrator_and_only_once(client, capsys):
    call_command("found_company")
    link = re.sub(r"^http://[^/]+", "", capsys.readouterr().out.strip())
    assert client.get(link).status_code == 200
    answer = client.post(link, FIRST, follow=True)
    assert answer.redirect_chain[-1][0] == url("company")
    ada = Person.objects.get(username="ada")
    assert ada.is_admin
    assert not ada.is_superuser
    client.logout()
    assert client.get(link).status_code == 404
    assert client.post(link, {**FIRST, "username": "eve", "email": "eve@example.org"}).status_code == 404
    assert not Person.objects.filter(username="eve").exists()
    with pytest.raises(CommandError):
        call_command("found_company")


def test_nobody_gets_in_by_a_link_that_was_not_made_here_or_is_a_day_old(client, monkeypatch):
    for token in (
        "first",
        signing.dumps("first:0", salt="another"),
        signing.dumps("second", salt=first.SALT),
    ):
        assert client.get(reverse("founding:first", args=[token])).status_code == 410
        assert client.post(reverse("founding:first", args=[token]), FIRST).status_code == 410
    old = first.link().partition("/first/")[2].strip("/")
    monkeypatch.setattr(first, "HOURS", -1)
    assert client.post(reverse("founding:first", args=[old]), FIRST).status_code == 410
    assert first.is_wanted()


def test_a_weak_or_mistyped_password_is_said_beside_it_and_the_rest_stays(client):
    link = re.sub(r"^http://[^/]+", "", first.link())
    for wrong in ({"again": "another one"}, {"password": "12345", "again": "12345"}, {"email": "nonsense"}):
        answer = client.post(link, {**FIRST, **wrong})
        assert answer.status_code == 422
        assert "Ada Admin" in answer.content.decode()
    assert first.is_wanted()


def test_a_second_first_administrator_is_refused(admin):
    with pytest.raises(NotAllowed):
        make_eve(first.new_token())


def test_a_link_that_was_used_makes_no_second_administrator_whatever_became_of_the_first(client):
    before = (first.new_token(), first.new_token())
    link = reverse("founding:first", args=[before[0]])
    client.post(link, FIRST)
    client.logout()
    Person.objects.filter(username="ada").update(is_active=False)  # past the deeds, which refuse it
    assert first.is_wanted()
    for token in before:
        answer = client.post(
            reverse("founding:first", args=[token]), {**FIRST, "username": "eve", "email": "eve@example.org"}
        )
        assert answer.status_code == 410
        with pytest.raises(NotAllowed):
            make_eve(token)
    Person.objects.filter(username="ada").delete()
    assert client.get(link).status_code == 410
    assert make_eve(first.new_token()).is_admin  # by a link made since


def make_eve(token: str) -> Person:
    return first.make_first(
        token, username="eve", name="Eve", email="", password=PASSWORD, language="en", now=NOW
    )


# ── the pages ──


def test_from_an_empty_desk_to_live_services(founder, admin):
    assert "Set up the desk" in founder.get("/").content.decode()
    assert founder.get(url("start")).url == url("company")
    assert founder.post(url("company"), COMPANY).url == url("departments")
    site, calendar = Site.objects.get(), WorkingCalendar.objects.get()
    assert (site.label, site.time_zone, site.calendar) == ("Halden Instruments", "Asia/Shanghai", calendar)
    assert calendar.hours["5"] == [["08:30", "17:30"]]
    assert "6" not in calendar.hours
    quick = ServiceLevel.objects.get(slug="quick")
    assert quick.targets["default"]["resolution"] == 9 * 60  # a day of this company
    admin.refresh_from_db()
    assert (admin.language, admin.site) == ("zh-hans", site)

    sent = {
        **department("hr", lead_name="Hanna", lead_mail="hanna.owner@example.org"),
        **department("finance"),
    }
    assert founder.post(url("departments"), sent).url == url("services")
    hanna = Person.objects.get(email="hanna.owner@example.org")
    hr = Department.objects.get(slug="hr")
    assert hr.confidential
    assert (hr.head, hanna.department, hanna.language) == (hanna, hr, "zh-hans")
    assert hanna.can("owner", hr)
    assert not hanna.can("owner", Department.objects.get(slug="finance"))
    assert Delivery.objects.filter(reaction="people.mail_new_password").count() == 1
    assert [team.memberships.get(is_lead=True).person for team in Team.objects.order_by("pk")] == [
        hanna,
        admin,
    ]

    picked = {"pick": ["employment-certificate", "expense-claim", "visitors"], "currency": "CNY"}
    assert founder.post(url("services"), picked).url == url("ready")
    live = {one.slug: one for one in Service.objects.live()}
    assert live.keys() == set(picked["pick"])
    assert live["expense-claim"].department.slug == "finance"
    assert live["visitors"].department.slug == "hr"  # nobody else is there who could
    assert "CNY" in str(live["expense-claim"].current.spec)
    html = founder.get(url("ready")).content.decode()
    assert all(one.get_absolute_url() in html for one in live.values())
    gallery = reverse("catalog_admin:gallery", args=[Department.objects.get(slug="finance").storefront.pk])
    assert gallery in html
    assert founder.get(gallery).status_code == 200
    assert url("start") not in founder.get("/").content.decode()


def test_once_something_is_offered_the_pages_are_closed(founder, admin, client):
    found_company(founder)
    founder.post(url("services"), {"need": ["people"], "currency": "EUR"})
    assert set(Service.objects.live().values_list("slug", flat=True)) == {"leave", "training"}
    again = {"need": ["people", "joining"], "currency": "EUR"}
    assert founder.post(url("services"), again).url == url("ready")  # sent twice
    changed = {**COMPANY, "name": "Halden Works"}
    assert founder.post(url("company"), changed).url == url("ready")
    assert url("company") not in founder.get(url("ready")).content.decode()
    client.logout()
    sign_in(client, admin)  # another day
    for page in PAGES:
        assert client.get(url(page)).status_code == 404
    for page, sent in (("company", changed), ("departments", department("it")), ("services", again)):
        assert client.post(url(page), sent).status_code == 404
    assert Site.objects.get().name == "Halden Instruments"
    assert Service.objects.live().count() == ServicePage.objects.count() == 2
    assert Department.objects.count() == 1


def test_who_comes_back_finds_what_is_there_and_changes_it(founder):
    found_company(founder)
    html = founder.get(url("company")).content.decode()
    assert 'value="Halden Instruments"' in html
    assert 'value="08:30"' in html
    calendar = WorkingCalendar.objects.get()
    calendar.hours = {
        day: [["08:30", "12:00"], ["13:00", spans[0][1]]] for day, spans in calendar.hours.items()
    }
    calendar.save()
    founder.post(url("company"), {**COMPANY, "name": "Halden Works"})
    assert WorkingCalendar.objects.get().hours["1"][0] == ["08:30", "12:00"]  # breaks stay
    level = ServiceLevel.objects.get(slug="standard")
    level.targets = {"default": {"response": 1, "resolution": 2}}
    level.save()
    founder.post(url("company"), {**COMPANY, "name": "Halden Group", "closes": "16:00"})
    assert Site.objects.get().name == "Halden Group"
    assert WorkingCalendar.objects.get().hours["1"] == [["08:30", "16:00"]]
    level.refresh_from_db()
    assert level.targets["default"]["resolution"] == 2  # somebody has worked on it since
    assert founder.get(url("start")).url == url("services")
    founder.post(url("departments"), department("it"))
    assert set(Department.objects.values_list("slug", flat=True)) == {"hr", "it"}
    assert founder.post(url("departments"), {}).url == url("services")  # nothing more is fine, too


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("company", {**COMPANY, "closes": "08:00"}, "Halden Instruments"),
        ("company", {**COMPANY, "days": []}, "Halden Instruments"),
        ("company", {**COMPANY, "time_zone": "Moon/Base"}, "Halden Instruments"),
        ("departments", {}, ""),
        (
            "departments",
            {**department("it", name="Computers"), **department("hr", lead_mail="x")},
            "Computers",
        ),
        (
            "departments",
            {**department("it", name="Computers"), **department("hr", lead_name="X")},
            "Computers",
        ),
        ("departments", department("it", name="Computers", team=""), "Computers"),
        ("services", {"pick": ["no-such-service"]}, ""),
    ],
)
def test_what_does_not_fit_comes_back_with_everything_typed(founder, name, sent, said):
    if name != "company":
        founder.post(url("company"), COMPANY)
    if name == "services":
        founder.post(url("departments"), department("hr"))
    answer = founder.post(url(name), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not (name == "departments" and Department.objects.exists())


def test_one_department_that_is_refused_leaves_none_behind(founder):
    founder.post(url("company"), COMPANY)
    too_long = f"{'x' * 200}@example.org"
    for wrong in ({"lead_mail": too_long, "lead_name": "X" * 200}, {"lead_mail": "a" * 250 + "@example.org"}):
        answer = founder.post(url("departments"), {**department("it"), **department("hr", **wrong)})
        assert answer.status_code == 422
        assert not Department.objects.exists()
        assert Person.objects.active().count() == 1


def test_departments_sent_twice_are_opened_once(founder):
    founder.post(url("company"), COMPANY)
    sent = {**department("it"), **department("other", name="Legal")}
    for _time in range(2):
        assert founder.post(url("departments"), sent).url == url("services")
    assert sorted(Department.objects.values_list("slug", flat=True)) == ["it", "legal"]
    assert Team.objects.count() == 2


def test_a_page_before_its_time_leads_back(founder):
    assert founder.get(url("departments")).url == url("company")
    assert founder.get(url("services")).url == url("departments")
    assert founder.get(url("ready")).url == url("start")


def test_a_lead_who_has_an_account_is_not_made_twice(founder, admin):
    founder.post(url("company"), COMPANY)
    founder.post(url("departments"), department("hr", lead_name="Me", lead_mail="ADA@example.org"))
    assert Person.objects.active().get() == admin
    assert Department.objects.get().head == admin


def test_nobody_but_administrators_gets_the_pages_or_is_told_of_them(client, company):
    for person in (company.erin, company.tom, company.lea, company.fiona, company.hanna):
        sign_in(client, person)
        for page in PAGES:
            assert client.get(url(page)).status_code == 404
            assert client.post(url(page), {**COMPANY, **department("it"), "pick": "leave"}).status_code == 404
        assert "/setup/" not in client.get("/").content.decode()
    client.logout()
    assert all("/login/" in client.get(url(page)).url for page in PAGES)
    assert not ServicePage.objects.exists()


def test_operations_offer_it_while_nothing_is_published(client, company):
    sign_in(client, company.ada)
    deliveries = reverse("journal:deliveries")
    assert "/setup/" in client.get(deliveries).content.decode()
    assert "/setup/" in client.get("/").content.decode()


@pytest.mark.parametrize("name", ["company", "departments", "services"])
def test_the_pages_keep_their_budgets(founder, name):
    found_company(founder)
    founder.get(url(name))
    with budget(f"founding:{name}"):
        founder.get(url(name))


def test_a_company_keeps_the_usual_hours_when_none_are_known(founder):
    html = founder.get(url("company")).content.decode()
    assert f'value="{USUAL["opens"]:%H:%M}"' in html


def found_company(founder) -> None:
    founder.post(url("company"), COMPANY)
    founder.post(url("departments"), department("hr"))


def test_an_administrator_of_one_department_founds_nothing(client, company, now):
    actions.give_role(company.hanna, "admin", company.hr, by=company.ada, now=now)
    assert sign_in(client, company.hanna).get(url("start")).status_code == 404
