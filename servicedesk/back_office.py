"""What the back office shows of the page tree: one's own part of it, at every address.

Wagtail asks what somebody may do to a page, but some of its addresses show any page by its number, and some list
everything. This stands before all of them.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from catalog.administration.access import LARGEST
from catalog.models import Service
from knowledge.models import Article
from people.models import Person
from people.policies import may_enter_admin
from servicedesk.refusals import not_found

PREFIX = "admin/"
PAGES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
CHOSEN = "wagtailadmin_choose_page_chosen_multiple"
WAY_OUT = "way-out"
FOR_ADMINISTRATORS = (
    f"{PREFIX}reports/page-types-usage/",
    f"{PREFIX}api/main/images/",
    f"{PREFIX}api/main/documents/",
)


class OwnPartMiddleware:
    """Answers 404 for a page outside the person's part of the tree, and for what lists everybody's.

    Who doesn't work in the back office finds nothing at any of its addresses; and its 404 is the one of every page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        of_wagtail = response.status_code == 404 and match is not None and match.route.startswith(PREFIX)
        return not_found(request, Http404()) if of_wagtail else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        match, person = request.resolver_match, request.user
        if match is None or not isinstance(person, Person) or person.is_superuser:
            return
        if match.route.startswith(PREFIX) and match.url_name != WAY_OUT and not may_enter_admin(person):
            raise Http404
        if match.route.startswith(FOR_ADMINISTRATORS) and not person.is_admin:
            raise Http404
        if match.route.startswith(PREFIX):
            _refuse_unless_in(part_of, person, {int(kwargs[name]) for name in PAGES if name in kwargs})
        if match.url_name == CHOSEN:
            _refuse_unless_in(links_for, person, {_number(pk) for pk in request.GET.getlist("id")})


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(LARGEST)):
        raise Http404
    return int(text)


def _refuse_unless_in(pages: Callable[[Person], QuerySet], person: Person, wanted: set[int]) -> None:
    """Asks nothing of the database where no page is wanted, as nearly always."""
    if any(pk > LARGEST for pk in wanted):
        raise Http404
    if wanted and wanted - set(pages(person).filter(pk__in=wanted).values_list("pk", flat=True)):
        raise Http404


def part_of(person: Person) -> QuerySet:
    """The pages the person works on, and those on the way to them."""
    return PagePermissionPolicy().explorable_instances(person)


def links_for(person: Person) -> QuerySet:
    """The pages the person may link to: their own part, and what they may read or order."""
    services = Service.objects.visible_to(person).exclude(page=None).values("page")
    articles = Article.objects.visible_to(person).values("pk")
    return (
        Page.objects.filter(pk__in=part_of(person).values("pk"))
        | Page.objects.filter(pk__in=services)
        | Page.objects.filter(pk__in=articles)
    )
