"""What is asked to begin, bring along and publish a process."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Department, Person
from processes.bpmn.xml import LARGEST
from processes.gallery import Entry, entries, entry
from processes.models import Definition


class DiagramField(forms.FileField):
    """One file with a BPMN 2.0 diagram; what is in it is looked at when it is read."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": ".bpmn,.bpmn20.xml,.xml"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload and upload.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than two megabytes; a diagram is not."))
        return upload


class StartForm(forms.Form):
    name_en = forms.CharField(label=_("Name"), max_length=120, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Whose"), required=False)
    ready = forms.ChoiceField(
        label=_("Begin with one that is ready"),
        required=False,
        help_text=_("It keeps its own name where you give none."),
    )
    like = forms.ModelChoiceField(
        Definition.objects.none(),
        label=_("Or with a copy of"),
        required=False,
        empty_label=_("none of them"),
        to_field_name="slug",
    )
    file = DiagramField(
        label=_("Or with a BPMN file"),
        required=False,
        help_text=_("Drawn with any tool. What can't be run here is named, and nothing of it is dropped."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        department.queryset = Department.objects.visible_to(person).filter(
            person.reach("publisher").over("pk")
        )
        department.required = not person.is_admin
        department.empty_label = _("the whole company's") if person.is_admin else None
        offered = [(one.slug, f"{one.title}: {one.summary}") for one in entries()]
        self.fields["ready"].choices = [("", _("nothing: an empty canvas")), *offered]
        self.fields["like"].queryset = (
            Definition.objects.visible_to(person).published().order_by("name", "pk")
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if sum(bool(given.get(name)) for name in ("ready", "like", "file")) > 1:
            self.add_error(None, _("Begin with one of these only: a ready process, a copy, or a file."))
        if not any(given.get(name) for name in ("name_en", "name_zh", "ready")):
            self.add_error("name_en", _("A process needs a name."))
        return given

    @property
    def names(self) -> dict[str, str]:
        given = {"en": self.cleaned_data["name_en"], "zh": self.cleaned_data["name_zh"]}
        return given if any(given.values()) or not self.from_gallery else dict(self.from_gallery.names)

    @property
    def from_gallery(self) -> Entry | None:
        """The process of the gallery it begins with."""
        return entry(self.cleaned_data["ready"])


class FileForm(forms.Form):
    file = DiagramField(
        label=_("BPMN file"),
        help_text=_("It takes the place of what is drawn now. What can't be run here is named."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PublishForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    over = forms.IntegerField(widget=forms.HiddenInput, required=False)
    notes = forms.CharField(
        label=_("What changes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For those who read the history."),
    )
