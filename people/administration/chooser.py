"""Choosing a person in any form of the Wagtail admin: by searching, not in a list of thousands."""

from typing import Any

from django.forms import CharField, TextInput
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from people.models import Person


class NameFilter(BaseFilterForm):
    q = CharField(
        label=_("Name"), required=False, widget=TextInput(attrs={"data-chooser-modal-search-filter": True})
    )

    def filter(self, objects: Any) -> Any:
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return super().filter(objects.named(self.search_query))


class ChooseByName(ChooseView):
    filter_form_class = NameFilter


class ChooseResultsByName(ChooseResultsView):
    filter_form_class = NameFilter


class PersonChooser(ChooserViewSet):
    model = Person
    icon = "user"
    choose_view_class = ChooseByName
    choose_results_view_class = ChooseResultsByName
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    per_page = 15

    def get_object_list(self) -> Any:
        return Person.objects.active()


person_chooser = PersonChooser("person_chooser", url_prefix="people/chooser")
