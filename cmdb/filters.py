"""The one filter set over items: list, export and API read the same URL parameters."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

import search
from cmdb.models import Item, ItemType
from people.models import Department, Person, Site, Team

ME, NOBODY = "me", "nobody"
SERVICE_STATES = [("in-service", _("All in service")), *Item.State.choices]


class Named(django_filters.MultipleChoiceFilter):
    """Things chosen by their slugs, offered by their names when the form is drawn."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [(one.slug, one.label) for one in model.objects.all()], **kwargs)


class ItemFilter(django_filters.FilterSet):
    """What a person may ask of the items they may see. Every parameter may be repeated; none is required."""

    q = django_filters.CharFilter(label=_("Search"), method="filter_text")
    type = Named(ItemType, label=_("Type"), method="filter_type")
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=SERVICE_STATES, method="filter_state"
    )
    department = Named(Department, label=_("Department"), method="filter_department")
    site = Named(Site, label=_("Site"), field_name="site__slug")
    team = Named(Team, label=_("Supported by"), field_name="team__slug")
    owner = django_filters.CharFilter(label=_("Used by"), method="filter_owner", widget=forms.TextInput)

    class Meta:
        model = Item
        fields: list[str] = []

    def filter_text(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the words of the item; a whole inventory or serial number always hits."""
        value = value.strip()
        if not value:
            return queryset
        exact = queryset.filter(Q(tag__iexact=value) | Q(serial__iexact=value))
        return exact if exact.exists() else search.matching(queryset, value, mode="all", prefix=True)

    def filter_type(self, queryset: QuerySet, name: str, slugs: list[str]) -> QuerySet:
        """Items of the types and of all that refine them."""
        return queryset.filter(type__in=ItemType.objects.with_refinements(slugs)) if slugs else queryset

    def filter_state(self, queryset: QuerySet, name: str, states: list[str]) -> QuerySet:
        if not states:
            return queryset
        wanted = Q(state__in=states)
        if "in-service" in states:
            wanted |= ~Q(state=Item.State.RETIRED)
        return queryset.filter(wanted)

    def filter_department(self, queryset: QuerySet, name: str, slugs: list[str]) -> QuerySet:
        """The departments and all below them."""
        if not slugs:
            return queryset
        paths = Department.objects.filter(slug__in=slugs).values_list("path", flat=True)
        return queryset.filter(department__in=Department.objects.under(*paths).values("pk"))

    def filter_owner(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """`me`, `nobody`, a person's id or part of a name."""
        value = value.strip()
        if value == NOBODY:
            return queryset.filter(owner=None)
        if value == ME:
            return queryset.filter(owner=self.request.user)
        if value.isdecimal() and len(value) < 19:
            return queryset.filter(owner=int(value))
        people = Person.objects.visible_to(self.request.user).named(value)
        return queryset.filter(owner__in=people.values("pk"))
