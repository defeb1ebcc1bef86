"""The rows of a transition's form: its conditions and its own questions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rules.rows import BadRow, Row, Rows, rows_of, source_of
from tickets.designer import conditions
from tickets.designer.forms import sentence, sides_of, text_of
from tickets.facts import FACTS
from tickets.lifecycles import Choice, Question, Text, Transition
from tickets.lifecycles.editing import name_for
from tickets.lifecycles.faults import RESERVED
from tickets.lifecycles.spec import WELL_KNOWN

MORE = 2  # empty rows below those that are there
KINDS = [
    ("text", _("a line of text")),
    ("longtext", _("a longer text")),
    ("choice", _("a choice")),
    ("yesno", _("yes or no")),
    ("date", _("a date")),
    ("number", _("a number")),
    ("person", _("a person")),
    ("team", _("a team")),
]


class RowForm(forms.Form):
    """One comparison of the sentence; empty where no fact is chosen."""

    fact = forms.ChoiceField(label=_("What"), required=False)
    sign = forms.ChoiceField(label=_("How"), required=False)
    value = forms.CharField(label=_("Value"), required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [("", "—"), *conditions.facts()]
        self.fields["sign"].choices = conditions.signs()

    def clean(self) -> dict[str, Any]:
        if row := self.row:
            try:
                source_of(Rows("all", (row,)), FACTS)
            except BadRow as bad:
                self.add_error("sign", str(bad))
        return self.cleaned_data

    @property
    def row(self) -> Row | None:
        given = self.cleaned_data
        if not given.get("fact"):
            return None
        sign = given.get("sign", "")
        if FACTS[given["fact"]].type == "yesno":
            return Row(given["fact"], "==", sign)
        return Row(given["fact"], sign, given.get("value", "").strip())


class QuestionForm(forms.Form):
    """A question of one's own; without a text it is none."""

    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    label_en = sentence(_("Question"), required=False, longest=400)
    label_zh = sentence(_("Question in Chinese"), required=False, longest=400)
    kind = forms.ChoiceField(label=_("Answered with"), choices=KINDS, initial="text")
    required = forms.BooleanField(label=_("must be answered"), required=False)
    choices = sentence(
        _("Choices"), required=False, rows=2, longest=4000, help_text=_("One a line: English | 中文")
    )

    def question(self, taken: Iterable[str]) -> Question | None:
        given = self.cleaned_data
        if not (given.get("label_en") or given.get("label_zh")):
            return None
        label = text_of(self, "label")
        kind = given["kind"]
        name = given["name"] or name_for(label.en, [*taken, *WELL_KNOWN, *RESERVED], "question")
        choices = _choices(given["choices"]) if kind == "choice" else ()
        return Question.model_validate(
            {"name": name, "label": label, "kind": kind, "required": given["required"], "choices": choices}
        )


def _choices(lines: str) -> tuple[Choice, ...]:
    found: dict[str, Choice] = {}
    for line in lines.splitlines():
        english, _bar, chinese = (part.strip() for part in line.partition("|"))
        value = (english or chinese)[:80]
        if value:
            found[value] = Choice(value=value, label=Text(en=english, zh=chinese))
    return tuple(found.values())


RowFormSet = forms.formset_factory(RowForm, extra=MORE, max_num=12, absolute_max=20)
QuestionFormSet = forms.formset_factory(QuestionForm, extra=MORE, max_num=12, absolute_max=20)


def rows_in(step: Transition | None) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The step's condition as the rows of its form and what else the form begins with."""
    rows = rows_of(step.when, FACTS) if step else Rows("all", ())
    if rows is None:
        return [], {"when": step.when if step else ""}
    return [_typed(row) for row in rows.rows], {"joined": rows.joined}


def _typed(row: Row) -> dict[str, str]:
    if FACTS[row.fact].type == "yesno":
        return {"fact": row.fact, "sign": row.value}
    return {"fact": row.fact, "sign": row.sign, "value": row.value}


def questions_in(step: Transition | None) -> list[dict[str, Any]]:
    own = [one for one in step.ask if one.name not in WELL_KNOWN] if step else []
    return [
        {
            "name": one.name,
            "kind": one.kind,
            "required": one.required,
            "choices": "\n".join(f"{choice.label.en} | {choice.label.zh}" for choice in one.choices),
            **sides_of(one.label, "label"),
        }
        for one in own
    ]
