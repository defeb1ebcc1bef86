"""Versions, going back, cloning, export and import in the back office, by people with no right but their own."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog import packaging, publishing
from catalog.actions import clone, ensure_storefront, order, roll_back
from catalog.faults import CannotPublish
from catalog.models import Draft, Service, ServicePage, ServiceVersion
from journal.refusals import Invalid, NotAllowed
from people import actions as people
from tests.budgets import budget
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.models import Clock, Rating

pytestmark = pytest.mark.django_db

SECRETS = ("Severance", "遣散费", "severance", "Who leaves")


def url(name: str, severance, *args) -> str:
    return reverse(f"catalog_admin:{name}", args=[severance.pk, *args])


@pytest.fixture
def severance(offer, company, now):
    """A service of HR's in two versions."""
    offer(
        "severance",
        department="hr",
        title={"en": "Severance", "zh": "遣散费"},
        questions=[question("text", "who_leaves", required=True)],
    )
    severance = ServicePage.objects.get()
    severance.summary = "Now with a calculator."
    publishing.publish(severance, by=company.hanna, now=now, notes="It computes.", notes_zh="现在会计算。")
    ensure_storefront(company.finance)
    return ServicePage.objects.get()


def version(number: int) -> ServiceVersion:
    return ServiceVersion.objects.get(number=number)


def uploaded(text: str) -> dict:
    return {"file": SimpleUploadedFile("severance.yaml", text.encode())}


# ── versions ──


def test_the_versions_page_says_when_by_whom_what_is_new_and_how_each_did(client, severance, company, now):
    tickets = [
        order(version(2), by=company.erin, answers={"who_leaves": "x"}, now=now, channel="portal")
        for _time in range(3)
    ]
    for ticket, spent in zip(tickets, (60, 120, 1200), strict=True):
        ticket.resolved_at = now
        ticket.save()
        Clock.objects.filter(ticket=ticket, kind="resolution").update(stopped_at=now, spent=spent)
        Rating.objects.create(ticket=ticket, person=company.erin, score=4, rated_at=now)
    service = Service.objects.get()
    Draft.objects.create(
        person=company.erin, ordered_for=company.erin, service=service, version=version(1), key="k",
        outcome="abandoned", started_at=now, saved_at=now,
    )  # fmt: skip

    html = sign_in(client, company.hanna).get(url("versions", severance)).content.decode()

    assert "It computes." in html
    assert "Hanna Owner" in html
    assert "2 working hours" in html
    assert "4.0 of 5" in html
    rows = html.split("<tbody>")[1].split("</tr>")
    assert '<td class="service-number">3</td>' in rows[0]
    assert '<td class="service-number">1</td>' in rows[1]
    assert "ordered now" in rows[0]
    assert "ordered now" not in rows[1]


def test_a_chinese_publisher_reads_it_in_chinese(client, severance, company):
    company.hanna.language = "zh-hans"
    company.hanna.save()
    html = sign_in(client, company.hanna).get(url("versions", severance)).content.decode()
    assert "现在会计算。" in html
    assert "版本" in html


def test_two_versions_and_the_draft_are_compared_in_words(client, severance, company):
    sign_in(client, company.hanna)
    html = client.get(url("compare", severance)).content.decode()
    assert "In one sentence in English: “A sentence.” → “Now with a calculator.”" in html
    html = client.get(url("compare", severance), {"old": 2, "new": 1}).content.decode()
    assert "“Now with a calculator.” → “A sentence.”" in html
    assert "No differences." in client.get(url("compare", severance), {"old": 1, "new": 1}).content.decode()
    severance.team = None
    severance.save_revision(user=company.hanna)
    html = client.get(url("compare", severance), {"old": 2, "new": "draft"}).content.decode()
    assert "Team was taken away: “HR services”" in html
    for wrong in ("7", "x", "-1", "9" * 30):
        assert client.get(url("compare", severance), {"old": wrong}).status_code == 404


def test_one_version_alone_is_compared_with_nothing_but_the_draft(client, offer, company):
    offer("parking", department="hr")
    page = ServicePage.objects.get()
    listed = sign_in(client, company.hanna).get(url("versions", page)).text
    assert "Compare the two" not in listed
    assert 'type="radio"' not in listed

    page.summary = "With a roof."
    page.save_revision(user=company.hanna)
    assert "With a roof." in client.get(url("compare", page)).text


def test_the_versions_page_stays_within_its_budget(client, severance, company, now):
    for number in range(10):
        severance.summary = f"Summary {number}."
        publishing.publish(severance, by=company.hanna, now=now)
    sign_in(client, company.hanna)
    client.get(url("versions", severance))
    with budget("catalog-admin:versions"):
        client.get(url("versions", severance))
    with budget("catalog-admin:compare"):
        client.get(url("compare", severance))


def test_fewer_than_three_ratings_are_nobodys_business(severance, company, now):
    from catalog.figures import figures_of

    for _time in range(2):
        ticket = order(version(2), by=company.erin, answers={"who_leaves": "x"}, now=now, channel="portal")
        Rating.objects.create(ticket=ticket, person=company.erin, score=1, rated_at=now)
    assert figures_of(Service.objects.get())[version(2).pk].satisfaction is None


# ── back ──


def test_going_back_publishes_the_old_content_as_a_new_version_and_leaves_tickets_alone(
    client, severance, company, now
):
    ticket = order(version(2), by=company.erin, answers={"who_leaves": "x"}, now=now, channel="portal")
    sign_in(client, company.hanna)
    assert "→ “A sentence.”" in client.get(url("back", severance, 1)).content.decode()
    assert ServiceVersion.objects.count() == 2

    assert client.post(url("back", severance, 1)).status_code == 302

    current = Service.objects.get().current
    assert (current.number, current.digest) == (3, version(1).digest)
    assert (current.notes, current.notes_zh) == ("Back to version 1", "回到版本 1")
    assert current.published_by == company.hanna
    ticket.refresh_from_db()
    assert ticket.order.version == version(2)
    severance.refresh_from_db()
    assert severance.get_latest_revision_as_object().summary == "A sentence."


def test_who_may_only_draft_goes_back_in_the_draft(client, severance, company, now):
    people.give_role(company.hugo, "publisher", company.hr, by=company.machine, now=now)
    people.give_role(company.mara, "publication-approver", company.hr, by=company.machine, now=now)
    assert roll_back(version(1), by=company.hugo, now=now) is None
    assert Service.objects.get().current.number == 2
    severance.refresh_from_db()
    assert severance.get_latest_revision_as_object().summary == "A sentence."


def test_going_back_keeps_the_address_and_what_is_missing_meanwhile_is_refused(
    severance, company, now, client
):
    severance.slug = "leaving"
    publishing.publish(severance, by=company.hanna, now=now)
    roll_back(version(1), by=company.hanna, now=now)
    assert Service.objects.get().slug == "leaving"

    from people.models import Team

    Team.objects.filter(slug="hr-services").update(slug="hr-people")
    with pytest.raises(CannotPublish):
        roll_back(version(2), by=company.hanna, now=now)
    response = sign_in(client, company.hanna).post(url("back", severance, 2))
    assert response.status_code == 422
    assert "Choose a team" in response.content.decode()


def test_what_is_ordered_now_is_no_place_to_go_back_to(severance, company, now):
    with pytest.raises(Invalid):
        roll_back(version(2), by=company.hanna, now=now)
    assert ServiceVersion.objects.count() == 2


def test_a_locked_page_is_left_alone(severance, company, now):
    severance.locked, severance.locked_by, severance.locked_at = True, company.ada, now
    severance.save()
    with pytest.raises(NotAllowed):
        roll_back(version(1), by=company.hanna, now=now)


def test_release_notes_are_not_said_twice(severance, company, now):
    severance.summary = "Another one."
    publishing.publish(severance, by=company.hanna, now=now + timedelta(days=1))
    assert version(3).notes == ""


# ── clone ──


def test_a_clone_is_a_draft_of_the_same_department_under_its_own_address(client, severance, company):
    sign_in(client, company.hanna)
    assert 'value="severance-copy"' in client.get(url("clone", severance)).content.decode()
    response = client.post(url("clone", severance), {"slug": "severance-copy"})

    copy = ServicePage.objects.get(slug="severance-copy")
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert client.get(response["Location"]).status_code == 200
    assert (copy.title, copy.title_zh, copy.live) == ("Copy of Severance", "遣散费（副本）", False)
    assert copy.get_parent() == severance.get_parent()
    assert [child.value["name"] for child in copy.questions] == ["who_leaves"]
    assert Service.objects.count() == 1


@pytest.mark.parametrize("slug", ["severance", "Not An Address", ""])
def test_a_clone_needs_a_free_and_proper_address(client, severance, company, slug):
    response = sign_in(client, company.hanna).post(url("clone", severance), {"slug": slug})
    assert response.status_code == 422
    assert ServicePage.objects.count() == 1


# ── files ──


def test_exporting_and_importing_again_differs_in_nothing(client, severance, company):
    sign_in(client, company.hanna)
    response = client.get(url("export", severance))
    assert response["Content-Disposition"] == 'attachment; filename="severance-v2.yaml"'
    text = response.content.decode()
    assert "notes: {en: It computes., zh: 现在会计算。}" in text
    html = client.post(url("import", severance.get_parent()), uploaded(text)).content.decode()
    assert "No differences." in html
    assert "Save as a draft" not in html
    older = client.get(url("export-version", severance, 1))
    assert "A sentence." in older.content.decode()


def test_an_import_is_shown_confirmed_and_saved_as_a_draft(client, severance, company, now):
    sign_in(client, company.hanna)
    text = client.get(url("export", severance)).content.decode().replace("Now with a calculator", "Very new")
    address = url("import", severance.get_parent())
    response = client.post(address, uploaded(text))
    assert "→ “Very new.”" in response.content.decode()
    seen = response.context["found"].seen

    severance.summary = "Meanwhile."
    severance.save_revision(user=company.hanna)
    changed = client.post(address, {"content": text.replace("\n", "\r\n"), "name": "x.yaml", "seen": seen})
    assert "“Meanwhile.” → “Very new.”" in changed.content.decode()
    seen = changed.context["found"].seen
    response = client.post(address, {"content": text.replace("\n", "\r\n"), "name": "x.yaml", "seen": seen})

    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[severance.pk])
    severance.refresh_from_db()
    assert severance.get_latest_revision_as_object().summary == "Very new."
    assert Service.objects.get().current.number == 2


def test_what_does_not_fit_is_refused_with_its_line(client, severance, company):
    sign_in(client, company.hanna)
    text = client.get(url("export", severance)).content.decode()
    address = url("import", severance.get_parent())
    for wrong, sentence in (
        (text.replace("team: hr-services", "team: nobody"), "There is no team “nobody”."),
        (text.replace("department: hr", "department: finance"), "not for this one"),
        ("a: &a [*a]", "severance.yaml:1: Anchors"),
        ("x" * (1024 * 1024 + 5), "larger than 1 MB"),
    ):
        response = client.post(address, uploaded(wrong))
        assert response.status_code == 422
        assert sentence in response.content.decode()
    assert ServicePage.objects.count() == 1


# ── nobody else ──

PAGES = [
    ("versions", ()),
    ("compare", ()),
    ("back", (1,)),
    ("export-version", (1,)),
    ("export", ()),
    ("clone", ()),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_publisher_of_another_department_finds_nothing_of_hrs(client, severance, company, name, args):
    address = url(name, severance, *args)
    assert sign_in(Client(), company.hanna).get(address).status_code == 200
    for person in (company.fiona, company.erin, company.tom, company.hugo):
        sign_in(client, person)
        for response in (client.get(address), client.post(address, {"slug": "mine"})):
            assert response.status_code in (302, 404, 405), person
            assert not any(secret in response.content.decode() for secret in SECRETS)
            if response.status_code == 302:
                assert response["Location"].startswith(("/admin/login/", "/accounts/login/", "/admin/"))
    assert ServicePage.objects.count() == 1
    assert ServiceVersion.objects.count() == 2


def test_a_foreign_service_and_one_that_does_not_exist_answer_alike(client, severance, company):
    sign_in(client, company.fiona)
    for name, args in PAGES:
        theirs = client.get(url(name, severance, *args))
        for missing in (999_999, 10**30):
            none = client.get(reverse(f"catalog_admin:{name}", args=[missing, *args]))
            assert (theirs.status_code, none.status_code) == (404, 404)


def test_nothing_is_imported_for_another_department(client, severance, company, now):
    text = packaging.version_package(version(2), now=now)
    sign_in(client, company.fiona)
    assert client.get(url("import", severance.get_parent())).status_code == 404
    assert client.post(url("import", severance.get_parent()), uploaded(text)).status_code == 404
    own = company.finance.storefront
    response = client.post(url("import", own), uploaded(text))
    assert response.status_code == 422
    assert "Now with a calculator" not in response.content.decode()
    for forged in (text, text.replace("department: hr", "department: finance")):
        response = client.post(url("import", own), {"content": forged, "name": "x", "seen": "new"})
        assert response.status_code == 422
    assert ServicePage.objects.count() == 1


def test_no_deed_serves_a_stranger(severance, company, now):
    for person in (company.fiona, company.erin, company.hugo):
        with pytest.raises(NotAllowed):
            roll_back(version(1), by=person, now=now)
        with pytest.raises(NotAllowed):
            clone(severance, slug="mine", by=person)


def test_the_doors_stand_where_publishers_work(client, severance, company):
    sign_in(client, company.hanna)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[severance.pk])).content.decode()
    explore = client.get(reverse("wagtailadmin_explore", args=[severance.get_parent().pk])).content.decode()
    for name in ("versions", "clone", "export"):
        assert url(name, severance) in edit
        assert url(name, severance) in explore
    assert url("import", severance.get_parent()) in explore
