"""What is asked when a desk is founded."""

from datetime import time
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.zones import grouped
from servicedesk.founding.deeds import day_of, first_site
from servicedesk.founding.presets import COUNTRIES, Preset
from ui.bilingual import pick

WEEKDAYS = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
)
USUAL = {"days": ["1", "2", "3", "4", "5"], "opens": time(9), "closes": time(17)}


class FirstForm(forms.Form):
    """The first administrator about themselves."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("You sign in with it, or with your mail address."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        password = said.get("password")
        if password and said.get("again") and password != said["again"]:
            self.add_error("again", _("The two passwords differ."))
        if password:
            person = Person(**{name: said.get(name, "") for name in ("name", "email", "username")})
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return said


class CompanyForm(forms.Form):
    """The company: what it is called, where its clock stands, when its people work."""

    name = forms.CharField(label=_("Name of the company"), max_length=120)
    name_zh = forms.CharField(label=_("Its Chinese name"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Language of new accounts, and yours"),
        choices=Person.Language.choices,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    days = forms.MultipleChoiceField(
        label=_("Working days"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    holidays = forms.ChoiceField(
        label=_("Public holidays of"),
        required=False,
        help_text=_("On these days no clock runs. Regions can be set later, under Working calendars."),
    )

    def __init__(self, person: Person, *args: Any, zone: str, **kwargs: Any) -> None:
        site = first_site()
        super().__init__(*args, initial={**USUAL, **_known(person, zone, site)}, **kwargs)
        self.fields["time_zone"].choices = grouped()
        countries = [(code, pick(name)) for code, name in COUNTRIES]
        kept = site.calendar.holidays if site and site.calendar else ""
        if kept and kept not in dict(countries):
            countries.append((kept, kept))
        self.fields["holidays"].choices = [
            ("", gettext("No country")),
            *sorted(countries, key=lambda one: one[1]),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("opens") and said.get("closes") and said["closes"] <= said["opens"]:
            self.add_error("closes", _("The day has to end after it begins."))
        return said


def _known(person: Person, zone: str, site: Any) -> dict[str, Any]:
    """What is there already, when somebody comes back."""
    known: dict[str, Any] = {"language": person.language, "time_zone": zone}
    if site is None:
        return known
    known |= {"name": site.name, "name_zh": site.name_zh, "time_zone": site.time_zone}
    if site.calendar:
        known |= dict(zip(("days", "opens", "closes"), day_of(site.calendar) or (), strict=False))
        known["holidays"] = site.calendar.holidays
    return known


class DepartmentForm(forms.Form):
    """A department that will offer services; asked only where `offers` is ticked."""

    offers = forms.BooleanField(required=False)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    team = forms.CharField(label=_("Its team"), max_length=120, required=False)
    team_zh = forms.CharField(label=_("The team's Chinese name"), max_length=120, required=False)
    lead_name = forms.CharField(label=_("Who leads it?"), max_length=120, required=False)
    lead_mail = forms.EmailField(label=_("Their mail address"), required=False)

    def __init__(self, preset: Preset, *args: Any, **kwargs: Any) -> None:
        self.preset = preset
        usual = {"name": preset.name, "team": preset.team}
        initial = {name: text["en"] for name, text in usual.items()}
        initial |= {f"{name}_zh": text["zh"] for name, text in usual.items()}
        initial["offers"] = preset.area in ("it", "hr")
        super().__init__(*args, prefix=preset.area, initial=initial, **kwargs)
        self.fields["offers"].label = pick(preset.name) or _("Another department")

    @property
    def is_open(self) -> bool:
        """Whether its questions are to be answered."""
        return bool(self["offers"].value())

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("offers"):
            self._errors.clear()  # what isn't offered isn't asked

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("name", "team"):
            if not said.get(name, "").strip():
                self.add_error(name, _("Please fill this in."))
        if said.get("lead_name", "").strip() and not said.get("lead_mail") and "lead_mail" not in self.errors:
            self.add_error("lead_mail", _("We need it for their account."))
        return said
