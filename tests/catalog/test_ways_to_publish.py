"""However Wagtail publishes, a service with faults stays a draft, and the publisher reads which faults."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from catalog.models import Service, ServicePage
from people.models import Person
from tests.cast import sign_in
from tests.catalog.test_editor import filled_in, hr, new_service  # noqa: F401

pytestmark = pytest.mark.django_db

SENTENCE = "Choose a team"


@pytest.fixture
def moderated(hr, client):  # noqa: F811
    """HR's services go through two approvals, by Ada; Hanna is signed in."""
    group = Group.objects.create(name="Approvers")
    workflow = Workflow.objects.create(name="Approval", active=True)
    for order, name in enumerate(("First", "Second")):
        task = GroupApprovalTask.objects.create(name=name, active=True)
        task.groups.add(group)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    WorkflowPage.objects.update_or_create(page=hr.storefront.page_ptr, defaults={"workflow": workflow})
    hr.ada.groups.add(group)
    sign_in(client, hr.hanna)
    return hr


def send(client, company, action, page=None, **more):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else new_service(company)
    return client.post(address, {**filled_in(company, **more), f"action-{action}": "1"}, follow=True)


def told(response) -> bool:
    """The fault was said, and every link leads into the editor."""
    html = response.content.decode()
    return SENTENCE in html and "#id_team" in html


def approve(client, company, page):
    task = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    return sign_in(client, company.ada).post(address, {"comment": ""}, follow=True)


def fresh(page=None) -> ServicePage:
    return ServicePage.objects.get()


def test_what_has_faults_may_always_be_saved(client, moderated):
    answer = client.post(new_service(moderated), filled_in(moderated, team=""))
    assert answer.status_code == 302
    assert not fresh().live
    client.post(
        reverse("wagtailadmin_pages:edit", args=[fresh().pk]), filled_in(moderated, team="", summary="X")
    )
    assert fresh().get_latest_revision_as_object().summary == "X"


def test_a_new_service_with_faults_is_kept_but_not_submitted(client, moderated):
    answer = send(client, moderated, "submit", team="")
    assert told(answer)
    page = fresh()
    assert page.get_latest_revision_as_object().summary == "A letter that says you work here."
    assert not page.live
    assert not WorkflowState.objects.exists()


def test_an_edited_service_with_faults_is_kept_but_not_submitted(client, moderated):
    client.post(new_service(moderated), filled_in(moderated))
    answer = send(client, moderated, "submit", fresh(), team="", summary="Newer.")
    assert told(answer)
    assert fresh().get_latest_revision_as_object().summary == "Newer."
    assert not WorkflowState.objects.exists()


def test_a_sound_service_goes_through_both_approvals(client, moderated):
    send(client, moderated, "submit")
    assert not Service.objects.exists()
    approve(client, moderated, fresh())
    assert not Service.objects.exists()
    approve(client, moderated, fresh())
    assert Service.objects.visible_to(moderated.erin).get().current.number == 1
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


@pytest.mark.parametrize("approvals", [0, 1])
def test_what_lost_its_team_while_it_waited_is_not_approved(client, moderated, approvals):
    send(client, moderated, "submit")
    for _ in range(approvals):
        approve(client, moderated, fresh())
    page = fresh()
    revision = page.get_latest_revision()
    revision.content["team"] = None
    revision.save(update_fields=["content"])

    answer = approve(client, moderated, page)

    assert told(answer)
    assert not Service.objects.exists()
    assert fresh().workflow_in_progress
    assert fresh().current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_an_approval_in_a_dialog_leads_to_the_editor(client, moderated):
    send(client, moderated, "submit")
    page = fresh()
    revision = page.get_latest_revision()
    revision.content["team"] = None
    revision.save(update_fields=["content"])
    task = page.current_workflow_task_state
    answer = sign_in(client, moderated.ada).post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]),
        {"comment": ""},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["redirect"] == reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_what_was_sent_back_is_not_submitted_again_with_faults(client, moderated):
    send(client, moderated, "submit")
    fresh().current_workflow_task_state.reject(user=moderated.ada)
    answer = send(client, moderated, "submit", fresh(), team="", summary="Newer.")
    assert told(answer)
    state = WorkflowState.objects.get()
    assert (state.status, state.task_states.count()) == (WorkflowState.STATUS_NEEDS_CHANGES, 1)
    assert fresh().get_latest_revision_as_object().summary == "Newer."

    send(client, moderated, "submit", fresh(), summary="Mended.")
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_a_bulk_publication_with_one_fault_publishes_nothing_and_says_because_of_which(client, moderated):
    client.post(new_service(moderated), filled_in(moderated, team=""))
    client.post(new_service(moderated), filled_in(moderated, slug="second", title="Second"))
    ids = list(ServicePage.objects.values_list("pk", flat=True))
    explorer = reverse("wagtailadmin_explore", args=[moderated.storefront.pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = "&".join([f"id={one}" for one in ids] + [f"next={explorer}"])

    answer = client.post(f"{bulk}?{query}", follow=True)

    assert told(answer)
    assert "Nothing was published, because of “Employment certificate”" in answer.content.decode()
    assert answer.redirect_chain == [(explorer, 302)]
    assert not Service.objects.exists()
    assert not ServicePage.objects.filter(live=True).exists()

    client.post(f"{bulk}?id={ids[1]}&next={explorer}")
    assert Service.objects.get().slug == "second"


def test_publishing_a_storefront_with_its_drafts_is_held_to_the_same(client, moderated):
    client.post(new_service(moderated), filled_in(moderated, team=""))
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ada = Person.objects.get(pk=moderated.ada.pk)
    answer = sign_in(client, ada).post(
        f"{bulk}?id={moderated.storefront.pk}", {"include_descendants": "on"}, follow=True
    )
    assert told(answer)
    assert not Service.objects.exists()


def test_the_publisher_reads_it_in_chinese(client, moderated):
    moderated.hanna.language = "zh-hans"
    moderated.hanna.save()
    html = send(client, moderated, "submit", team="").content.decode()
    assert "已存为草稿，但还不能发布" in html
    assert "请选择团队" in html
