"""The form on which a draft is tried: as whom, with which answers, and what each step's people say."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person
from processes.bpmn import Drawing
from processes.designer.trial import used_names
from processes.outline.knowing import choices_of
from processes.settings import BadSetting, is_work, names_of, work_of
from rules import Fact, Facts
from rules.explanation import side
from ui.bilingual import pick

OUTCOMES = [("approve", _("approves")), ("reject", _("rejects"))]
YES_NO = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
ANSWER, STEP = "answer-", "step-"


class TryForm(forms.Form):
    """`person` is a user name. The answers the drawing reads are fields `answer-NAME`, what a step's people find
    out `step-ELEMENT.NAME`."""

    person = forms.CharField(label=_("Sent by (user name)"), max_length=150)

    def __init__(self, *args: Any, drawing: Drawing, facts: Facts, asker: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker, self.facts = asker, facts
        for name in used_names(drawing):
            self.fields[ANSWER + name] = field_for(facts.get(name) or Fact("any"), name)
        for _graph, node in drawing.walk():
            if is_work(node):
                self._ask_of(node)

    def _ask_of(self, node: Any) -> None:
        try:
            work = work_of(node)
        except BadSetting:
            return
        label = pick(names_of(node)) or node.id
        if work.does == "approval":
            self.fields[f"{STEP}{node.id}.outcome"] = forms.ChoiceField(
                label=label, choices=OUTCOMES, required=False
            )
        for ask in work.asks:
            words = pick({"en": ask.label, "zh": ask.label_zh}) or ask.name
            fact = Fact(ASKED.get(ask.kind, "text"), choices=choices_of(ask.choices))
            self.fields[f"{STEP}{node.id}.{ask.name}"] = field_for(fact, f"{label}: {words}")

    def clean_person(self) -> Person:
        found = Person.objects.visible_to(self.asker).active()
        person = found.filter(username=self.cleaned_data["person"].strip()).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this user name."))
        return person

    @property
    def given(self) -> dict[str, Any]:
        """The answers by name, typed; those left empty are not answered."""
        return {name.removeprefix(ANSWER): value for name, value in self._values(ANSWER)}

    @property
    def found_out(self) -> dict[str, dict[str, Any]]:
        """What the people of each step say, by its element."""
        said: dict[str, dict[str, Any]] = {}
        for name, value in self._values(STEP):
            element, _dot, fact = name.removeprefix(STEP).rpartition(".")
            said.setdefault(element, {})[fact] = value
        return said

    @property
    def samples(self) -> dict[str, str]:
        """What was typed, to be kept with the draft."""
        return {name: str(self.data.get(name, ""))[:500] for name in self.fields if self.data.get(name)}

    def _values(self, prefix: str) -> list[tuple[str, Any]]:
        """What was answered; what nobody knows the type of becomes a number where it looks like one."""
        found = []
        for name, value in self.cleaned_data.items():
            if name.startswith(prefix) and value not in (None, "", []):
                fact = self.facts.get(name.removeprefix(ANSWER)) if prefix == ANSWER else Fact("text")
                found.append((name, value if fact and fact.type != "any" else typed(value)))
        return found


# Kinds of answers of steps, as facts.
ASKED: Mapping[str, str] = {"choice": "choice", "yesno": "yesno", "date": "date", "number": "number"}


def field_for(fact: Fact, name: str) -> forms.Field:
    """One field that asks for a fact; what is of no simple type is written as a text or a number."""
    label = side(fact.label) if fact.label else name
    if fact.type == "yesno":
        return forms.TypedChoiceField(
            label=label, choices=YES_NO, required=False, coerce=lambda said: said == "yes", empty_value=None
        )
    if fact.choices:
        choices = [("", "–"), *((value, side(words) or value) for value, words in fact.choices.items())]
        if fact.type == "choices":
            return forms.MultipleChoiceField(label=label, choices=choices[1:], required=False)
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if fact.type in ("number", "money"):
        return forms.DecimalField(label=label, required=False)
    if fact.type in ("date", "datetime"):
        return forms.DateField(
            label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
    return forms.CharField(label=label, required=False, max_length=500)


def typed(value: Any) -> Any:
    """A number for what looks like one, where nobody said what it is."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text in ("true", "false"):
        return text == "true"
    try:
        return Decimal(text) if text[:1].isdigit() or text[:1] in "-." else text
    except ArithmeticError:
        return text
