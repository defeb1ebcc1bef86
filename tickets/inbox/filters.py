"""What may be asked of the inbox: kind, service, process, age, deadline, words."""

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.filters import WordsFilter
from tickets.inbox.origins import coming_from, origins_of
from tickets.models import Task, Ticket
from tickets.words import holding
from ui.bilingual import pick

AGES = [
    ("day", _("Longer than a day")),
    ("three", _("Longer than three days")),
    ("week", _("Longer than a week")),
    ("month", _("Longer than a month")),
]
LONGER = {
    "day": timedelta(days=1),
    "three": timedelta(days=3),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
DUE = [("overdue", _("Overdue")), ("day", _("Due within a day")), ("week", _("Due within a week"))]
SOON = {"overdue": timedelta(0), "day": timedelta(days=1), "week": timedelta(days=7)}
STATES = [("open", _("Open")), ("ended", _("Ended"))]
SERVICES = 100


class InboxFilter(django_filters.FilterSet):
    """Every parameter may be left out; what is not understood is not asked."""

    q = django_filters.CharFilter(label=_("Search"), method="filter_text")
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=Task.Kind.choices, distinct=False)
    service = WordsFilter(label=_("Service"), choices=[], method="filter_service")
    process = WordsFilter(label=_("Process"), choices=[], method="filter_process")
    age = django_filters.ChoiceFilter(label=_("Waits"), choices=AGES, method="filter_age")
    due = django_filters.ChoiceFilter(label=_("Deadline"), choices=DUE, method="filter_due")
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="filter_state")

    def __init__(self, data: Any = None, queryset: QuerySet | None = None, **kwargs: Any) -> None:
        self.now: datetime = kwargs.pop("now", None) or timezone.now()
        super().__init__(data, queryset, **kwargs)

    @property
    def person(self) -> Person:
        return self.request.user

    def get_form_class(self) -> Any:
        form_class = super().get_form_class()
        tasks = self.queryset
        form_class.base_fields["service"].choices = lambda: services_of(tasks)
        form_class.base_fields["process"].choices = lambda: origins_of(tasks)
        return form_class

    def filter_text(self, tasks: QuerySet, name: str, value: str) -> QuerySet:
        """Words of the ticket, or part of the task's own title in either language."""
        text = value.strip()[:200]
        if not text:
            return tasks
        tickets = holding(Ticket.objects.visible_to(self.person), text, self.person)
        named = Q(title__en__icontains=text) | Q(title__zh__icontains=text)
        return tasks.filter(named | Q(ticket__in=tickets.values("pk")))

    def filter_service(self, tasks: QuerySet, name: str, words: list[str]) -> QuerySet:
        return tasks.filter(ticket__service__in=words)

    def filter_process(self, tasks: QuerySet, name: str, words: list[str]) -> QuerySet:
        return coming_from(tasks, words)

    def filter_age(self, tasks: QuerySet, name: str, value: str) -> QuerySet:
        return tasks.filter(since__lte=self.now - LONGER[value])

    def filter_due(self, tasks: QuerySet, name: str, value: str) -> QuerySet:
        return tasks.filter(due_at__lt=self.now + SOON[value], state__in=("open", "paused"))

    def filter_state(self, tasks: QuerySet, name: str, value: str) -> QuerySet:
        return tasks.filter(ended_at=None) if value == "open" else tasks.exclude(ended_at=None)


def services_of(tasks: QuerySet) -> list[tuple[str, str]]:
    """The services of these tasks' tickets, by their names."""
    found = (
        Ticket.objects.filter(pk__in=tasks.order_by().values("ticket"))
        .exclude(service="")
        .order_by("service")
        .values_list("service", "service_name")
        .distinct()[:SERVICES]
    )
    return sorted(((slug, pick(name)) for slug, name in found), key=lambda one: one[1])
