"""What people type about themselves."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused
from people.models import Person
from people.notices import wishes_of
from people.picking import PickPerson
from people.zones import grouped

MOMENT = "%Y-%m-%dT%H:%M"  # as a browser's field for a moment wants it


class SettingsForm(forms.Form):
    """A person's own language, time zone, appearance and telephone."""

    language = forms.ChoiceField(label=_("Language"), choices=Person.Language.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Person.Theme.choices, widget=forms.RadioSelect())
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        own = {name: getattr(person, name) for name in ("language", "time_zone", "theme", "phone")}
        super().__init__(*args, initial=own, **kwargs)
        of_site = _("As at my site")
        self.fields["time_zone"].choices = [("", of_site), *grouped()]


class PreferencesForm(forms.Form):
    """Two boxes for each topic: in the bell, by mail."""

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = wishes_of(person)
        for topic, wish in self.topics:
            for way, label in (("bell", _("in the bell")), ("mail", _("by mail"))):
                self.fields[f"{topic.name}:{way}"] = forms.BooleanField(
                    label=label, required=False, initial=getattr(wish, way)
                )

    def rows(self) -> list[dict[str, Any]]:
        """A row per topic, for the table."""
        return [
            {"label": topic.label, "bell": self[f"{topic.name}:bell"], "mail": self[f"{topic.name}:mail"]}
            for topic, _wish in self.topics
        ]

    def chosen(self) -> list[tuple[str, bool, bool]]:
        """`(topic, bell, mail)` for each topic whose boxes were changed."""
        return [
            (topic.name, *answers)
            for topic, wish in self.topics
            if (answers := tuple(self.cleaned_data[f"{topic.name}:{way}"] for way in ("bell", "mail")))
            != (wish.bell, wish.mail)
        ]


class TokenForm(forms.Form):
    """A new token: what for, and for how long."""

    DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), ("never", _("until revoked"))]

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    days = forms.ChoiceField(label=_("Valid for"), choices=DAYS, initial="90")

    def expires_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return None if days == "never" else now + timedelta(days=int(days))


class PersonChoice(forms.ModelChoiceField):
    """A colleague, chosen by id."""

    def label_from_instance(self, person: Person) -> str:
        return person.label


class AwayForm(forms.Form):
    """Who acts for somebody, from when until when. `person` is asked for only of those who arrange it for others."""

    person = PersonChoice(label=_("Who is away?"), queryset=Person.objects.none(), widget=PickPerson())
    substitute = PersonChoice(
        label=_("Who acts instead?"), queryset=Person.objects.none(), widget=PickPerson()
    )
    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    )
    note = forms.CharField(
        label=_("Note for them"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, by: Person, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(by).active().order_by("name")
        self.fields["substitute"].queryset = people
        if for_others:
            self.fields["person"].queryset = people
            self.fields["person"].initial = by.pk
        else:
            del self.fields["person"]


def write_into(form: forms.Form, refused: Refused) -> None:
    """Puts a refusal's sentences beside the fields they are about, or above the form."""
    placed = {name: said for name, said in refused.errors.items() if name in form.fields}
    for name, said in placed.items():
        for sentence in said:
            form.add_error(name, sentence)
    if not placed:
        form.add_error(None, refused.message)
