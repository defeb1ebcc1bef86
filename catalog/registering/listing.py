"""The list itself: columns, rows through the masks, and the answer it is sorted by."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Service
from catalog.questions import Question
from catalog.register import NUMBERS, typed
from catalog.registering.asked import Asked
from catalog.registering.filters import PREFIX, filter_of
from people.models import Person
from tickets import cells
from tickets.lifecycles import specs_of
from tickets.masks import sheet_for
from tickets.models import Ticket
from tickets.policies import may_work
from tickets.terms import agreed_in
from ui.bilingual import pick
from ui.listing import Column, Listing

AT_FIRST = 5  # questions shown before somebody chooses
ANSWER = "answer"  # the one that is sorted by


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
