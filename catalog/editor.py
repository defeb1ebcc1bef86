"""The service editor: everything about a service in one place, tab by tab."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from catalog import references
from catalog.questions.editing import RuleInput
from tickets.models import Lifecycle

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
RULE = RuleInput()


class Chosen(forms.MultipleChoiceField):
    """Some of a list that is read when the editor opens."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Any, label: Any) -> None:
        super().__init__(choices=choices, label=label, required=False)


def slug_field() -> forms.RegexField:
    return forms.RegexField(
        SLUG,
        label=_("Address"),
        max_length=80,
        help_text=_("The last part of the address, in small Latin letters, digits and dashes."),
        error_messages={"invalid": _("Use small Latin letters, digits and dashes only.")},
    )


class ServicePageForm(WagtailAdminPageForm):
    audience_departments = Chosen(references.departments, _("Departments (with everything below them)"))
    audience_sites = Chosen(references.sites, _("Sites"))
    audience_roles = Chosen(lambda: references.AUDIENCE_ROLES, _("Roles"))
    slug = slug_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lifecycle" in self.fields:
            storefront = getattr(self.parent_page, "specific", None)
            usable = Lifecycle.objects.usable_in(getattr(storefront, "department", None))
            self.fields["lifecycle"].queryset = usable.order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        """A bundle takes in only what its publisher may see; what stood in it before may stay."""
        from catalog.bundles import STRANGE, strangers

        cleaned = super().clean()
        before = {child.value.get("service") for child in self.instance.parts} if self.instance.pk else set()
        wanted = {child.value.get("service") or "" for child in cleaned.get("parts") or ()}
        unknown = strangers(wanted - before, by=self.for_user) if self.for_user else []
        if unknown:
            self.add_error("parts", STRANGE % {"name": ", ".join(unknown)})
        return cleaned

    def clean_slug(self) -> str:
        """An address serves one service in the whole company."""
        slug = self.cleaned_data["slug"]
        if taken_by_another(slug, self.instance):
            raise forms.ValidationError(_("Another service has this address already."), code="taken")
        return slug


def taken_by_another(slug: str, page: Any) -> bool:
    """Whether a service other than this page's (None: a new one) has the address."""
    from catalog.models import Service, ServicePage

    own = page.pk if page is not None else None
    pages = ServicePage.objects.filter(slug=slug).exclude(pk=own)
    services = Service.objects.filter(slug=slug).exclude(page=None).exclude(page=own)
    return pages.exists() or services.exists()


def wrong_slug(slug: str) -> list[str]:
    """What is wrong with an address, in words."""
    try:
        slug_field().clean(slug)
    except forms.ValidationError as error:
        return list(error.messages)
    return []


def pair(name: str, heading: Any, **kwargs: Any) -> MultiFieldPanel:
    """A text and its Chinese side by side."""
    return MultiFieldPanel(
        [FieldRowPanel([FieldPanel(name, **kwargs), FieldPanel(f"{name}_zh", **kwargs)])], heading=heading
    )


PRODUCT = [
    pair("title", _("Name")),
    pair("summary", _("In one sentence")),
    pair("description", _("What you get")),
    pair("for_whom", _("For whom")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("icon"), FieldPanel("slug")]),
            FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
            FieldPanel("keywords", widget=forms.Textarea(attrs={"rows": 2})),
        ],
        heading=_("How it is found"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("price"), FieldPanel("currency")]),
            FieldRowPanel([FieldPanel("price_note"), FieldPanel("price_note_zh")]),
        ],
        heading=_("Price"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        [FieldPanel("quantity_max"), FieldPanel("parts"), FieldPanel("skips_parts")],
        heading=_("How many, and of what it consists"),
        classname="collapsed",
    ),
    pair("release_notes", _("Release notes")),
]
FORM = [
    FieldPanel("questions"),
    pair("subject", _("Subject of the ticket")),
    FieldPanel("on_behalf"),
]
FLOW = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("lifecycle")]),
    FieldPanel("steps"),
]
LEVEL = [
    FieldPanel("service_level"),
    FieldRowPanel([FieldPanel("impact"), FieldPanel("urgency")]),
    FieldPanel("priorities"),
]
ROUTING = [
    FieldPanel("team"),
    FieldPanel("routes"),
]
AUDIENCE = [
    HelpPanel(_("Nothing chosen means everybody. Of departments, sites and roles any one is enough.")),
    FieldPanel("audience_departments"),
    FieldPanel("audience_sites"),
    FieldPanel("audience_roles"),
    FieldPanel("audience_rule", widget=RULE),
    PublishingPanel(),
    CommentPanel(),
]


class Tab(ObjectList):
    """A tab whose address is the same in every language."""

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "name": self.name}

    @property
    def clean_name(self) -> str:
        return self.name


EDITOR = TabbedInterface(
    [
        Tab("product", PRODUCT, heading=_("Product")),
        Tab("form", FORM, heading=_("Form")),
        Tab("flow", FLOW, heading=_("Flow")),
        Tab("level", LEVEL, heading=_("Service level")),
        Tab("routing", ROUTING, heading=_("Routing")),
        Tab("knowledge", [FieldPanel("articles")], heading=_("Knowledge")),
        Tab("audience", AUDIENCE, heading=_("Who may see it")),
    ]
)
