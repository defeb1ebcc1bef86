from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem

from people.models import Person
from servicedesk.back_office import links_for, part_of


@hooks.register("construct_page_chooser_queryset")
def offer_what_one_may_see(pages: QuerySet, request: HttpRequest) -> Any:
    """A link leads to one's own pages, or to what one may read or order anyway."""
    return pages.filter(pk__in=links_for(cast(Person, request.user)).values("pk"))


class OwnPagesSummaryItem(PagesSummaryItem):
    """How many pages the person works on; Wagtail's counts everybody's."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        counted = part_of(self.request.user).filter(depth__gt=3).count()
        return {**super().get_context_data(parent_context), "total_pages": counted}


@hooks.register("construct_homepage_summary_items", order=1000)
def count_ones_own_pages(request: HttpRequest, items: list[SummaryItem]) -> None:
    items[:] = [OwnPagesSummaryItem(request) if type(one) is PagesSummaryItem else one for one in items]
