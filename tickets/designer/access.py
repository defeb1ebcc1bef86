"""Who reaches the pages on which lifecycles are drawn; what one may not see is not there."""

from django.http import Http404, HttpRequest

from tickets.models import Lifecycle, LifecycleDraft
from tickets.policies import may_publish_lifecycles


def seen_lifecycle(request: HttpRequest, slug: str) -> Lifecycle:
    """The lifecycle, if the person may see it."""
    seen = Lifecycle.objects.visible_to(request.user).select_related("department", "draft__changed_by")
    lifecycle = seen.filter(slug=slug).first()
    if lifecycle is None:
        raise Http404
    return lifecycle


def drawn_lifecycle(request: HttpRequest, slug: str) -> Lifecycle:
    """The lifecycle, for somebody who may draw it."""
    lifecycle = seen_lifecycle(request, slug)
    if not may_publish_lifecycles(request.user, lifecycle.department_id):
        raise Http404
    return lifecycle


def draft_of(request: HttpRequest, slug: str) -> LifecycleDraft:
    """The draft of a lifecycle, for somebody who may draw it."""
    draft = getattr(drawn_lifecycle(request, slug), "draft", None)
    if draft is None:
        raise Http404
    return draft
