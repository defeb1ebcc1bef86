"""Who is asked when a publisher submits a service: the department's approvers and owners, by Wagtail's own workflow."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from catalog.models import Storefront


@transaction.atomic
def ask_whoever_publishes(storefront: Storefront, groups: list[Group]) -> None:
    """Lets what is submitted in a storefront wait for these groups; a workflow that was chosen by hand stays."""
    if WorkflowPage.objects.filter(page=storefront.page_ptr).exists():
        return
    name = " ".join(filter(None, (storefront.title, storefront.title_zh)))
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.set(groups)
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=storefront.page_ptr, workflow=workflow)
