"""Which deliveries the page shows."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal import reactions
from journal.models import Delivery


class DeliveryFilter(django_filters.FilterSet):
    """State, reaction, and words of the error or the subject."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("delivery", "State"),
        choices=Delivery.State.choices,
        empty_label=_("Failed or waiting for another try"),
    )
    reaction = django_filters.ChoiceFilter(label=_("What"), choices=[], empty_label=_("Anything"))
    q = django_filters.CharFilter(label=_("Search"), method="by_words")

    class Meta:
        model = Delivery
        fields = ["state", "reaction", "q"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = Delivery.objects.troubled().values_list("reaction", flat=True).distinct()  # of apps no more
        names = sorted({*reactions.names_for_later(), *gone})
        self.filters["reaction"].extra["choices"] = [(name, reactions.words_for(name)) for name in names]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(
            Q(error__icontains=value)
            | Q(subject__icontains=value)
            | Q(key__icontains=value)
            | Q(event__subject_label__icontains=value)
        )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Without a state chosen: what needs attention."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.troubled()
