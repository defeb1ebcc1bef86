"""Occasions in the back office: who publishes a service says when the desk orders it by itself."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn

from catalog import actions
from catalog.administration.keeping import OfOwn, own_views
from catalog.models import Occasion, Service
from catalog.policies import edits, may_publish
from people.administration.chooser import person_chooser
from people.administration.forms import ZoneField
from people.administration.viewsets import DeedViewSet, add_from, change_with
from people.models import Person
from ui.bilingual import pick


def may_keep(person: Person, occasion: Occasion) -> bool:
    """Whoever publishes a service keeps its occasions; who only writes it reads them."""
    return may_publish(person, occasion.service.department)


OWN = OfOwn(Occasion, edits, may_keep)


class OccasionForm(WagtailAdminModelForm):
    """Offers only the person's own services. Which fields count depends on what is chosen first."""

    weekdays = forms.TypedMultipleChoiceField(
        label=capfirst(_("on")),
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Every week; no day chosen: the day it begins."),
    )
    time_zone = ZoneField()
    answers = forms.JSONField(
        label=capfirst(_("answers")),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            'By the names of the service\'s questions, for example {"reason": "yearly review"}. '
            '"$person" is whom it is about, "$today" the day.'
        ),
    )

    class Meta:
        model = Occasion
        fields = (
            *(
                "service",
                "kind",
                "every",
                "frequency",
                "weekdays",
                "month_day",
                "starts_on",
                "at",
                "time_zone",
            ),
            *("happening", "asker", "person", "answers", "is_on"),
        )
        widgets = {"person": person_chooser.widget_class}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Service.objects.live().filter(edits(self.for_user).over("department"))
        self.fields["service"].queryset = own.order_by("name", "pk")

    def clean_answers(self) -> dict[str, Any]:
        answers = self.cleaned_data["answers"] or {}
        if not isinstance(answers, dict):
            raise forms.ValidationError(_("Write answers by the names of their questions: {…}."))
        return answers


class OccasionViewSet(DeedViewSet):
    model = Occasion
    name = "occasions"
    icon = "date"
    menu_label = _("Ordered by itself")
    menu_order = 255
    add_to_admin_menu = True
    index_view_class, edit_view_class, delete_view_class = own_views(may_keep, "service")
    inspect_view_enabled = False
    list_display = [
        "service",
        Column("kind", label=capfirst(_("when")), accessor="get_kind_display"),
        BooleanColumn("is_on", label=capfirst(_("in use"))),
        DateColumn("next_at", label=capfirst(_("next"))),
        DateColumn("last_at", label=capfirst(_("last"))),
        Column("failed", label=capfirst(_("went wrong")), accessor=lambda one: pick(one.failed)),
    ]
    ordering = ["service__name", "pk"]
    form = OccasionForm
    add = add_from(actions.add_occasion)
    change = change_with(actions.change_occasion)
    remove = actions.remove_occasion
