"""A table of line items: typed columns, some of them computed, with totals."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from pydantic import Field
from wagtail import blocks

from catalog.conditions import rule
from catalog.questions.base import Asking, Choice, Part, Question, expect
from catalog.questions.choice import ChoiceQuestion
from catalog.questions.date import DateQuestion
from catalog.questions.editing import ChoiceRow, FormulaBlock, QuestionBlock, WordsBlock
from catalog.questions.money import MoneyQuestion, money
from catalog.questions.number import NumberQuestion
from catalog.questions.text import TextQuestion
from catalog.texts import Bilingual, Text, in_both, nothing
from catalog.widgets import TableInput
from rules import Fact, Facts
from ui.bilingual import pick

CELLS: dict[str, type[Question]] = {
    "text": TextQuestion,
    "number": NumberQuestion,
    "money": MoneyQuestion,
    "choice": ChoiceQuestion,
    "date": DateQuestion,
}
Row = dict[str, Any]


class Column(Part):
    """A column; one with `compute` is never asked. `total` adds it up under the table."""

    name: str
    label: Text = Field(default_factory=nothing)
    kind: Literal["text", "number", "money", "choice", "date"] = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    compute: str = ""
    total: bool = False

    def cell(self, currency: str) -> Question:
        """The question that each cell asks."""
        more: dict[str, Any] = {"choices": self.choices} if self.kind == "choice" else {}
        if self.kind == "money":
            more = {"currency": currency, "minimum": None}
        return CELLS[self.kind](name=self.name, label=self.label, **more)


class TableQuestion(Question):
    kind: Literal["table"] = "table"
    columns: tuple[Column, ...] = ()
    min_rows: int = 1
    max_rows: int = 50
    currency: str = "EUR"

    by_link: ClassVar[bool] = False

    # ── for rules ──

    def facts(self) -> dict[str, Fact]:
        """The lines themselves, how many there are, and the sums of the columns that are added up."""
        kinds = {column.name: self.cell(column).fact for column in self.columns}
        kinds = {name: "text" if kind == "choice" else kind for name, kind in kinds.items()}
        totals = {
            f"{self.name}_{column.name}_total": Fact("number", label=self.total_label(column))
            for column in self.columns
            if column.total
        }
        count = {f"{self.name}_count": Fact("number", label=self.label)}
        return {self.name: Fact("table", label=self.label, fields=kinds), **count, **totals}

    def total_label(self, column: Column) -> Bilingual:
        return {
            "en": f"{self.label['en']}: {column.label['en']}",
            "zh": f"{self.label['zh']}：{column.label['zh']}",
        }

    def values(self, cleaned: Any) -> dict[str, Any]:
        rows = cleaned or []
        totals = {f"{self.name}_{name}_total": total for name, total in self.totals(rows).items()}
        return {self.name: rows, f"{self.name}_count": Decimal(len(rows)), **totals}

    def totals(self, rows: list[Row]) -> dict[str, Decimal]:
        return {
            column.name: sum(
                (row[column.name] for row in rows if row.get(column.name) is not None), Decimal(0)
            )
            for column in self.columns
            if column.total
        }

    def row_facts(self) -> Facts:
        """What a computed column may read: the columns that are asked."""
        asked = (column for column in self.columns if not column.compute)
        return Facts({name: fact for column in asked for name, fact in self.cell(column).facts().items()})

    def computed(self, row: Row) -> Row:
        """The row with its computed columns."""
        more = {
            column.name: self._rounded(column, rule(column.compute, self.row_facts(), "number").value(row))
            for column in self.columns
            if column.compute
        }
        return {**row, **more}

    def _rounded(self, column: Column, number: Decimal | None) -> Decimal | None:
        return number.quantize(Decimal("0.01")) if column.kind == "money" and number is not None else number

    # ── in ──

    def cell(self, column: Column) -> Question:
        return column.cell(self.currency)

    def field(self, asking: Asking) -> forms.Field:
        return TableField(self, asking)

    def raw(self, answer: Any) -> Any:
        sentence = _("This must be a list of lines.")
        return [self._raw_row(expect(row, dict, sentence)) for row in expect(answer, list, sentence)]

    def _raw_row(self, row: Mapping[str, Any]) -> Row:
        known = {column.name for column in self.columns}
        if strangers := set(row) - known:
            sentence = _("There is no column called “%(name)s”.")
            raise ValidationError(
                sentence, params={"name": sorted(map(str, strangers))[0]}, code="unknown-column"
            )
        asked = (column for column in self.columns if not column.compute)
        return {
            column.name: self.cell(column).raw(row[column.name])
            for column in asked
            if row.get(column.name) is not None
        }

    def is_answered(self, cleaned: Any) -> bool:
        return bool(cleaned)

    # ── out ──

    def store(self, cleaned: Any) -> Any:
        cells = [(column.name, self.cell(column)) for column in self.columns]
        return [{name: cell.store(row.get(name)) for name, cell in cells} for row in cleaned or []]

    def read(self, cleaned: Any) -> Bilingual | str:
        return in_both(
            lambda: ngettext("%(count)d line", "%(count)d lines", len(cleaned)) % {"count": len(cleaned)}
        )

    def row(self, cleaned: Any) -> dict[str, Any]:
        """The sheet's line has the table itself: `columns`, `rows` of readable cells, and `totals`."""
        totals = self.totals(cleaned)
        return {
            **super().row(cleaned),
            "columns": [{"label": column.label} for column in self.columns],
            "rows": [{"cells": self.cells_of(row)} for row in cleaned],
            "totals": self.cells_of(totals) if totals else [],
        }

    def cells_of(self, row: Row) -> list[dict[str, Any]]:
        return [
            {
                "text": self.read_cell(column, row.get(column.name)),
                "number": column.kind in ("number", "money"),
            }
            for column in self.columns
        ]

    def read_cell(self, column: Column, value: Any) -> Bilingual | str:
        if value in (None, ""):
            return ""
        return money(value, self.currency) if column.kind == "money" else self.cell(column).read(value)

    def schema(self, asking: Asking) -> dict[str, Any]:
        asked = [column for column in self.columns if not column.compute]
        line = {
            "type": "object",
            "properties": {
                column.name: {"title": pick(column.label), **self.cell(column).schema(asking)}
                for column in asked
            },
            "required": [column.name for column in asked if column.required],
        }
        return {"type": "array", "items": line, "minItems": self.min_rows, "maxItems": self.max_rows}

    @property
    def texts(self) -> dict[str, Bilingual]:
        columns = {f"columns.{column.name}": column.label for column in self.columns}
        choices = {
            f"columns.{column.name}.{choice.value}": choice.label
            for column in self.columns
            for choice in column.choices
        }
        return {**super().texts, **columns, **choices}


class TableField(forms.Field):
    """Rows in, rows out; `cell_errors` maps (row, column) to what is wrong with a cell.

    While somebody is still typing (`forgiving`), what is missing is no fault.
    """

    widget = TableInput
    forgiving = False

    def __init__(self, question: TableQuestion, asking: Asking) -> None:
        self.question = question
        self.cells = {
            column.name: question.cell(column).field(asking)
            for column in question.columns
            if not column.compute
        }
        self.cell_errors: dict[tuple[int, str], list[str]] = {}
        super().__init__(required=False, label=question.text, help_text=question.hint)
        self.widget.table = self

    def clean(self, value: Any) -> list[Row]:
        rows = [row for row in value or [] if any(cell not in (None, "") for cell in row.values())]
        if len(rows) > self.question.max_rows:
            sentence = ngettext("At most %(count)d line.", "At most %(count)d lines.", self.question.max_rows)
            raise ValidationError(sentence, params={"count": self.question.max_rows}, code="too-many")
        self.cell_errors = {}
        cleaned = [self.question.computed(self._row(number, row)) for number, row in enumerate(rows)]
        if self.cell_errors:
            raise ValidationError(self._sentences(), code="cells")
        if cleaned and len(cleaned) < self.question.min_rows and not self.forgiving:
            sentence = ngettext(
                "At least %(count)d line.", "At least %(count)d lines.", self.question.min_rows
            )
            raise ValidationError(sentence, params={"count": self.question.min_rows}, code="too-few")
        return cleaned

    def _row(self, number: int, row: Row) -> Row:
        return {
            column.name: self._cell(number, column, row.get(column.name))
            for column in self.question.columns
            if not column.compute
        }

    def _cell(self, number: int, column: Column, raw: Any) -> Any:
        try:
            cleaned = self.cells[column.name].clean(raw)
        except ValidationError as error:
            self.cell_errors[number, column.name] = error.messages
            return None
        if column.required and cleaned in (None, "") and not self.forgiving:
            self.cell_errors[number, column.name] = [_("Please fill this in.")]
        return None if cleaned == "" else cleaned

    def _sentences(self) -> list[str]:
        labels = {column.name: pick(column.label) for column in self.question.columns}
        return [
            _("Line %(line)d, %(column)s: %(fault)s")
            % {"line": number + 1, "column": labels[name], "fault": " ".join(faults)}
            for (number, name), faults in self.cell_errors.items()
        ]


class ColumnRow(blocks.StructBlock):
    label = WordsBlock(label=gettext_lazy("English"))
    label_zh = WordsBlock(label=gettext_lazy("Chinese"))
    kind = blocks.ChoiceBlock(
        choices=[
            ("text", gettext_lazy("Text")),
            ("number", pgettext_lazy("kind of answer", "Number")),
            ("money", gettext_lazy("Money")),
            ("choice", gettext_lazy("Choice")),
            ("date", gettext_lazy("Date")),
        ],
        default="text",
        label=gettext_lazy("Kind"),
    )
    required = blocks.BooleanBlock(required=False, label=gettext_lazy("Must be filled in"))
    total = blocks.BooleanBlock(required=False, label=gettext_lazy("Add up below"))
    compute = FormulaBlock(
        label=gettext_lazy("Computed from"), help_text=gettext_lazy("For example: quantity * price")
    )
    name = WordsBlock(label=gettext_lazy("Name in rules"))
    choices = blocks.ListBlock(ChoiceRow(), default=[], required=False, label=gettext_lazy("Choices"))

    class Meta:
        label_format = "{label}"


class TableBlock(QuestionBlock):
    own = ("columns",)
    known = None
    default = None

    columns = blocks.ListBlock(ColumnRow(), label=gettext_lazy("Columns"))
    min_rows = blocks.IntegerBlock(default=1, min_value=1, label=gettext_lazy("Lines at least"))
    max_rows = blocks.IntegerBlock(
        default=50, min_value=1, max_value=200, label=gettext_lazy("Lines at most")
    )
    currency = WordsBlock(default="EUR", max_length=3, label=gettext_lazy("Currency"))

    class Meta:
        icon = "table"
        label = gettext_lazy("Table")
        label_format = "{label}"


KIND = (TableQuestion, TableBlock)
