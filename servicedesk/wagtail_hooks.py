from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks

from people.models import Person
from servicedesk.back_office import links_for


@hooks.register("construct_page_chooser_queryset")
def offer_what_one_may_see(pages: QuerySet, request: HttpRequest) -> Any:
    """A link leads to one's own pages, or to what one may read or order anyway."""
    return pages.filter(pk__in=links_for(cast(Person, request.user)).values("pk"))
