"""The departments' parts of the catalog, and its root: the pages above the services."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from ui.bilingual import choose


class PortalPage(Page):
    """A page that the portal serves under its own address; Wagtail only edits it."""

    title_zh = models.CharField(_("Chinese title"), max_length=255, blank=True)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return choose(self.title, self.title_zh)

    def portal_path(self) -> str:
        raise NotImplementedError

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str]:
        """(site, address of the desk, path): where the portal shows this page."""
        return 0, settings.BASE_URL, self.portal_path()

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        return self.portal_path()

    url = property(get_url)

    def get_sitemap_urls(self, request: Any = None) -> list[Any]:
        """Nothing behind the sign-in is told to search engines."""
        return []


class StorefrontIndex(PortalPage):
    """The root of the catalog; its children are the departments' storefronts."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["catalog.Storefront"]
    content_panels = [*Page.content_panels, FieldPanel("title_zh")]
    preview_modes = []

    class Meta:
        verbose_name = _("service catalog")

    def portal_path(self) -> str:
        return reverse("catalog:catalog")


class Storefront(PortalPage):
    """A department's part of the catalog: its name, a word of welcome, and its services."""

    department = models.OneToOneField(
        "people.Department", on_delete=models.PROTECT, related_name="storefront", verbose_name=_("department")
    )
    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    intro_zh = models.TextField(_("introduction in Chinese"), max_length=400, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="store")

    parent_page_types = ["catalog.StorefrontIndex"]
    subpage_types = ["catalog.ServicePage"]
    preview_modes = []
    content_panels = [
        MultiFieldPanel([FieldPanel("title"), FieldPanel("title_zh")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("intro"), FieldPanel("intro_zh")], heading=_("Introduction")),
        FieldPanel("icon"),
        FieldPanel("department", permission="superuser"),
    ]

    class Meta:
        verbose_name = _("storefront")

    @property
    def welcome(self) -> str:
        return choose(self.intro, self.intro_zh)

    def portal_path(self) -> str:
        return reverse("catalog:storefront", args=[self.department.slug])
