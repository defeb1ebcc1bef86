"""Who reaches the pages on which lifecycles are drawn; what one may not see is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from tickets.access import portal_page
from tickets.models import Lifecycle, LifecycleDraft
from tickets.policies import may_publish_lifecycles

View = Callable[..., HttpResponse]


def designer_page(view: View) -> View:
    """For publishers and administrators; for anybody else there is nothing at this address."""

    @portal_page
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.reach("publisher"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


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
