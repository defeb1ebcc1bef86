"""The service editor's own frame: its side panels, and the views of Wagtail that show them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel, ChecksSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from catalog import checklist
from catalog.administration.beginning import BeginsOnce
from catalog.administration.previewing import PreviewOfNew, PreviewOfPage
from catalog.administration.typed import addresses
from catalog.models import ServicePage


class ServiceChecksPanel(BaseSidePanel):
    """What stands against publishing, and what would be better; asked anew while somebody types."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Checks before publishing")
        icon_name = "circle-check"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "count": self.panel.found["count"]}

    name = "service-checks"
    title = _("Checks before publishing")
    template_name = "catalog/administration/checks_panel.html"
    order = 350

    def __init__(self, page: ServicePage, request: Any, *, parent_id: int | None = None) -> None:
        super().__init__(page, request)
        self.addresses = addresses(page, parent_id)
        self.found = checklist.looked_over(page) if page.pk else checklist.nothing_looked_over()

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), **self.found, "addresses": self.addresses}


class InFrame:
    """Puts our checks where Wagtail has its own, which look at a web page's words and not at a service."""

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        asked_by_page = not getattr(self, "expects_json_response", False)
        ours = [one for one in panels if not isinstance(one, ChecksSidePanel)]
        if asked_by_page and not getattr(self, "hydrate_create_view", False):
            parent = getattr(self, "parent_page", None)
            ours.append(ServiceChecksPanel(self.page, self.request, parent_id=parent.pk if parent else None))
        return type(panels)(ours)


class ServiceCreateView(InFrame, BeginsOnce):
    pass


class ServiceEditView(InFrame, EditView):
    pass


class ServicePageViewSet(PageViewSet):
    """The editor of services."""

    name = "service_pages"
    model = ServicePage
    parent_models: list[type] = []  # storefronts are listed as all other pages are
    add_view_class = ServiceCreateView
    edit_view_class = ServiceEditView
    preview_on_add_view_class = PreviewOfNew
    preview_on_edit_view_class = PreviewOfPage
