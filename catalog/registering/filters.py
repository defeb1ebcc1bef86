"""The filters of a register, made of its questions."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Entry
from catalog.questions import Question
from catalog.register import DAYS, NUMBERS
from catalog.registering.asked import Asked
from cmdb.models import Item
from people.models import Department, Person
from tickets.filters import DayFilter, WordsFilter
from tickets.lifecycles import specs_of
from tickets.models import Lifecycle
from tickets.picking import WordsInput
from tickets.words import holding
from ui.bilingual import pick

PREFIX = "a_"  # of the columns and filters made of questions


def filter_of(asked: Asked) -> type[django_filters.FilterSet]:
    """The filter set of one register. What a mask hides from anybody is no filter: it could be guessed by it."""
    parts: dict[str, Any] = {
        "q": django_filters.CharFilter(label=gettext_lazy("Search"), method="filter_text"),
        "status": django_filters.MultipleChoiceFilter(
            label=gettext_lazy("Status"), choices=partial(_statuses, asked), distinct=False
        ),
        "opened_after": DayFilter(label=gettext_lazy("Opened from"), method=_since),
        "opened_before": DayFilter(label=gettext_lazy("Opened until"), method=_until),
        "filter_text": _filter_text,
    }
    for question in asked.filtered:
        parts |= _filters(asked, question)
    return type("RegisterFilter", (django_filters.FilterSet,), parts)


def _filter_text(self: Any, queryset: QuerySet, name: str, value: str) -> QuerySet:
    return holding(queryset, value, self.request.user)


def _statuses(asked: Asked) -> list[tuple[str, str]]:
    """The statuses of the lifecycles the versions run on, as they are today."""
    slugs = {spec.lifecycle for spec in asked.specs}
    newest = Lifecycle.objects.filter(slug__in=slugs).order_by("versions__number")
    last = dict(newest.values_list("pk", "versions"))
    offered: dict[str, str] = {}
    for spec in specs_of({pk for pk in last.values() if pk}).values():
        for name, status in spec.statuses.items():
            offered.setdefault(name, pick(status.label.model_dump()))
    return list(offered.items())


def _filters(asked: Asked, question: Question) -> dict[str, Any]:
    name, label = f"{PREFIX}{question.name}", asked.label(question)
    entries = Entry.objects.filter(service=asked.service, question=question.name).order_by()
    by = partial(_by, entries=entries)
    if question.kind in NUMBERS:
        return {
            f"{name}_from": django_filters.NumberFilter(
                label=format_lazy(gettext_lazy("{question}: at least"), question=label),
                method=partial(by, lookup="number__gte"),
            ),
            f"{name}_to": django_filters.NumberFilter(
                label=format_lazy(gettext_lazy("{question}: at most"), question=label),
                method=partial(by, lookup="number__lte"),
            ),
        }
    if question.kind in DAYS:
        return {
            f"{name}_from": DayFilter(
                label=format_lazy(gettext_lazy("{question}: from"), question=label),
                method=partial(by, lookup="day__gte"),
            ),
            f"{name}_to": DayFilter(
                label=format_lazy(gettext_lazy("{question}: until"), question=label),
                method=partial(by, lookup="day__lte"),
            ),
        }
    return {name: _by_word(asked, question, label, entries)}


def _by_word(asked: Asked, question: Question, label: Any, entries: QuerySet) -> Any:
    by = partial(_by, entries=entries, lookup="word__in")
    if question.kind == "yesno":
        choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        return django_filters.ChoiceFilter(
            label=label, choices=choices, method=lambda rows, name, word: by(rows, name, [word])
        )
    if question.kind in ("choice", "choices"):
        return django_filters.MultipleChoiceFilter(
            label=label, choices=asked.choices(question), distinct=False, method=by
        )
    found = {"person": _people, "department": _departments, "item": _items}[question.kind]
    hints = {"person": _("user name"), "department": _("short name"), "item": _("inventory number")}
    return WordsFilter(
        label=label,
        choices=[],
        method=lambda rows, name, words: by(rows, name, found(words)),
        widget=WordsInput(attrs={"placeholder": hints[question.kind]}),
    )


def _by(rows: QuerySet, name: str, value: Any, *, entries: QuerySet, lookup: str) -> QuerySet:
    """A word is looked up for each row, so that a page of a common one is found at once; of days and numbers
    those in the range are read first."""
    if not value:
        return rows
    found = entries.filter(**{lookup: value})
    if lookup == "word__in":
        return rows.filter(Exists(found.filter(ticket=OuterRef("pk"))))
    return rows.filter(pk__in=found.values("ticket"))


def _people(words: list[str]) -> list[str]:
    return _ids(Person.objects.filter(username__in=words))


def _departments(words: list[str]) -> list[str]:
    return _ids(Department.objects.filter(slug__in=words))


def _items(words: list[str]) -> list[str]:
    return _ids(Item.objects.filter(tag__in=words))


def _ids(found: QuerySet) -> list[str]:
    """The ids as words; one that nobody has where nothing was found."""
    return [str(pk) for pk in found.values_list("pk", flat=True)] or ["-"]


def _since(rows: QuerySet, name: str, day: date) -> QuerySet:
    return rows.filter(opened_at__gte=_midnight(day))


def _until(rows: QuerySet, name: str, day: date) -> QuerySet:
    return rows.filter(opened_at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
