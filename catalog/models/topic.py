from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet

from ui.bilingual import Named


@register_snippet
class Topic(Named):
    """A tag that goes across departments: Hardware, Travel, New starters."""

    slug = models.SlugField(max_length=64, unique=True)

    panels = [FieldPanel("name"), FieldPanel("name_zh"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
