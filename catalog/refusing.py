"""What can't be published isn't, whichever way Wagtail goes: the draft stays, and the publisher reads why.

The editor's own button asks `catalog.wagtail_hooks` first. All other ways (submitting for moderation, an
approval, a bulk action, a copy) end in `CannotPublish`, inside Wagtail's transaction; it becomes a message here.
"""

from collections.abc import Callable
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted

from catalog import checklist, publishing
from catalog.faults import CannotPublish
from catalog.models import ServicePage


@receiver(task_submitted, dispatch_uid="catalog.refuse_to_submit")
def refuse_to_submit(sender: type, instance: TaskState, **kwargs: Any) -> None:
    """Nobody is asked to approve what could not be published. Raises `CannotPublish`."""
    page = instance.revision.as_object() if instance.revision else None
    if not isinstance(page, ServicePage):
        return
    try:
        publishing.refuse(page, publishing.faults_of(page))
    except CannotPublish:
        _hand_back(instance)
        raise


def _hand_back(task: TaskState) -> None:
    """A workflow that was resumed still needs changes. All other ways are undone by their transaction."""
    workflow = task.workflow_state
    before = workflow.task_states.filter(status=TaskState.STATUS_REJECTED).exclude(pk=task.pk).last()
    if workflow.current_task_state is None and before is not None:
        task.delete()
        workflow.current_task_state, workflow.status = before, WorkflowState.STATUS_NEEDS_CHANGES
        workflow.save()


class DraftMiddleware:
    """Turns `CannotPublish` in the editor into a message with a link to every fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refused: Exception) -> HttpResponse | None:
        if not isinstance(refused, CannotPublish) or refused.page is None or not _in_editor(request):
            return None
        return tell(request, refused.page, refused)


def tell(request: HttpRequest, page: ServicePage, refused: CannotPublish) -> HttpResponse:
    """Leads to the draft, which was kept; after a bulk action back to its list, where nothing was published."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    many = "/bulk/" in request.path
    lead = (
        _("Nothing was published, because of “%(service)s”:")
        if many
        else _("“%(service)s” is saved as a draft, but it can't be published yet:")
    )
    messages.error(request, checklist.told(lead % {"service": page.label}, page, refused.faults, edit))
    back = _back(request) if many else edit
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return render_modal_workflow(request, None, None, {}, json_data={"step": "success", "redirect": back})
    return HttpResponseRedirect(back)


def _in_editor(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and any(
        name.startswith("wagtail") for name in [*match.namespaces, match.url_name or ""]
    )


def _back(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("wagtailadmin_home")
