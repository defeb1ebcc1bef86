"""The form on which a draft is tried: as whom, with which answers, and what each step's people say."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Person
from processes.bpmn import Drawing
from processes.designer.trial import label_of, used_names
from processes.outline.knowing import choices_of
from processes.settings import BadSetting, is_work, work_of
from rules import Fact, Facts
from rules.explanation import side
from tickets.models import Task
from ui.bilingual import pick

OUTCOMES = [
    (Task.Outcome.APPROVED.value, _("approves")),
    (Task.Outcome.REJECTED.value, _("rejects")),
    (Task.Outcome.EXPIRED.value, _("says nothing in time")),
]
YES_NO = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
ANSWER, STEP = "answer-", "step-"


class TryForm(forms.Form):
    """`person` is a user name. The answers the drawing reads are fields `answer-NAME`, what a step's people find
    out `step-ELEMENT.NAME`."""

    def __init__(self, *args: Any, drawing: Drawing, facts: Facts, asker: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asker, self.facts = asker, facts
        self.fields["person"] = PersonField(asker, label=_("Sent by"))
        for name in used_names(drawing):
            self.fields[ANSWER + name] = self._field(facts.get(name) or Fact("any"), name)
        for _graph, node in drawing.walk():
            if is_work(node):
                self._ask_of(node)

    def _ask_of(self, node: Any) -> None:
        try:
            work = work_of(node)
        except BadSetting:
            return
        label = label_of(node)
        if work.does == "approval":
            self.fields[f"{STEP}{node.id}.outcome"] = forms.ChoiceField(
                label=label, choices=OUTCOMES, required=False
            )
        for ask in work.asks:
            words = pick({"en": ask.label, "zh": ask.label_zh}) or ask.name
            fact = Fact(ASKED.get(ask.kind, "text"), choices=choices_of(ask.choices))
            self.fields[f"{STEP}{node.id}.{ask.name}"] = self._field(fact, f"{label}: {words}")

    def _field(self, fact: Fact, name: str) -> forms.Field:
        if fact.type == "person":
            return PersonField(self.asker, label=side(fact.label) if fact.label else name, required=False)
        return field_for(fact, name)

    @property
    def given(self) -> dict[str, Any]:
        """The answers by name, typed; those left empty are not answered."""
        return {name.removeprefix(ANSWER): value for name, value in self._values(ANSWER)}

    @property
    def found_out(self) -> dict[str, dict[str, Any]]:
        """What the people of each step say, by its element; who is not asked for a decision approves."""
        said: dict[str, dict[str, Any]] = {
            name.removeprefix(STEP).removesuffix(".outcome"): {"outcome": Task.Outcome.APPROVED.value}
            for name in self.fields
            if name.startswith(STEP) and name.endswith(".outcome")
        }
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


class PickPerson(forms.TextInput):
    """Somebody, found while typing; what is sent is the user name."""

    template_name = "processes/widgets/pick_person.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = Person.objects.active().filter(username=value).first() if value else None
        context["widget"] |= {"url": reverse("processes:people"), "label": known.label if known else value}
        return context


class PersonField(forms.CharField):
    """A colleague by the user name; the person asking must be able to see them."""

    def __init__(self, asker: Person, **kwargs: Any) -> None:
        super().__init__(max_length=150, widget=PickPerson(), **kwargs)
        self.asker = asker

    def clean(self, value: Any) -> Person | None:
        name = super().clean(value)
        if not name:
            return None
        person = Person.objects.visible_to(self.asker).active().filter(username=name).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this user name."))
        return person


KINDS = ("choice", "yesno", "date", "number", "person")  # of answers of steps that are facts of that type
ASKED: Mapping[str, str] = dict(zip(KINDS, KINDS, strict=True))


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
