"""Publishers at work in the editor: by HTTP, with no right but their own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from catalog import scheduling
from catalog.actions import ensure_storefront
from catalog.models import Service, ServicePage, ServiceVersion
from people import actions as people
from people.models import Notice
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def filled_in(company, **more):
    """What the editor sends for a small, complete service."""
    data = {
        "title": "Employment certificate",
        "title_zh": "在职证明",
        "slug": "employment-certificate",
        "summary": "A letter that says you work here.",
        "summary_zh": "在职证明信",
        "description": rich_text("<p>A signed letter.</p>"),
        "description_zh": rich_text("<p>签字信函</p>"),
        "for_whom": "Everybody",
        "for_whom_zh": "所有人",
        "icon": "file-badge",
        "currency": "EUR",
        "questions": streamfield(
            [
                ("text", {"label": "Addressee", "label_zh": "收件人", "required": "on", "max_length": "200"}),
                ("yesno", {"label": "With salary", "label_zh": "含工资"}),
            ]
        ),
        "on_behalf": "on",
        "kind": "request",
        "steps": streamfield([("step", {"title": "We write", "title_zh": "开具"})]),
        "service_level": str(company.level.pk),
        "impact": "3",
        "urgency": "3",
        "priorities": streamfield([]),
        "team": str(company.hr_services.pk),
        "routes": streamfield([]),
        "articles": streamfield([]),
        "parts": streamfield([]),
        "quantity_max": "1",
        "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""},
        **more,
    }
    data["comments"] = {f"comments-{name}": value for name, value in data.pop("comments").items()}
    comments = data.pop("comments")
    return {**nested_form_data(data), **comments}


@pytest.fixture
def hr(company, standard):
    """HR's and IT's storefronts, and the publishers' company."""
    company.level = standard
    ensure_storefront(company.it)
    company.storefront = ensure_storefront(company.hr)
    return company


def new_service(company) -> str:
    return reverse("wagtailadmin_pages:add", args=["catalog", "servicepage", company.storefront.pk])


def test_hanna_opens_an_empty_editor_writes_a_service_and_publishes_it(client, hr):
    sign_in(client, hr.hanna)
    html = client.get(new_service(hr)).content.decode()
    for tab in ("Product", "Form", "Flow", "Service level", "Routing", "Knowledge", "Who may see it"):
        assert tab in html

    response = client.post(new_service(hr), {**filled_in(hr), "action-publish": "1"})

    assert response.status_code == 302
    version = ServiceVersion.objects.get()
    assert (version.service.slug, version.number, version.published_by) == (
        "employment-certificate",
        1,
        hr.hanna,
    )
    assert [question.name for question in version.service_spec.questions] == ["addressee", "with_salary"]
    html = sign_in(client, hr.erin).get("/services/employment-certificate/").content.decode()
    assert "Addressee" in html


def test_the_editor_speaks_chinese_to_a_chinese_publisher(client, hr):
    hr.hanna.language = "zh-hans"
    hr.hanna.save()
    html = sign_in(client, hr.hanna).get(new_service(hr)).content.decode()
    assert "发布" in html  # Wagtail's own word for publish


def test_a_chinese_publisher_looks_at_the_draft_in_chinese_first(client, hr):
    hr.hanna.language = "zh-hans"
    hr.hanna.save()
    sign_in(client, hr.hanna)
    client.post(new_service(hr), filled_in(hr))
    draft = reverse("wagtailadmin_pages:view_draft", args=[ServicePage.objects.get().pk])
    assert "在职证明信" in client.get(draft).content.decode()
    assert "A letter that says you work here." in client.get(f"{draft}?mode=en").content.decode()


def test_a_draft_that_does_not_fit_is_kept_and_every_fault_is_a_link_to_its_spot(client, hr):
    sign_in(client, hr.hanna)
    broken = filled_in(
        hr,
        team="",
        questions=streamfield(
            [
                ("text", {"label": "Reason", "visible_if": "wth_salary", "max_length": "200"}),
                ("choice", {"label": "Language", "choices": streamfield([]), "look": "select"}),
            ]
        ),
    )
    for name in list(broken):
        if name.startswith("questions-1-value-choices"):
            del broken[name]
    broken["questions-1-value-choices-count"] = "0"
    response = client.post(new_service(hr), {**broken, "action-publish": "1"}, follow=True)

    html = response.content.decode()
    page = ServicePage.objects.get()
    assert not Service.objects.exists()
    assert not page.live
    assert page.get_latest_revision_as_object().summary == "A letter that says you work here."
    assert 'href="#id_team"' in html
    [choice] = [
        child for child in page.get_latest_revision_as_object().questions if child.block_type == "choice"
    ]
    assert f'href="#block-{choice.id}-section"' in html


def test_publishing_a_new_version_from_the_editor_and_only_saving_in_between(client, hr):
    sign_in(client, hr.hanna)
    client.post(new_service(hr), {**filled_in(hr), "action-publish": "1"})
    page = ServicePage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).status_code == 200

    client.post(edit, filled_in(hr, summary="Only saved."))
    assert ServiceVersion.objects.count() == 1
    notes = filled_in(hr, summary="Published.", release_notes="It now says more.")
    client.post(edit, {**notes, "action-publish": "1"})

    second = ServiceVersion.objects.get(number=2)
    assert (second.service_spec.summary["en"], second.notes) == ("Published.", "It now says more.")
    assert Service.objects.get().current == second


def test_what_breaks_a_live_service_is_refused_and_the_old_version_stays(client, hr):
    sign_in(client, hr.hanna)
    client.post(new_service(hr), {**filled_in(hr), "action-publish": "1"})
    page = ServicePage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    client.post(edit, {**filled_in(hr, service_level="", summary="Worse."), "action-publish": "1"})

    page.refresh_from_db()
    assert page.summary == "A letter that says you work here."
    assert Service.objects.get().current.number == 1
    assert Service.objects.get().is_live


def test_unpublishing_in_the_editor_takes_it_off_the_portal(client, hr):
    sign_in(client, hr.hanna)
    client.post(new_service(hr), {**filled_in(hr), "action-publish": "1"})
    page = ServicePage.objects.get()
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not Service.objects.visible_to(hr.erin).exists()


def test_fiona_cannot_touch_or_look_into_hrs_storefront(client, hr):
    sign_in(client, hr.hanna)
    client.post(new_service(hr), {**filled_in(hr), "action-publish": "1"})
    page = ServicePage.objects.get()
    ensure_storefront(hr.finance)
    client = sign_in(Client(), hr.fiona)

    assert client.get(new_service(hr)).status_code == 404
    sent = client.post(new_service(hr), {**filled_in(hr, slug="mine"), "action-publish": "1"})
    assert sent.status_code == 404
    for name in ("edit", "unpublish", "delete", "copy", "move", "history", "view_draft"):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        assert response.status_code in (302, 403, 404), name
        assert "A letter that says" not in response.content.decode()
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {**filled_in(hr, title="Mine"), "action-publish": "1"},
    )
    explorer = client.get(reverse("wagtailadmin_explore", args=[hr.storefront.pk])).content.decode()
    assert "Employment certificate" not in explorer
    found = client.get(reverse("wagtailadmin_pages:search"), {"q": "certificate"}).content.decode()
    assert "Employment certificate" not in found
    page.refresh_from_db()
    assert page.title == "Employment certificate"
    assert ServicePage.objects.count() == 1


def test_who_publishes_nothing_has_no_business_in_the_editor(client, hr):
    for person in (hr.erin, hr.hugo, hr.tom):
        assert sign_in(client, person).get(reverse("wagtailadmin_home")).status_code == 404


def test_the_publishers_home_leads_to_their_own_storefront_and_what_is_begun_there(client, hr, company, now):
    ensure_storefront(company.finance)
    draft = ServicePage(title="Severance", slug="severance", live=False, has_unpublished_changes=True)
    hr.storefront.add_child(instance=draft)

    seen = sign_in(client, hr.hanna).get(reverse("wagtailadmin_home")).text
    assert reverse("catalog_admin:gallery", args=[hr.storefront.pk]) in seen
    assert reverse("wagtailadmin_pages:edit", args=[draft.pk]) in seen
    assert seen.count(">Begin a service<") == 1

    assert "Severance" not in sign_in(client, hr.fiona).get(reverse("wagtailadmin_home")).text


def test_a_publisher_publishes_alone_until_somebody_is_made_approver(client, hr, now):
    people.take_role(hr.hanna, "owner", hr.hr, by=hr.machine, now=now)
    page = Page.objects.get(pk=hr.storefront.pk)
    assert page.permissions_for_user(type(hr.hanna).objects.get(pk=hr.hanna.pk)).can_publish_subpage()

    people.give_role(hr.hugo, "publication-approver", hr.hr, by=hr.machine, now=now)
    hanna, hugo = (type(hr.hanna).objects.get(pk=one.pk) for one in (hr.hanna, hr.hugo))
    assert not page.permissions_for_user(hanna).can_publish_subpage()
    assert page.permissions_for_user(hanna).can_add_subpage()
    assert page.permissions_for_user(hugo).can_publish_subpage()

    people.take_role(hr.hugo, "publication-approver", hr.hr, by=hr.machine, now=now)
    hanna = type(hr.hanna).objects.get(pk=hr.hanna.pk)
    assert page.permissions_for_user(hanna).can_publish_subpage()


def test_a_role_that_is_taken_closes_the_editor(client, hr, now):
    for role in ("publisher", "owner"):
        people.take_role(hr.hanna, role, hr.hr, by=hr.machine, now=now)
    assert sign_in(client, hr.hanna).get(new_service(hr)).status_code == 404


def let_time_pass(page: ServicePage, **content) -> None:
    """The hour has come for what was planned (and, with `content`, something changed meanwhile)."""
    past = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False):
        revision.content.update(go_live_at=past.isoformat(), **content)
        revision.approved_go_live_at = past
        revision.save(update_fields=["content", "approved_go_live_at"])


def test_a_planned_publication_goes_live_when_its_time_comes(client, hr):
    sign_in(client, hr.hanna)
    later = timezone.localtime(timezone.now() + timedelta(hours=1))
    client.post(
        new_service(hr), {**filled_in(hr, go_live_at=f"{later:%Y-%m-%d %H:%M}"), "action-publish": "1"}
    )
    scheduling.keep(now=timezone.now())
    assert not Service.objects.exists()

    let_time_pass(ServicePage.objects.get())
    scheduling.keep(now=timezone.now())
    assert Service.objects.visible_to(hr.erin).get().current.published_by == hr.hanna


def test_a_planned_publication_that_no_longer_fits_is_given_up_and_its_planner_told(hr, offer):
    offer("certificate", department="hr")
    page = ServicePage.objects.get()
    page.summary = "Planned."
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(user=hr.hanna).publish(user=hr.hanna)
    let_time_pass(page, team=None)

    scheduling.keep(now=timezone.now())
    scheduling.keep(now=timezone.now())

    assert Service.objects.get().current.number == 1
    assert ServicePage.objects.get().summary != "Planned."
    assert Notice.objects.get(person=hr.hanna).topic == "service-not-published"


def test_what_expires_leaves_the_portal(hr, offer):
    offer("certificate", department="hr")
    ServicePage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    scheduling.keep(now=timezone.now())
    assert not Service.objects.visible_to(hr.erin).exists()


def test_the_preview_shows_the_draft_in_both_languages_and_says_what_keeps_it_from_being_shown(client, hr):
    sign_in(client, hr.hanna)
    address = reverse("wagtailadmin_pages:preview_on_add", args=["catalog", "servicepage", hr.storefront.pk])
    sent = client.post(address, filled_in(hr)).json()
    assert sent["is_valid"], sent
    english = client.get(address, {"mode": "en"}).content.decode()
    chinese = client.get(address, {"mode": "zh-hans"}).content.decode()
    assert "Addressee" in english
    assert "收件人" in chinese
    assert not Service.objects.exists()

    nobody_knows = streamfield([("text", {"label": "Reason", "visible_if": "salery", "max_length": "200"})])
    client.post(address, filled_in(hr, questions=nobody_knows))
    assert "salery" in client.get(address, {"mode": "en"}).content.decode()
