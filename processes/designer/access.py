"""Who reaches the pages on which processes are drawn; what one may not see is not there."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from processes.models import Definition, Draft, Version
from processes.policies import may_publish_processes


def seen_process(request: HttpRequest, slug: str) -> Definition:
    """The process, if the person may see it."""
    seen = Definition.objects.visible_to(request.user).select_related("department", "current")
    return get_object_or_404(seen, slug=slug)


def drawn_process(request: HttpRequest, slug: str) -> Definition:
    """The process, for somebody who may draw it."""
    definition = seen_process(request, slug)
    if not may_publish_processes(request.user, definition.department_id):
        raise Http404
    return definition


def draft_of(request: HttpRequest, slug: str) -> Draft:
    """The draft of a process, for somebody who may draw it."""
    drafts = Draft.objects.select_related("definition__department", "changed_by")
    return get_object_or_404(drafts, definition=drawn_process(request, slug))


def version_of(definition: Definition, number: int) -> Version:
    versions = definition.versions.select_related("published_by")
    return get_object_or_404(versions, number=number)
