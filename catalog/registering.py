"""A service's register as the one listing: a column and, where no mask hides it, a filter for each question.

What some mask of any version hides is neither filtered nor sorted by: it could be guessed by that.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

import django_filters
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Entry, Service
from catalog.questions import Question
from catalog.register import DAYS, FILTERED, NUMBERS, typed
from catalog.spec import ServiceSpec
from cmdb.models import Item
from people.models import Department, Person
from tickets import cells
from tickets.filters import DayFilter, WordsFilter, WordsInput
from tickets.lifecycles import specs_of
from tickets.masks import sheet_for
from tickets.models import Lifecycle, Ticket
from tickets.policies import may_work
from tickets.terms import Agreed, agreed_in
from tickets.words import holding
from ui.bilingual import pick
from ui.listing import Column, Listing

VERSIONS = 50  # the newest; older forms are read on the tickets
AT_FIRST = 5  # questions shown before somebody chooses
MOST = 80  # questions
PREFIX = "a_"
ANSWER = "answer"  # the one that is sorted by


class Asked:
    """What the forms of all versions ask: by name, the newest form first; and what of it some mask hides."""

    def __init__(self, service: Service) -> None:
        versions = service.versions.order_by("-number")[:VERSIONS]
        self.service = service
        self.specs: list[ServiceSpec] = [version.service_spec for version in versions]
        self.questions: dict[str, Question] = {}
        for spec in self.specs:
            for question in spec.asked:
                if len(self.questions) < MOST:
                    self.questions.setdefault(question.name, question)
        self.now = {question.name for question in self.specs[0].asked}
        self.slugs = sorted({service.slug, *(spec.slug for spec in self.specs)})
        self.hidden = {name for spec in [*self.specs, *self._older()] for name in _hides(spec)}

    def _older(self) -> list[ServiceSpec]:
        """The forms before those that have a mask: their orders are in the list as well."""
        if len(self.specs) < VERSIONS:
            return []
        older = self.service.versions.order_by("-number")
        masked = [pk for pk, masks in older.values_list("pk", "spec__masks")[VERSIONS:] if masks]
        return [version.service_spec for version in older.filter(pk__in=masked)]

    def __deepcopy__(self, memo: Any) -> "Asked":
        """Filter sets copy their filters, and needn't copy what those only read."""
        return self

    def label(self, question: Question) -> Any:
        if question.name in self.now:
            return question.text
        return _("%(question)s (no longer asked)") % {"question": question.text}

    def choices(self, question: Question) -> list[tuple[str, str]]:
        """What may be or could once be chosen."""
        found: dict[str, str] = {}
        for spec in self.specs:
            for one in spec.asked:
                if one.name == question.name:
                    found = {**dict(getattr(one, "options", ())), **found}
        return list(found.items())

    @property
    def filtered(self) -> Iterable[Question]:
        return (
            one for one in self.questions.values() if one.kind in FILTERED and one.name not in self.hidden
        )

    @cached_property
    def sortable(self) -> dict[str, str]:
        """The questions with one number or day as their answer, and where it stands: indexes are in that order."""
        plain = (one for one in self.filtered if one.kind in (*NUMBERS, *DAYS))
        return {one.name: "number" if one.kind in NUMBERS else "day" for one in plain}


def _hides(spec: ServiceSpec) -> frozenset[str]:
    return Agreed.model_validate(spec.terms()).hides


class RegisterListing(Listing):
    default_sort = "-reference"
    template = "catalog/register.html"
    search_label = gettext_lazy("Search this register")
    empty_icon = "table-2"
    empty_title = gettext_lazy("Nothing here")
    empty_text = gettext_lazy("No order that you may see matches. Take a filter away.")

    def __init__(self, request: Any, service: Service, **context: Any) -> None:
        self.asked = Asked(service)
        self.name = f"register-{service.slug}"
        self.title = _("Register: %(service)s") % {"service": service.label}
        self.columns = [*_facts(), *self._answers(request.user)]
        self.filterset = filter_of(self.asked)
        self.now = timezone.now()
        rows = Ticket.objects.visible_to(request.user).filter(service__in=self.asked.slugs)
        rows = rows.with_people().defer("description", "resolution")
        rows = sorted_by_answer(rows, self.asked, request.GET.get("sort", ""))
        super().__init__(request, rows, service=service, now=self.now, **context)

    def _answers(self, person: Person) -> list[Column]:
        return [
            Column(
                f"{PREFIX}{question.name}",
                self.asked.label(question),
                draw=partial(_drawn, person=person, name=question.name),
                export=partial(exported, person=person, question=question),
                align="text-end" if question.kind in NUMBERS else "",
                sort=ANSWER if question.name in self.asked.sortable else "",
                default=number < AT_FIRST,
            )
            for number, question in enumerate(self.asked.questions.values())
        ]

    def row_url(self, row: Ticket) -> str:
        return row.desk_url

    def peek_url(self, row: Ticket) -> str:
        works = may_work(self.request.user, row)
        return reverse("tickets:peek", args=[row.reference]) if works else ""

    def row_label(self, row: Ticket) -> str:
        return row.reference

    def prepare(self, rows: list[Ticket]) -> list[Ticket]:
        specs_of({row.lifecycle_version_id for row in rows})
        agreed_in({row.terms_id for row in rows})
        return rows


def _facts() -> list[Column]:
    return [
        Column("reference", gettext_lazy("No."), draw=cells.reference, sort="id", lead=True, fixed=True),
        Column("requester", gettext_lazy("For"), attr="requester.label"),
        Column(
            "status", gettext_lazy("Status"), draw=cells.status, export=lambda ticket: ticket.status_label
        ),
        Column("opened", gettext_lazy("Age"), draw=cells.opened, export="opened_at"),
        Column("subject", gettext_lazy("Subject"), default=False),
        Column("version", gettext_lazy("Version"), attr="service_version", default=False),
    ]


def sorted_by_answer(rows: QuerySet, asked: Asked, sort: str) -> QuerySet:
    """The rows with the answer that the list is to be sorted by, if it is one."""
    name = sort.removeprefix("-").removeprefix(PREFIX)
    if name not in asked.sortable or PREFIX not in sort:
        return rows
    entry = FilteredRelation("entries", condition=Q(entries__service=asked.service, entries__question=name))
    return rows.annotate(entry=entry).annotate(**{ANSWER: F(f"entry__{asked.sortable[name]}")})


def line_of(row: Ticket, person: Person, name: str) -> dict[str, Any] | None:
    """The line of the sheet, if the person may read it."""
    lines = getattr(row, "_lines", None)
    if lines is None:
        lines = row._lines = {line["name"]: line for line in sheet_for(person, row)}
    return lines.get(name)


def _drawn(row: Ticket, listing: Any, *, person: Person, name: str) -> str:
    line = line_of(row, person, name)
    return pick(line["text"]) if line else ""


def said(line: dict[str, Any]) -> str:
    """A line of a sheet as one text, tables written out."""
    if line.get("rows"):
        return "; ".join(" | ".join(pick(cell["text"]) for cell in row["cells"]) for row in line["rows"])
    return pick(line["text"])


def exported(row: Ticket, *, person: Person, question: Question) -> Any:
    """Numbers and days as such, anything else as people read it; nothing where the person may not."""
    line = line_of(row, person, question.name)
    if line is None:
        return None
    stored = row.answers.get(question.name)
    if line["kind"] in (*NUMBERS, "date") and stored is not None:
        values = typed(line["kind"], stored)
        found: Decimal | date | None = values.get("number", values.get("day"))
        if found is not None:
            return found
    return said(line)


# ── filters ──────────────────────────────────────────────────────────────────────────────────────────


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
