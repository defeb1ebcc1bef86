"""The one filter set over tickets: list, board, saved views, export and API read the same URL parameters."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Department, Person, Team
from tickets.choices import mates
from tickets.lifecycles import specs_of
from tickets.masks import concerning
from tickets.models import Kind, Lifecycle, Participant, Priority
from tickets.phases import OPEN, Phase
from tickets.picking import ME, PickWords, asked_items, asked_people, asked_services, numbers
from tickets.words import holding
from ui.bilingual import pick

DUE = [
    ("overdue", _("Overdue")),
    ("4h", _("Due within 4 hours")),
    ("today", _("Due today")),
]

NOBODY, MINE, NONE = "nobody", "mine", "none"


class Words(forms.MultipleChoiceField):
    """Repeated words of a URL. The choices are offered, not required: an unknown word finds nothing."""

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            super().validate(value)


class WordsFilter(django_filters.MultipleChoiceFilter):
    """A filter that hands all its words to its method at once."""

    field_class = Words

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        return self.method(qs, self.field_name, value) if value else qs


class DayFilter(django_filters.DateFilter):
    """A day chosen in a calendar, of those that have a midnight in every time zone."""

    def __init__(self, **more: Any) -> None:
        kept = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(9000, 1, 1))]
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), validators=kept, **more)


def offered_teams(request: Any) -> list[tuple[str, Any]]:
    teams = Team.objects.visible_to(request.user).order_by("name")
    return [(MINE, _("My teams")), (NONE, _("No team")), *((team.slug, team.label) for team in teams)]


def offered_departments(request: Any) -> list[tuple[str, str]]:
    departments = Department.objects.visible_to(request.user).order_by("name")
    return [(department.slug, department.label) for department in departments]


def offered_statuses(request: Any) -> list[tuple[str, str]]:
    """The statuses of today's lifecycles, as far as the person meets their tickets; each is offered once."""
    newest = (
        Lifecycle.objects.met_by(request.user)
        .annotate(newest=Max("versions"))
        .values_list("newest", flat=True)
    )
    offered: dict[str, str] = {}
    for spec in specs_of({pk for pk in newest if pk}).values():
        for name, status in spec.statuses.items():
            offered.setdefault(name, pick(status.label.model_dump()))
    return sorted(offered.items(), key=lambda offer: offer[1])


def offered_assignees(request: Any) -> list[tuple[str, Any]]:
    """Me, nobody, and those who share a team with me."""
    others = mates(request.user).exclude(pk=request.user.pk)[:100]
    return [(ME, _("Me")), (NOBODY, _("Nobody")), *((str(mate.pk), mate.label) for mate in others)]


class TicketFilter(django_filters.FilterSet):
    """What a person may ask of the tickets he may see. Every parameter may be repeated; none is required."""

    q = django_filters.CharFilter(label=_("Search"), method="filter_text")
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=Kind.choices, distinct=False)
    phase = WordsFilter(
        label=_("Phase"), choices=[("open", _("All open")), *Phase.choices], method="filter_phase"
    )
    status = WordsFilter(label=_("Status"), choices=[], method="filter_status")
    priority = django_filters.MultipleChoiceFilter(
        label=_("Priority"), choices=Priority.choices, distinct=False
    )
    department = WordsFilter(label=_("Department"), choices=[], method="filter_department")
    team = WordsFilter(label=_("Team"), choices=[], method="filter_team")
    assignee = WordsFilter(label=_("Assignee"), choices=[], method="filter_assignee")
    requester = WordsFilter(
        label=_("Requester"),
        choices=[],
        method="filter_requester",
        widget=PickWords("people:choose-person", _("user name")),
    )
    service = WordsFilter(
        label=_("Service"),
        choices=[],
        method="filter_service",
        widget=PickWords("tickets:choose_service", _("short name")),
    )
    due = django_filters.ChoiceFilter(label=_("Deadline"), choices=DUE, method="filter_due")
    opened_after = DayFilter(label=_("Opened from"), method="filter_opened_after")
    opened_before = DayFilter(label=_("Opened until"), method="filter_opened_before")
    resolved_after = DayFilter(label=_("Solved from"), method="filter_resolved_after")
    item = WordsFilter(
        label=_("Item"),
        choices=[],
        method="filter_item",
        widget=PickWords("cmdb:choose", _("number")),
    )
    watched = django_filters.ChoiceFilter(
        label=_("Watched"), choices=[(ME, _("By me"))], method="filter_watched"
    )

    def __init__(self, data: Any = None, queryset: QuerySet | None = None, **kwargs: Any) -> None:
        self.now: datetime = kwargs.pop("now", None) or timezone.now()
        super().__init__(data, queryset, **kwargs)

    @property
    def person(self) -> Person:
        return self.request.user

    def get_form_class(self) -> type[forms.Form]:
        form_class = super().get_form_class()
        if self.request is not None:
            offers = {
                "status": offered_statuses,
                "team": offered_teams,
                "department": offered_departments,
                "assignee": offered_assignees,
                "requester": asked_people,
                "service": asked_services,
                "item": asked_items,
            }
            for name, offer in offers.items():
                form_class.base_fields[name].choices = _asked_late(offer, self.request)
        return form_class

    # ── one method per parameter that is more than a column ──────────────────────────────────────

    def filter_text(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the words of the ticket (those of notes only where the person works on it), or by its number."""
        return holding(queryset, value, self.person)

    def filter_phase(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        phases = {phase for word in words for phase in (OPEN if word == "open" else [word])}
        return queryset.filter(phase__in=sorted(phases))

    def filter_status(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        return queryset.filter(status__in=words)

    def filter_department(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        """The named departments and everything below them."""
        paths = Department.objects.filter(slug__in=words).values_list("path", flat=True)
        below = Q(pk__in=[])
        for path in paths:
            below |= Q(path__startswith=path)
        ids = list(Department.objects.filter(below).values_list("pk", flat=True))
        return queryset.filter(department__in=ids)

    def filter_team(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        ids = set(self.person.team_ids) if MINE in words else set()
        slugs = [word for word in words if word not in (MINE, NONE)]
        if slugs:
            ids |= set(Team.objects.filter(slug__in=slugs).values_list("pk", flat=True))
        asked = Q(team__in=sorted(ids))
        return queryset.filter(asked | Q(team=None) if NONE in words else asked)

    def filter_assignee(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        asked = Q(assignee__in=self._people(words))
        return queryset.filter(asked | Q(assignee=None) if NOBODY in words else asked)

    def filter_requester(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        return queryset.filter(requester__in=self._people(words))

    def filter_service(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        return queryset.filter(service__in=words)

    def filter_due(self, queryset: QuerySet, name: str, word: str) -> QuerySet:
        return queryset.filter(phase__in=OPEN, due_at__lte=self._until(word))

    def filter_opened_after(self, queryset: QuerySet, name: str, day: datetime) -> QuerySet:
        return queryset.filter(opened_at__gte=_midnight(day))

    def filter_opened_before(self, queryset: QuerySet, name: str, day: datetime) -> QuerySet:
        return queryset.filter(opened_at__lt=_midnight(day) + timedelta(days=1))

    def filter_resolved_after(self, queryset: QuerySet, name: str, day: datetime) -> QuerySet:
        return queryset.filter(resolved_at__gte=_midnight(day))

    def filter_item(self, queryset: QuerySet, name: str, words: list[str]) -> QuerySet:
        return concerning(queryset, numbers(words), self.person)

    def filter_watched(self, queryset: QuerySet, name: str, word: str) -> QuerySet:
        watching = Participant.objects.filter(
            ticket=OuterRef("pk"), person=self.person, role=Participant.Role.WATCHER
        )
        return queryset.filter(Exists(watching))

    # ── helpers ──────────────────────────────────────────────────────────────────────────────────

    def _people(self, words: list[str]) -> list[int]:
        ids = numbers(words)
        if ME in words:
            ids.append(self.person.pk)
        names = [word for word in words if not word.isdecimal() and word not in (ME, NOBODY)]
        if names:
            ids += Person.objects.filter(username__in=names).values_list("pk", flat=True)
        return ids

    def _until(self, word: str) -> datetime:
        if word == "overdue":
            return self.now
        if word == "4h":
            return self.now + timedelta(hours=4)
        return _midnight(timezone.localdate(self.now)) + timedelta(days=1)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _asked_late(offer: Any, request: Any) -> Any:
    """Choices that cost a query, looked up only if somebody draws them."""
    return lambda: offer(request)
