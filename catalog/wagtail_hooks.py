from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_vite.core.asset_loader import DjangoViteAssetLoader
from wagtail import hooks
from wagtail.admin import messages
from wagtail.permissions import register_permission_policy

from catalog import announcements, checklist, compliance, occasions, publishing
from catalog.administration.buttons import Door, doors
from catalog.administration.compliance import AskItem, ComplianceMenuItem, asked_from_editor
from catalog.administration.home import StorefrontsPanel
from catalog.administration.panels import ServicePageViewSet
from catalog.announcements import AnnouncementViewSet
from catalog.models import Announcement, Occasion, ServicePage
from catalog.occasions import OccasionViewSet

register_permission_policy(Announcement, announcements.OWN, exact_class=True)
register_permission_policy(Occasion, occasions.OWN, exact_class=True)


@hooks.register("before_publish_page")
def refuse_what_does_not_fit(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Checks before Wagtail publishes: the draft is kept, nothing goes live, every fault is a link."""
    if not isinstance(page, ServicePage):
        return None
    blocking = [fault for fault in publishing.faults_to_publish(page) if fault.blocks]
    if not blocking:
        return None
    _keep_as_draft(page)
    lead = _("Your draft is saved, but it can't be published yet:")
    messages.error(request, checklist.told(lead, page, blocking))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _keep_as_draft(page: ServicePage) -> None:
    """Wagtail saves a page that is created and published at once as live before it asks us."""
    if page.live and page.live_revision_id is None:
        ServicePage.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)


@hooks.register("after_publish_page")
def tell_what_could_be_better(request: HttpRequest, page: Any) -> None:
    """Warnings come after: they block nothing."""
    if not isinstance(page, ServicePage):
        return
    warnings = [fault for fault in publishing.faults_of(page) if not fault.blocks]
    if warnings:
        messages.warning(request, checklist.told(_("It is published. Better still with:"), page, warnings))


@hooks.register("register_admin_urls")
def serve_the_publishers() -> list:
    """Versions, export, import and clone, below the editor's own address and its sign-in."""
    return [path("services/", include("catalog.administration.urls"))]


@hooks.register("register_page_listing_more_buttons")
def offer_in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[Door]:
    yield from doors(page, user)


@hooks.register("register_page_header_buttons")
def offer_in_headers(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Door]:
    yield from doors(page, user)


@hooks.register("insert_global_admin_css")
def style_the_editor() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("catalog/editor.css"))


@hooks.register("construct_homepage_panels")
def begin_with_the_storefronts(request: HttpRequest, panels: list) -> None:
    panels.append(StorefrontsPanel())


@hooks.register("register_admin_viewset")
def keep_announcements() -> AnnouncementViewSet:
    return AnnouncementViewSet()


@hooks.register("register_admin_viewset")
def keep_occasions() -> OccasionViewSet:
    return OccasionViewSet()


@hooks.register("register_admin_viewset")
def frame_the_editor() -> ServicePageViewSet:
    return ServicePageViewSet()


@hooks.register("insert_editor_js")
def help_the_editor() -> str:
    """The elements of the editor: conditions, checks."""
    return DjangoViteAssetLoader.instance().generate_vite_asset("frontend/editor.js")


@hooks.register("register_admin_menu_item")
def lead_to_compliance() -> ComplianceMenuItem:
    return ComplianceMenuItem()


@hooks.register("register_page_action_menu_item")
def offer_to_ask() -> AskItem:
    return AskItem()


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def ask_compliance(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The editor's own button: what was just saved goes before compliance."""
    if isinstance(page, ServicePage) and AskItem.name in request.POST:
        return asked_from_editor(request, page)
    return None


@hooks.register("before_copy_page")
def clone_instead(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's copy may go live at once and forgets the control; our clone begins a draft and keeps it."""
    if not isinstance(page.specific, ServicePage) or not compliance.is_controlled(page.specific):
        return None
    messages.info(
        request, _("A controlled service is cloned: the copy begins as a draft, and is controlled too.")
    )
    return redirect("catalog_admin:clone", page.pk)
