"""Who reaches a page at all: every view fetches here what it shows, so that it can't show more."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from cmdb import policies
from cmdb.models import Item

SHOWN = ("type__parent__parent", "owner", "department", "site", "team")
View = Callable[..., HttpResponseBase]


def records_page(view: View) -> View:
    """For people who work tickets or keep records; for anybody else there is nothing at this address."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.may_look(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def visible_item(request: HttpRequest, pk: int) -> Item:
    """The item, for somebody who may see it; a hidden one and none at all are the same 404."""
    item = Item.objects.visible_to(request.user).select_related(*SHOWN).filter(pk=pk).first()
    if item is None:
        raise Http404
    return item
