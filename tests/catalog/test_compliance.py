"""A controlled service goes live only with compliance's word on exactly that content, whichever way it goes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from catalog import actions, compliance, packaging, publishing, scheduling
from catalog.actions import clone, roll_back
from catalog.faults import CannotPublish
from catalog.models import Control, Service, ServicePage, ServiceVersion, SignOff
from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Stale
from people import actions as people
from people.models import Notice
from tests.budgets import budget
from tests.cast import NOW, sign_in
from tests.catalog.test_editor import filled_in, hr, let_time_pass, new_service  # noqa: F401
from tests.catalog.test_ways_to_publish import approve, moderated, send  # noqa: F401

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def olga(company):
    """Erin answers for HR's compliance; Fred for finance's."""
    people.give_role(company.erin, "compliance", company.hr, by=company.machine, now=NOW)
    people.give_role(company.fred, "compliance", company.finance, by=company.machine, now=NOW)
    company.erin.forget_standing()
    company.fred.forget_standing()
    return company.erin


@pytest.fixture
def page(client, hr, olga):  # noqa: F811
    """HR's certificate as a draft that was never published; under control, and Hanna is signed in."""
    sign_in(client, hr.hanna)
    client.post(new_service(hr), filled_in(hr))
    found = ServicePage.objects.get()
    actions.control(found, by=hr.hanna, now=NOW)
    return found


def latest() -> ServicePage:
    return ServicePage.objects.get().get_latest_revision_as_object()


def signed(company, now=NOW) -> SignOff:
    asked = actions.ask_sign_off(latest(), by=company.hanna, now=now)
    return actions.sign_off(asked, by=company.erin, now=now)


def nothing_is_live() -> bool:
    return not ServiceVersion.objects.exists() and not ServicePage.objects.filter(live=True).exists()


# ── every way to publish ──


def by_the_editor(client, company, page):
    answer = send(client, company, "publish", page)
    assert "controlled" in answer.content.decode()


def by_workflow(client, company, page):
    send(client, company, "submit", page)
    approve(client, company, page)
    answer = approve(client, company, page)
    assert "controlled" in answer.content.decode()


def by_schedule(client, company, page):
    draft = latest()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    revision = draft.save_revision(user=company.hanna)
    revision.publish(user=company.hanna, skip_permission_checks=True)
    let_time_pass(page)
    scheduling.keep(now=timezone.now())
    assert Notice.objects.filter(person=company.hanna, topic="service-not-published").exists()


def by_bulk(client, company, page):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?id={page.pk}&next=/admin/")


def by_bulk_of_the_storefront(client, company, page):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    sign_in(client, company.ada).post(f"{bulk}?id={company.storefront.pk}", {"include_descendants": "on"})


def by_file(client, company, page, tmp_path=None):
    file = company.folder / "certificate.yaml"
    text = packaging.draft_package(latest(), now=NOW)
    file.write_text(text.replace("A letter that says you work here.", "Another letter."))
    with pytest.raises(CommandError, match="controlled"):
        call_command("import_service", str(file), stdout=StringIO())


def by_deed(client, company, page):
    for somebody in (company.hanna, company.ada, company.machine):
        with pytest.raises(CannotPublish, match="controlled"):
            publishing.publish(latest(), by=somebody, now=NOW)


def by_revision(client, company, page):
    with pytest.raises(CannotPublish):
        latest().save_revision(user=company.hanna).publish(user=company.hanna, skip_permission_checks=True)


def by_saving_it_live(client, company, page):
    draft = ServicePage.objects.get()
    revision = draft.get_latest_revision()
    draft.live, draft.live_revision = True, revision
    with pytest.raises(CannotPublish):
        draft.save()


def by_copy(client, company, page):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {
        "new_title": "Two",
        "new_slug": "two",
        "new_parent_page": company.storefront.pk,
        "publish_copies": "on",
    }
    sign_in(client, company.ada).post(address, data)


def by_moving_it_out(client, company, page):
    Control.objects.all().delete()
    actions.control(company.storefront, by=company.hanna, now=NOW)
    other = Page.objects.get(slug="it", depth=company.storefront.depth)
    Page.objects.get(pk=page.pk).specific.move(other, pos="last-child")
    assert compliance.is_controlled(ServicePage.objects.get())
    with pytest.raises(CannotPublish):
        publishing.publish(latest(), by=company.ada, now=NOW)


def by_deleting_it_and_beginning_anew(client, company, page):
    Page.objects.get(pk=page.pk).specific.delete()
    answer = client.post(new_service(company), {**filled_in(company), "action-publish": "1"}, follow=True)
    assert "controlled" in answer.content.decode()


WAYS = [
    by_the_editor,
    by_workflow,
    by_schedule,
    by_bulk,
    by_bulk_of_the_storefront,
    by_file,
    by_deed,
    by_revision,
    by_saving_it_live,
    by_copy,
    by_moving_it_out,
    by_deleting_it_and_beginning_anew,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_without_a_sign_off_nothing_goes_live(client, moderated, page, tmp_path, way):  # noqa: F811
    moderated.folder = tmp_path
    way(client, moderated, page)
    assert nothing_is_live()


def test_signed_off_it_is_published_and_its_version_says_by_whom(client, hr, page):  # noqa: F811
    signed(hr)
    send(client, hr, "publish", page)
    version = ServiceVersion.objects.get()
    assert version.digest == SignOff.objects.get().digest
    html = client.get(reverse("catalog_admin:versions", args=[page.pk])).content.decode()
    assert "signed off by Erin Employee" in html


def test_one_changed_word_needs_a_new_sign_off(client, hr, page):  # noqa: F811
    signed(hr)
    answer = send(client, hr, "publish", page, summary="One word more.")
    assert "ask compliance to sign off exactly this content" in answer.content.decode()
    assert nothing_is_live()
    signed(hr, LATER)
    publishing.publish(latest(), by=hr.hanna, now=LATER)
    assert ServiceVersion.objects.get().service_spec.summary["en"] == "One word more."


def test_a_way_back_waits_as_a_draft_unless_that_content_was_signed_off(client, hr, olga, now):  # noqa: F811
    sign_in(client, hr.hanna)
    send(client, hr, "publish")
    page = ServicePage.objects.get()
    send(client, hr, "publish", page, summary="Second.")
    first, second = ServiceVersion.objects.order_by("number")
    actions.control(page, by=hr.hanna, now=now)

    assert roll_back(first, by=hr.hanna, now=now) is None
    assert Service.objects.get().current == second
    signed(hr)
    assert roll_back(first, by=hr.hanna, now=now).number == 3


def test_what_is_ordered_now_goes_on_until_something_changes(client, hr, olga, now):  # noqa: F811
    sign_in(client, hr.hanna)
    send(client, hr, "publish")
    page = ServicePage.objects.get()
    actions.control(page, by=hr.hanna, now=now)
    publishing.publish(latest(), by=hr.hanna, now=now)
    assert ServiceVersion.objects.count() == 1
    page.unpublish(user=hr.hanna)
    with pytest.raises(CannotPublish):
        publishing.publish(latest(), by=hr.hanna, now=now)


def test_a_clone_of_a_controlled_service_is_controlled(hr, page):  # noqa: F811
    assert compliance.is_controlled(clone(page, slug="copy", by=hr.hanna))


# ── who may ──


def test_only_compliance_lifts_the_control_and_says_why(hr, page, now):  # noqa: F811
    for somebody in (hr.hanna, hr.fred, hr.tom):
        with pytest.raises(NotAllowed):
            actions.release(page, by=somebody, now=now, reason="It is in the way.")
    with pytest.raises(Invalid):
        actions.release(page, by=hr.erin, now=now, reason=" ")
    actions.release(page, by=hr.erin, now=now, reason="No personal data any more.")
    assert not compliance.is_controlled(page)
    said = Event.objects.get(verb="service.freed").sentence
    assert "No personal data any more." in said


def test_nobody_signs_off_what_is_not_theirs_or_what_they_asked_for(hr, page, now):  # noqa: F811
    people.give_role(hr.hanna, "compliance", hr.hr, by=hr.machine, now=now)
    hr.hanna.forget_standing()
    asked = actions.ask_sign_off(latest(), by=hr.hanna, now=now)
    for somebody in (hr.hanna, hr.fred, hr.hugo, hr.machine):
        with pytest.raises(NotAllowed):
            actions.sign_off(asked, by=somebody, now=now)
    with pytest.raises(Invalid):
        actions.refuse_sign_off(asked, by=hr.erin, now=now, reason="")


def test_a_refusal_says_why_to_who_asked_and_may_be_asked_about_again(hr, page, now):  # noqa: F811
    asked = actions.ask_sign_off(latest(), by=hr.hanna, now=now)
    assert Notice.objects.filter(person=hr.erin, topic="service-sign-off-asked").count() == 1
    actions.refuse_sign_off(asked, by=hr.erin, now=now, reason="The salary is nobody's business.")
    told = Notice.objects.get(person=hr.hanna, topic="service-sign-off-decided")
    assert "didn't sign off" in told.text
    with pytest.raises(CannotPublish, match="nobody's business"):
        publishing.publish(latest(), by=hr.hanna, now=now)
    with pytest.raises(Stale):
        actions.sign_off(asked, by=hr.erin, now=now)
    assert actions.ask_sign_off(latest(), by=hr.hanna, now=LATER).pk != asked.pk


def test_a_newer_draft_overtakes_what_waits(client, hr, page, now):  # noqa: F811
    first = actions.ask_sign_off(latest(), by=hr.hanna, now=now)
    assert actions.ask_sign_off(latest(), by=hr.hanna, now=now) == first
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), filled_in(hr, summary="Newer."))
    actions.ask_sign_off(latest(), by=hr.hanna, now=LATER)
    with pytest.raises(Stale):
        actions.sign_off(first, by=hr.erin, now=LATER)


# ── the pages ──


def test_compliance_reads_what_changes_and_signs_off(client, hr, page):  # noqa: F811
    answer = send(client, hr, "ask-sign-off", page, summary="A letter for the bank.")
    assert "Compliance is asked" in answer.content.decode()
    asked = SignOff.objects.get()

    sign_in(client, hr.erin)
    list_ = reverse("catalog_admin:sign-offs")
    assert "Employment certificate" in client.get(list_).content.decode()
    address = reverse("catalog_admin:sign-off", args=[asked.pk])
    html = client.get(address).content.decode()
    assert "A letter for the bank." in html
    assert client.get(reverse("catalog_admin:sign-off-preview", args=[asked.pk])).status_code == 200
    assert client.post(address, {"refuse": "1", "reason": ""}).status_code == 422
    client.post(address, {"sign": "1", "reason": ""})
    asked.refresh_from_db()
    assert (asked.decision, asked.decided_by) == ("signed", hr.erin)
    assert "A new service" not in client.get(list_).content.decode()


def test_others_meet_none_of_it(client, hr, page):  # noqa: F811
    asked = actions.ask_sign_off(latest(), by=hr.hanna, now=NOW)
    addresses = [
        reverse("catalog_admin:sign-off", args=[asked.pk]),
        reverse("catalog_admin:sign-off-preview", args=[asked.pk]),
        reverse("catalog_admin:compliance", args=[page.pk]),
        reverse("catalog_admin:storefront-compliance", args=[hr.storefront.pk]),
    ]
    for somebody in (hr.fred, hr.fiona):  # finance's compliance, finance's owner
        sign_in(client, somebody)
        for address in addresses:
            assert client.get(address).status_code == 404, address
        found = client.get(reverse("catalog_admin:sign-offs"))
        assert found.status_code == 404 or addresses[0] not in found.content.decode()
    sign_in(client, hr.hanna)
    assert client.get(reverse("catalog_admin:sign-offs")).status_code == 404
    assert client.get(addresses[0]).status_code == 404


def test_a_publisher_controls_a_storefront_and_cannot_take_it_back(client, hr, page):  # noqa: F811
    address = reverse("catalog_admin:storefront-compliance", args=[hr.storefront.pk])
    client.post(address, {"control": "1"})
    assert Control.objects.filter(page=hr.storefront.pk).exists()
    assert client.post(address, {"release": "1", "reason": "Please."}).status_code == 422
    assert Control.objects.filter(page=hr.storefront.pk).exists()


def test_the_pages_stay_within_their_budgets(client, hr, page):  # noqa: F811
    actions.ask_sign_off(latest(), by=hr.hanna, now=NOW)
    of_page = reverse("catalog_admin:compliance", args=[page.pk])
    client.get(of_page)
    with budget("catalog-admin:compliance"):
        client.get(of_page)
    sign_in(client, hr.erin)
    for name, args in (("sign-offs", []), ("sign-off", [SignOff.objects.get().pk])):
        address = reverse(f"catalog_admin:{name}", args=args)
        client.get(address)
        with budget(f"catalog-admin:{name}"):
            client.get(address)


def test_a_reason_that_no_database_keeps_is_refused_in_words(client, page, hr):  # noqa: F811
    sign_in(client, hr.erin)
    address = reverse("catalog_admin:compliance", args=[page.pk])
    assert client.post(address, {"release": "1", "reason": "a\x00b"}).status_code == 422
    assert Control.objects.exists()


def test_who_wrote_it_does_not_sign_it_off_whoever_asked(page, hr, now):  # noqa: F811
    people.give_role(hr.hanna, "compliance", hr.hr, by=hr.machine, now=now)
    hr.hanna.forget_standing()
    people.give_role(hr.hugo, "publisher", hr.hr, by=hr.machine, now=now)
    hr.hugo.forget_standing()
    asked = actions.ask_sign_off(latest(), by=hr.hugo, now=now)
    with pytest.raises(NotAllowed, match="your own work"):
        actions.sign_off(asked, by=hr.hanna, now=now)
    assert actions.sign_off(asked, by=hr.erin, now=now).decision == SignOff.Decision.SIGNED
