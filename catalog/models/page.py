"""A service as its publisher edits it."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField

from catalog.blocks import ARTICLES, PARTS, PRIORITIES, ROUTES, STEPS
from catalog.editor import EDITOR, ServicePageForm
from catalog.models.storefront import PortalPage
from catalog.naming import fill_names, fill_parts
from catalog.questions import BLOCKS
from catalog.spec import MOST_AT_ONCE
from catalog.streams import StreamOf
from tickets.models import Kind
from tickets.models.ticket import Level

RICH = ["bold", "italic", "ul", "ol", "link", "h3"]


class ServicePage(PortalPage):
    """A service as its publisher edits it. What people order is compiled from it: a `ServiceVersion`.

    Whichever way Wagtail publishes a page (the editor, a workflow, a schedule, a bulk action), it ends in
    `save`; so that is where a version is compiled, in the same transaction, or everything is refused.
    """

    # product
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    summary_zh = models.CharField(_("in one sentence, in Chinese"), max_length=300, blank=True)
    description = RichTextField(_("what you get"), blank=True, features=RICH)
    description_zh = RichTextField(_("what you get, in Chinese"), blank=True, features=RICH)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    for_whom_zh = models.CharField(_("for whom, in Chinese"), max_length=200, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="concierge-bell")
    topics = ParentalManyToManyField("catalog.Topic", blank=True, verbose_name=_("topics"))
    keywords = models.TextField(
        _("other words for it"),
        blank=True,
        help_text=_(
            "What people call it, in both languages, separated by commas. Search finds the service by them."
        ),
    )
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    price_note = models.CharField(_("about the price"), max_length=120, blank=True)
    price_note_zh = models.CharField(_("about the price, in Chinese"), max_length=120, blank=True)
    quantity_max = models.PositiveIntegerField(
        _("how many may be ordered at once"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)],
        help_text=_("1: the form doesn't ask how many."),
    )
    parts = StreamOf(PARTS, blank=True, verbose_name=_("consists of"))
    skips_parts = models.BooleanField(
        _("without the parts that aren't for somebody"),
        default=False,
        help_text=_("Such parts are left out and named. Otherwise the whole can't be ordered then."),
    )
    # form
    questions = StreamOf(
        [(kind, block()) for kind, block in BLOCKS.items()], blank=True, verbose_name=_("form")
    )
    on_behalf = models.BooleanField(_("may be ordered for somebody else"), default=True)
    subject = models.CharField(
        _("subject of the ticket"),
        max_length=200,
        blank=True,
        help_text=_("{name} is replaced by the answer to that question. Empty: the name of the service."),
    )
    subject_zh = models.CharField(_("subject in Chinese"), max_length=200, blank=True)
    # flow
    kind = models.CharField(_("kind of ticket"), max_length=16, choices=Kind.choices, default=Kind.REQUEST)
    lifecycle = models.ForeignKey(
        "tickets.Lifecycle",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("lifecycle"),
        help_text=_("Empty: the usual one of this kind of ticket."),
    )
    process = models.ForeignKey(
        "processes.Definition",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("process"),
        help_text=_(
            "What happens inside the working status, step by step: approvals, tasks, what the desk does by itself. "
            "Empty: the team does the work as it sees fit."
        ),
    )
    without_steps = models.JSONField(_("steps this service does without"), default=list, blank=True)
    without_statuses = models.JSONField(_("statuses this service does without"), default=list, blank=True)
    masks = models.JSONField(_("who may see and edit which answers"), default=list, blank=True)
    has_register = models.BooleanField(
        _("make a register page"),
        default=False,
        help_text=_(
            "A list of all orders with their answers, to filter and to export, for those who work on them."
        ),
    )
    steps = StreamOf(STEPS, blank=True, verbose_name=_("what happens next"))
    # service level
    service_level = models.ForeignKey(
        "tickets.ServiceLevel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("service level"),
    )
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Level.choices, default=Level.LOW)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Level.choices, default=Level.LOW)
    priorities = StreamOf(PRIORITIES, blank=True, verbose_name=_("priority by rule"))
    # routing
    team = models.ForeignKey(
        "people.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("team"),
    )
    routes = StreamOf(ROUTES, blank=True, verbose_name=_("team by rule"))
    # knowledge
    articles = StreamOf(ARTICLES, blank=True, verbose_name=_("articles"))
    # who may see it
    audience_departments = models.JSONField(_("departments"), default=list, blank=True)
    audience_sites = models.JSONField(_("sites"), default=list, blank=True)
    audience_roles = models.JSONField(_("roles"), default=list, blank=True)
    audience_rule = models.TextField(
        _("and only if"), blank=True, help_text=_("A rule about the person, for example: person.is_vip")
    )
    # release
    release_notes = models.TextField(_("what changes with this version"), max_length=1000, blank=True)
    release_notes_zh = models.TextField(_("what changes, in Chinese"), max_length=1000, blank=True)

    parent_page_types = ["catalog.Storefront"]
    subpage_types: list[str] = []
    base_form_class = ServicePageForm
    edit_handler = EDITOR
    preview_modes = [("en", "English"), ("zh-hans", "简体中文")]

    class Meta:
        verbose_name = _("service")

    @property
    def default_preview_mode(self) -> str:
        """A draft is looked at in the language of whoever looks, until they choose the other."""
        language = get_language()
        return language if language in dict(self.preview_modes) else "en"

    def portal_path(self) -> str:
        return reverse("catalog:service", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        name_questions(self.questions)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        from catalog import publishing

        changed = kwargs.get("update_fields")
        with transaction.atomic():
            saved = super().save(*args, **kwargs)
            if changed is None or "live" in changed:
                publishing.follow(self)
        return saved

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Publishes a revision; all or nothing, and the version says who published it."""
        from catalog.publishing import say_who

        say_who(revision, user)
        with transaction.atomic():
            return super().publish(revision, user=user, **kwargs)

    def unpublish(
        self, set_expired: bool = False, commit: bool = True, user: Any = None, **kwargs: Any
    ) -> Any:
        self.retired_by = user
        return super().unpublish(set_expired=set_expired, commit=commit, user=user, **kwargs)

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        from catalog.views.preview import preview

        return preview(request, self, mode_name)


def name_questions(stream: Any) -> None:
    """Gives every question, choice and column without a name one, which stays when the text is reworded."""
    fill_names([child.value for child in stream if "name" in child.block.child_blocks], "name", "question")
    for child in stream:
        fill_parts(child.value)
