from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from ui.bilingual import choose


class Shelf(Page):
    """A page that only holds others: readers find them on the page of all answers."""

    class Meta:
        abstract = True

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str]:
        """Wagtail's «view live» leads to the answers; without it Wagtail warns that nobody would see them."""
        return 0, settings.BASE_URL, reverse("knowledge:answers")


class KnowledgeIndex(Shelf):
    """The root of all knowledge; its children are the departments' sections."""

    max_count = 1
    subpage_types = ["knowledge.Section"]
    page_description = _("All sections of the knowledge base.")

    class Meta:
        verbose_name = _("knowledge base")
        verbose_name_plural = _("knowledge bases")


class Section(Shelf):
    """A department's shelf. Who may write here is granted on this subtree."""

    department = models.OneToOneField(
        "people.Department",
        on_delete=models.PROTECT,
        related_name="knowledge_section",
        verbose_name=_("department"),
    )
    title_zh = models.CharField(_("Chinese title"), max_length=255, blank=True)
    # the department's pictures and documents: made when the section opens
    media = models.OneToOneField(
        "wagtailcore.Collection", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    parent_page_types = ["knowledge.KnowledgeIndex"]
    subpage_types = ["knowledge.Article"]
    page_description = _("What one department knows and keeps up to date.")

    content_panels = [*Page.content_panels, FieldPanel("title_zh"), FieldPanel("department")]

    class Meta:
        verbose_name = _("knowledge section")
        verbose_name_plural = _("knowledge sections")

    @property
    def label(self) -> str:
        return choose(self.title, self.title_zh)
