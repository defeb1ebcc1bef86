from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, Site

from knowledge.blocks import BodyBlock
from knowledge.editor import ArticleForm
from knowledge.querysets import ArticleManager
from knowledge.slugs import is_reserved
from knowledge.texts import plain_text
from people.models import Person


class Article(Page):
    """An answer, in one language; its translation is a sibling. Versions, drafts and schedules are Wagtail's.

    `department` repeats the section's, so that a list of readable articles never walks the tree; `text` is
    the body in plain words, for search and excerpts. `source` is where an imported article came from: the
    same file finds it again, and `source_digest` tells whether somebody changed the article since.
    """

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody")
        DEPARTMENTS = "departments", _("People of chosen departments")
        AGENTS = "agents", _("Agents of the owning department")

    language = models.CharField(
        _("language"),
        max_length=8,
        choices=Person.Language.choices,
        default=Person.Language.ENGLISH,
    )
    translation_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translations",
        verbose_name=_("translation of"),
    )
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"))
    text = models.TextField(editable=False, blank=True)
    tags = models.JSONField(
        _("search words"),
        default=list,
        blank=True,
        help_text=_("What people call it who don't know its name, separated by commas."),
    )
    audience = models.CharField(
        _("who may read it"), max_length=12, choices=Audience.choices, default=Audience.EVERYBODY
    )
    departments = ParentalManyToManyField(
        "people.Department", blank=True, related_name="articles", verbose_name=_("departments")
    )
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, related_name="kept_articles", editable=False
    )
    source = models.CharField(max_length=255, blank=True, db_index=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = ArticleManager()

    parent_page_types = ["knowledge.Section"]
    subpage_types: list[str] = []
    page_description = _("One question and its answer.")
    base_form_class = ArticleForm
    template = "knowledge/article.html"
    private_page_options: list[str] = []  # who may read it is said by `audience`, and by nothing else

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    reader_panels = [
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("departments")], heading=_("Who may read it")),
        MultiFieldPanel([FieldPanel("language"), FieldPanel("translation_of")], heading=_("Language")),
        InlinePanel("service_links", heading=_("Explains the services"), label=_("service")),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Text")),
            ObjectList(reader_panels, heading=_("Readers")),
            ObjectList(Page.promote_panels, heading=_("Address")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        section = self.get_parent()
        if section is not None:
            self.department_id = section.specific.department_id
        self.text = plain_text(self.body)
        return super().save(*args, **kwargs)

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Page | None, page: Page | None = None) -> bool:
        """Articles are served by slug alone, so it is unique among all of them, not among siblings."""
        others = Article.objects.filter(slug=slug)
        return not is_reserved(slug) and not others.exclude(pk=page.pk if page else None).exists()

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article", args=[self.slug])

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """Wagtail's «view live» leads to the reader's page, not through Wagtail's own serving."""
        default = Site.objects.filter(is_default_site=True)
        site = Site.find_for_request(request) if request else default.first()
        return (site.pk, settings.BASE_URL, self.get_absolute_url()) if site else None

    @property
    def address(self) -> str:
        """Its whole address, to be handed on."""
        return f"{settings.BASE_URL}{self.get_absolute_url()}"

    @property
    def services(self) -> list[str]:
        """The slugs of the services it explains."""
        return [link.slug for link in self.service_links.all()]


class ArticleService(Orderable):
    """An article is part of a service's manual. The service is named by slug: the catalog lies above."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="service_links")
    slug = models.SlugField(_("service"), max_length=80, help_text=_("The last part of its address."))

    panels = [FieldPanel("slug")]

    class Meta(Orderable.Meta):
        verbose_name = _("explained service")
        verbose_name_plural = _("explained services")
        constraints = [models.UniqueConstraint(fields=["article", "slug"], name="one_service_link")]
        indexes = [models.Index(fields=["slug", "article"], name="article_service")]

    def __str__(self) -> str:
        return self.slug
