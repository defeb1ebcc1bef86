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
    TitleFieldPanel,
)
from wagtail.admin.widgets import SlugInput

from catalog import references
from catalog.mask_rows import MasksField, offer_masks
from catalog.questions.editing import RuleInput
from catalog.widgets import PictureInput
from processes.models import Definition
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
        widget=SlugInput(),
        max_length=80,
        help_text=_("The last part of the address, in small Latin letters, digits and dashes."),
        error_messages={"invalid": _("Use small Latin letters, digits and dashes only.")},
    )


class ServicePageForm(WagtailAdminPageForm):
    audience_departments = Chosen(references.departments, _("Departments (with everything below them)"))
    audience_sites = Chosen(references.sites, _("Sites"))
    audience_roles = Chosen(lambda: references.AUDIENCE_ROLES, _("Roles"))
    without_steps = Chosen([], _("Steps this service does without"))
    without_statuses = Chosen([], _("Statuses this service does without"))
    masks = MasksField()
    slug = slug_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lifecycle" in self.fields:
            storefront = getattr(self.parent_page, "specific", None)
            usable = Lifecycle.objects.usable_in(getattr(storefront, "department", None))
            self.fields["lifecycle"].queryset = usable.order_by("name", "pk")
        if "process" in self.fields:
            storefront = getattr(self.parent_page, "specific", None)
            usable = Definition.objects.usable_in(getattr(storefront, "department", None))
            self.fields["process"].queryset = usable.order_by("name", "pk")
        if "masks" in self.fields:
            offer_masks(self.fields, self.instance)

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


def pair(name: str, heading: Any, help_text: Any = "", **kwargs: Any) -> MultiFieldPanel:
    """A text and its Chinese side by side."""
    # Wagtail explains titles as those of web pages; what is said here says it better
    first = (
        TitleFieldPanel(name, classname="", placeholder=False, help_text=" ")
        if name == "title"
        else FieldPanel(name, **kwargs)
    )
    both = [first, FieldPanel(f"{name}_zh", **kwargs)]
    return MultiFieldPanel([FieldRowPanel(both)], heading=heading, help_text=help_text)


PRODUCT = [
    HelpPanel(
        _(
            "What people find and read before they order: name, promise and price, in both languages. "
            "Write it as they would ask for it, not as your department calls it."
        )
    ),
    pair("title", _("Name"), _("Short, and what people get: “Employment certificate”, not “HR form 12”.")),
    pair("summary", _("In one sentence"), _("Stands below the name in lists and search results.")),
    pair(
        "description",
        _("What you get"),
        _("Two or three sentences, or a list: what comes, and what doesn't."),
    ),
    pair("for_whom", _("For whom"), _("In words. Who really sees it is decided under “Who may see it”.")),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel(
                        "icon",
                        widget=PictureInput,
                        help_text=_("The name of a picture, for example laptop, mail or plane."),
                    ),
                    FieldPanel("slug"),
                ]
            ),
            FieldPanel(
                "topics",
                widget=forms.CheckboxSelectMultiple,
                help_text=_("What it is about; people narrow the catalog by it, over all departments."),
            ),
            FieldPanel("keywords", widget=forms.Textarea(attrs={"rows": 2})),
        ],
        heading=_("How it is found"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [FieldPanel("price", help_text=_("Empty: no price is shown.")), FieldPanel("currency")]
            ),
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
    pair(
        "release_notes",
        _("Release notes"),
        _("Shown as “What's new” for 30 days. Empty: nobody is told that something changed."),
    ),
]
FORM = [
    HelpPanel(
        _(
            "What people are asked, in this order. Ask only what somebody needs to do the work; what we know of "
            "people can be filled in for them, and a condition keeps a question from those it doesn't concern."
        )
    ),
    FieldPanel("questions"),
    pair("subject", _("Subject of the ticket")),
    FieldPanel(
        "on_behalf",
        help_text=_("Managers for their people, and your own team for everybody, may order it then."),
    ),
]
FLOW = [
    HelpPanel(
        _(
            "What happens to an order: the lifecycle its ticket goes through, and the steps as people read them "
            "beside the form."
        )
    ),
    FieldRowPanel(
        [
            FieldPanel(
                "kind", help_text=_("A request asks for something, an incident reports what doesn't work.")
            ),
            FieldPanel("lifecycle"),
        ]
    ),
    FieldPanel("process"),
    FieldPanel("steps", help_text=_("Two to four steps: who does what, and when people hear of it.")),
    MultiFieldPanel(
        [
            HelpPanel(
                _(
                    "What is ticked is never offered to the tickets of this service, and refused when it is tried. "
                    "The list follows the lifecycle after the draft is saved."
                )
            ),
            FieldPanel("without_steps"),
            FieldPanel("without_statuses"),
        ],
        heading=_("Parts of the lifecycle this service does without"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        [FieldPanel("masks")], heading=_("Who may see and edit which answers"), classname="collapsed"
    ),
    FieldPanel("has_register"),
]
LEVEL = [
    HelpPanel(
        _(
            "What you promise: how soon somebody answers and when it is done. People read the promise, and the "
            "clocks of every ticket run by it."
        )
    ),
    FieldPanel("service_level", help_text=_("The times come with it; administrators keep the list.")),
    FieldRowPanel(
        [
            FieldPanel("impact", help_text=_("How many it concerns.")),
            FieldPanel("urgency", help_text=_("How soon it must be done.")),
        ]
    ),
    FieldPanel("priorities", help_text=_("The first rule that applies decides; else what is chosen above.")),
]
ROUTING = [
    HelpPanel(_("Who gets the ticket: one team for all of them, and others where a condition says so.")),
    FieldPanel("team", help_text=_("Gets every ticket that no rule below sends elsewhere.")),
    FieldPanel("routes", help_text=_("The first rule that applies decides.")),
]
KNOWLEDGE = [
    HelpPanel(
        _(
            "Articles that answer before anybody orders. They stand beside the form; who finds the answer there "
            "needs no ticket."
        )
    ),
    FieldPanel("articles", help_text=_("Articles for everybody are offered while you type.")),
]
AUDIENCE = [
    HelpPanel(
        _(
            "Who finds the service and may order it. Nothing chosen means everybody. Of departments, sites and "
            "roles any one is enough."
        )
    ),
    FieldPanel("audience_departments"),
    FieldPanel("audience_sites"),
    FieldPanel("audience_roles"),
    FieldPanel(
        "audience_rule", widget=RULE, help_text=_("A condition on the person, on top of what is chosen.")
    ),
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
        Tab("knowledge", KNOWLEDGE, heading=_("Knowledge")),
        Tab("audience", AUDIENCE, heading=_("Who may see it")),
    ]
)
