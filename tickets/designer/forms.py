"""What is asked to draw a part of a lifecycle; each form reads a part of it and gives one back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Department, Person
from rules import BrokenRule, compile_rule
from tickets.facts import FACTS
from tickets.lifecycles import WHO, Spec, Status, Text, Transition
from tickets.lifecycles.comparing import CAUSES
from tickets.lifecycles.spec import SERVICE_PROCESS, WELL_KNOWN
from tickets.models import Kind, Lifecycle
from tickets.phases import Phase
from ui.bilingual import pick

ANYWHERE = ("*", _("every status from which the phases allow it"))
TONES = [
    ("", _("plain")),
    ("primary", _("the usual next step")),
    ("success", _("a success")),
    ("warning", _("a warning")),
    ("danger", _("an end nobody hoped for")),
]
AWAITS = [("", _("nothing in particular")), ("approval", _("an approval")), ("requester", _("the requester"))]
Ticks = forms.CheckboxSelectMultiple


def sentence(
    label: Any, *, required: bool = True, rows: int = 0, longest: int = 120, **more: Any
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=required, max_length=longest, widget=widget, **more)


def text_of(form: forms.Form, name: str) -> Text:
    return Text(en=form.cleaned_data[f"{name}_en"], zh=form.cleaned_data[f"{name}_zh"])


def sides_of(text: Text | None, name: str) -> dict[str, str]:
    return {f"{name}_en": text.en, f"{name}_zh": text.zh} if text else {}


class SeenForm(forms.Form):
    """A form that knows on which revision of the draft it was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StartForm(forms.Form):
    label_en = sentence(_("Name"))
    label_zh = sentence(_("Name in Chinese"))
    kind = forms.ChoiceField(label=_("Kind of ticket"), choices=Kind.choices, initial=Kind.REQUEST)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Whose"), required=False)
    like = forms.ModelChoiceField(
        Lifecycle.objects.none(),
        label=_("Begin with a copy of"),
        required=False,
        empty_label=_("nothing: an empty drawing"),
        to_field_name="slug",
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        department.queryset = Department.objects.visible_to(person).filter(
            person.reach("publisher").over("pk")
        )
        department.required = not person.is_admin
        department.empty_label = _("the whole company's") if person.is_admin else None
        self.fields["like"].queryset = Lifecycle.objects.visible_to(person).published().order_by("name", "pk")

    @property
    def label(self) -> Text:
        return text_of(self, "label")


class AboutForm(SeenForm):
    label_en = sentence(_("Name"))
    label_zh = sentence(_("Name in Chinese"), required=False)
    initial = forms.ChoiceField(label=_("Tickets begin in"))
    settles_after_days = forms.IntegerField(
        label=_("Days of silence after which it settles"), min_value=1, max_value=365, required=False
    )

    def __init__(self, *args: Any, spec: Spec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["initial"].choices = named(spec)

    @classmethod
    def facts_of(cls, spec: Spec) -> dict[str, Any]:
        plain = {"initial": spec.initial, "settles_after_days": spec.settles_after_days}
        return plain | sides_of(spec.label, "label")

    @property
    def facts(self) -> dict[str, Any]:
        known = {name: self.cleaned_data[name] for name in ("initial", "settles_after_days")}
        return {**known, "label": text_of(self, "label")}


class StatusForm(SeenForm):
    label_en = sentence(_("Name"))
    label_zh = sentence(_("Name in Chinese"), required=False)
    phase = forms.ChoiceField(
        label=_("Phase"), choices=Phase.choices, help_text=_("What clocks, lists and figures go by.")
    )
    hint_en = sentence(_("What the requester reads"), required=False, rows=2, longest=400)
    hint_zh = sentence(_("What the requester reads, in Chinese"), required=False, rows=2, longest=400)
    is_first = forms.BooleanField(label=_("Tickets begin here"), required=False)
    runs = forms.ChoiceField(
        label=_("Process that runs here"),
        required=False,
        help_text=_("It goes on as long as the ticket stays in statuses that run the same."),
    )
    awaits = forms.ChoiceField(
        label=_("The process takes the ticket here while it waits for"), choices=AWAITS, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {"": _("none"), SERVICE_PROCESS: _("the one the service names")}
        named = self.initial.get("runs") or ""  # a process by its own name stands in files only, and stays
        self.fields["runs"].choices = list((choices | {named: choices.get(named, named)}).items())

    @classmethod
    def facts_of(cls, spec: Spec, name: str) -> dict[str, Any]:
        status = spec.statuses[name]
        plain = {
            "phase": status.phase,
            "is_first": spec.initial == name,
            "runs": status.runs,
            "awaits": status.awaits,
        }
        return plain | sides_of(status.label, "label") | sides_of(status.hint, "hint")

    def status(self, was: Status | None) -> Status:
        hint = text_of(self, "hint")
        return Status(
            phase=Phase(self.cleaned_data["phase"]),
            label=text_of(self, "label"),
            hint=hint if hint.en or hint.zh else None,
            runs=self.cleaned_data["runs"],
            awaits=self.cleaned_data["awaits"],
        )


class TransitionForm(SeenForm):
    """A transition without its rows of conditions and questions, which are forms of their own."""

    label_en = sentence(_("Name"))
    label_zh = sentence(_("Name in Chinese"), required=False)
    source = forms.MultipleChoiceField(label=_("From"), widget=Ticks)
    to = forms.ChoiceField(label=_("To"))
    who = forms.MultipleChoiceField(label=_("Who may take it"), choices=list(WHO.items()), widget=Ticks)
    known = forms.MultipleChoiceField(label=_("What is asked"), widget=Ticks, required=False)
    note_en = sentence(_("Note shown when it is taken"), required=False, rows=2, longest=400)
    note_zh = sentence(_("Note in Chinese"), required=False, rows=2, longest=400)
    tone = forms.ChoiceField(label=_("Looks like"), choices=TONES, required=False)
    on = forms.ChoiceField(label=_("Taken by"), choices=list(CAUSES.items()), required=False)
    joined = forms.ChoiceField(
        label=_("Possible only if"),
        choices=[("all", _("all of this is so")), ("any", _("any of this is so"))],
        required=False,
    )
    when = forms.CharField(
        label=_("Or as a rule in writing (CEL)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, spec: Spec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [*named(spec), ANYWHERE]
        self.fields["to"].choices = named(spec)
        self.fields["known"].choices = [(name, pick(one["label"])) for name, one in WELL_KNOWN.items()]

    def clean_when(self) -> str:
        rule = self.cleaned_data["when"].strip()
        if rule:
            try:
                compile_rule(rule, FACTS, expects="bool")
            except BrokenRule as broken:
                raise forms.ValidationError(str(broken)) from None
        return rule

    def clean_source(self) -> list[str]:
        source = self.cleaned_data["source"]
        return ["*"] if "*" in source else source

    @classmethod
    def facts_of(cls, step: Transition) -> dict[str, Any]:
        plain = {name: getattr(step, name) for name in ("to", "tone", "on")}
        several = {
            "source": list(step.source),
            "who": list(step.who),
            "known": [one.name for one in step.ask if one.name in WELL_KNOWN],
        }
        return plain | several | sides_of(step.label, "label") | sides_of(step.note, "note")


def named(spec: Spec) -> list[tuple[str, str]]:
    """The statuses by their names, in the order they were drawn."""
    return [(name, pick(status.label.model_dump()) or name) for name, status in spec.statuses.items()]


class PublishForm(SeenForm):
    notes = forms.CharField(
        label=_("What changes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For those who read the history."),
    )
    over = forms.IntegerField(widget=forms.HiddenInput, required=False)
