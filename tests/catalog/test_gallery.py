"""The gallery: every service in it is complete in both languages and can be ordered; taking one makes a draft."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog import gallery, publishing
from catalog.actions import ensure_storefront, order
from catalog.models import Service, ServicePage
from cmdb.models import ItemType
from journal.refusals import NotAllowed
from people import actions as people
from tests.budgets import budget
from tests.cast import sign_in
from tests.catalog.gallery import sample
from tickets.models import ServiceLevel
from ui import icons

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(company, standard, now):
    """A department that offers nothing yet, with one team."""
    department = people.add_department(slug="fresh", name="Fresh", name_zh="新部门", by=company.ada, now=now)
    people.add_team(slug="fresh-team", name="Fresh team", department=department, by=company.ada, now=now)
    return department


def setting_of(department, entry) -> gallery.Setting:
    return gallery.Setting(
        department, gallery.usual_team(department), gallery.usual_level(entry), gallery.usual_currency()
    )


def test_there_is_enough_to_begin_with():
    assert len(gallery.entries()) >= 22
    assert {one.area for one in gallery.entries()} == set(gallery.AREAS)
    assert {one.need for one in gallery.entries()} == set(gallery.NEEDS)


@pytest.mark.parametrize("entry", gallery.entries(), ids=lambda one: one.slug)
def test_every_one_is_published_without_a_word_against_it_and_ordered(entry, fresh, company, now):
    page = gallery.take(entry, setting_of(fresh, entry), by=company.ada)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert [str(fault) for fault in publishing.faults_of(page)] == []
    version = publishing.publish(page, by=company.ada, now=now)
    assert entry.spec.icon in icons.names()
    assert entry.topics
    assert any(not word.isascii() for word in entry.spec.keywords)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            answers = sample(entry, by=company.mara, company=company, now=now)
            ticket = order(version, by=company.mara, answers=answers, now=now, channel="api")
            assert ticket.team.department == fresh
            assert ticket.subject
            assert "{" not in ticket.subject
            assert answers.keys() <= {name for name, said in ticket.answers.items() if said is not None}


# ── taking ──


def test_taken_is_a_draft_of_the_own_department_with_its_team_and_currency(fresh, company):
    company.berlin.time_zone = "Asia/Shanghai"
    company.berlin.save()
    entry = gallery.entry("expense-claim")
    page = gallery.take(entry, setting_of(fresh, entry), by=company.ada)
    assert not page.live
    assert not Service.objects.exists()
    assert page.get_parent().specific.department == fresh
    draft = page.get_latest_revision_as_object()
    assert draft.team.slug == "fresh-team"
    assert draft.service_level.slug == "standard"
    assert {child.value["currency"] for child in draft.questions if "currency" in child.value} == {"CNY"}


def test_an_address_is_given_once(fresh, company):
    entry = gallery.entry("leave")
    setting = setting_of(fresh, entry)
    slugs = [gallery.take(entry, setting, by=company.ada).slug for _time in range(3)]
    assert slugs == ["leave", "leave-fresh", "leave-fresh-2"]


def test_the_service_level_nearest_to_what_is_usual_is_proposed(fresh, company):
    day = 480
    for slug, minutes, for_incidents in (
        ("quick", day, False),
        ("slow", 10 * day, False),
        ("fault", day, True),
    ):
        ServiceLevel.objects.create(
            slug=slug,
            name=slug,
            calendar=company.office_hours,
            targets={"default": {"response": 60, "resolution": minutes}},
            for_incidents=for_incidents,
        )
    proposed = {one.slug: gallery.usual_level(one).slug for one in gallery.entries()}
    assert proposed["leave"] == "quick"
    assert proposed["my-personal-data"] == "slow"
    assert proposed["something-does-not-work"] == "fault"


def test_types_of_items_that_the_company_lacks_are_left_out(fresh, company):
    entry = gallery.entry("laptop-order")
    assert [one.types for one in entry.spec.questions if one.kind == "item"] == [("laptop",)]
    assert [
        one.types for one in entry.spec_for(setting_of(fresh, entry)).questions if one.kind == "item"
    ] == [()]
    ItemType.objects.create(slug="laptop", name="Laptop")
    assert [
        one.types for one in entry.spec_for(setting_of(fresh, entry)).questions if one.kind == "item"
    ] == [("laptop",)]


def test_nobody_takes_into_another_department(fresh, company):
    entry = gallery.entry("leave")
    for person in (company.fiona, company.hanna, company.erin, company.tom):
        with pytest.raises(NotAllowed):
            gallery.take(entry, setting_of(fresh, entry), by=person)
    assert not ServicePage.objects.exists()


@pytest.mark.parametrize(
    ("text", "slug"), [("notebook", "laptop-order"), ("报销", "expense-claim"), ("2FA", "locked-out")]
)
def test_the_gallery_is_searched_by_words_of_both_languages(text, slug):
    assert slug in [one.slug for one in gallery.matching(text)]
    assert not gallery.matching(f"{text} xyzzy")


# ── in the back office ──


def hr_gallery(company, name: str = "gallery", *more) -> str:
    return reverse(f"catalog_admin:{name}", args=[ensure_storefront(company.hr).pk, *more])


def test_a_publisher_looks_around_and_takes_several_at_once(client, company, standard):
    sign_in(client, company.hanna)
    page = client.get(hr_gallery(company))
    assert page.status_code == 200
    html = page.content.decode()
    assert html.index("Employment certificate") < html.index(
        "Expense claim"
    )  # the department's own area first
    assert "Expense claim" not in client.get(hr_gallery(company), {"topic": "time-off"}).content.decode()
    assert "Leave" in client.get(hr_gallery(company), {"q": "年假"}).content.decode()
    asked = client.get(hr_gallery(company, "gallery-take"), {"pick": ["leave", "training"]}).content.decode()
    assert "HR services" in asked
    assert "IT service desk" not in asked
    sent = {
        "pick": ["leave", "training"],
        "team": company.hr_services.pk,
        "service_level": "",
        "currency": "CHF",
    }
    assert client.post(hr_gallery(company, "gallery-take"), sent).status_code == 302
    taken = {page.slug: page for page in ServicePage.objects.all()}
    assert set(taken) == {"leave", "training"}
    assert not any(page.live for page in taken.values())
    assert taken["leave"].owner == company.hanna
    assert "You have it already" in client.get(hr_gallery(company)).content.decode()


def test_both_languages_of_a_service_are_shown_before_it_is_taken(client, company, standard):
    sign_in(client, company.hanna)
    assert client.get(hr_gallery(company, "gallery-look", "leave")).status_code == 200
    english = client.get(hr_gallery(company, "gallery-picture", "leave", "en")).content.decode()
    chinese = client.get(hr_gallery(company, "gallery-picture", "leave", "zh")).content.decode()
    assert "Who stands in for you?" in english
    assert "由谁代班？" in chinese
    assert not ServicePage.objects.exists()


def test_a_team_of_another_department_is_not_to_be_chosen(client, company, standard):
    sign_in(client, company.hanna)
    sent = {"pick": "leave", "team": company.it_network.pk, "service_level": ""}
    assert client.post(hr_gallery(company, "gallery-take"), sent).status_code == 422
    assert not ServicePage.objects.exists()


def test_other_publishers_and_employees_get_nothing_of_it(client, company, standard):
    for name, more in (
        ("gallery", []),
        ("gallery-take", []),
        ("gallery-look", ["leave"]),
        ("gallery-picture", ["leave", "en"]),
    ):
        address = hr_gallery(company, name, *more)
        missing = reverse(f"catalog_admin:{name}", args=[999_999, *more])
        for person, allowed in ((company.fiona, 404), (company.erin, 302), (company.tom, 302)):
            sign_in(client, person)
            for answer in (client.get(address, {"pick": "leave"}), client.post(address, {"pick": "leave"})):
                # who has no business in the back office is sent to its door, as everywhere there
                assert answer.status_code in (allowed, 403, 404, 405), (person, address)
            assert client.get(address).status_code == client.get(missing).status_code
        assert Client().get(address).status_code == 302
    assert not ServicePage.objects.exists()


def test_what_one_department_took_is_nowhere_in_another_s_gallery(client, company, standard):
    ensure_storefront(company.finance)
    sign_in(client, company.hanna).post(
        hr_gallery(company, "gallery-take"), {"pick": "leave", "team": company.hr_services.pk}
    )
    storefront = company.finance.storefront
    html = sign_in(client, company.fiona).get(reverse("catalog_admin:gallery", args=[storefront.pk]))
    assert "You have it already" not in html.content.decode()


@pytest.mark.parametrize(("name", "more"), [("gallery", []), ("gallery-look", ["leave"])])
def test_the_pages_keep_their_budgets(client, company, standard, name, more):
    sign_in(client, company.hanna)
    address = hr_gallery(company, name, *more)
    client.get(address)
    with budget(f"catalog-admin:{name}"):
        client.get(address)


# ── by command ──


def test_the_commands_list_take_and_publish(company, standard, capsys):
    call_command("list_gallery")
    assert "expense-claim" in capsys.readouterr().out
    call_command("take_service", "leave", "hr")
    assert capsys.readouterr().out == "leave: a draft of hr\n"
    call_command("take_service", "training", "hr", "--publish")
    assert Service.objects.live().get().slug == "training"
    with pytest.raises(CommandError, match="no department 'nowhere'"):
        call_command("take_service", "leave", "nowhere")
