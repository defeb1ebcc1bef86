"""The forms of the administration. They check; the deeds write."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from people.administration.chooser import person_chooser
from people.models import Department, Grant, Membership, Person, Site, Team, WorkingCalendar
from people.zones import grouped


class Indented(forms.ModelChoiceField):
    """Departments, each set in by its depth in the tree."""

    def label_from_instance(self, department: Department) -> str:
        return "\u2003" * (department.depth - 1) + department.label


class ZoneField(forms.ChoiceField):
    def __init__(self, **more: Any) -> None:
        empty = [] if more.get("required", True) else [("", _("As at the site"))]
        super().__init__(label=capfirst(_("time zone")), choices=lambda: [*empty, *grouped()], **more)


class PersonForm(WagtailAdminModelForm):
    """Somebody new. The first password is chosen by the person, with the link under the sign-in form."""

    department = Indented(Department.objects.all(), label=capfirst(_("department")), required=False)
    time_zone = ZoneField(required=False)

    class Meta:
        model = Person
        fields = (
            "username",
            "name",
            "email",
            "job_title",
            "department",
            "site",
            "manager",
            "phone",
            "language",
            "time_zone",
            "is_vip",
        )
        widgets = {"manager": person_chooser.widget_class}


class PersonEditForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = (*PersonForm.Meta.fields, "is_active")


class DepartmentForm(WagtailAdminModelForm):
    parent = Indented(
        Department.objects.all(),
        label=capfirst(_("belongs to")),
        required=False,
        empty_label=capfirst(_("the company itself")),
    )

    class Meta:
        model = Department
        fields = ("name", "name_zh", "slug", "code", "head", "icon", "confidential")
        widgets = {"head": person_chooser.widget_class}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()


class TeamForm(WagtailAdminModelForm):
    department = Indented(Department.objects.all(), label=capfirst(_("department")))

    class Meta:
        model = Team
        fields = ("name", "name_zh", "slug", "department", "email", "is_service_desk")


class SiteForm(WagtailAdminModelForm):
    time_zone = ZoneField()

    class Meta:
        model = Site
        fields = ("name", "name_zh", "slug", "address", "time_zone", "calendar")


class GrantForm(WagtailAdminModelForm):
    department = Indented(
        Department.objects.all(),
        label=capfirst(_("department")),
        required=False,
        empty_label=capfirst(_("the whole company")),
    )

    class Meta:
        model = Grant
        fields = ("person", "role", "department")
        widgets = {"person": person_chooser.widget_class}


class MembershipForm(WagtailAdminModelForm):
    class Meta:
        model = Membership
        fields = ("person", "team", "is_lead")
        widgets = {"person": person_chooser.widget_class}


class MembershipEditForm(WagtailAdminModelForm):
    class Meta:
        model = Membership
        fields = ("is_lead",)


# ── calendars ──

SPAN = re.compile(r"(\d{1,2}:\d\d)\s*[-–—~]\s*(\d{1,2}:\d\d)")
A_MONDAY = 5  # 5 January 2026 was one; the names of weekdays come from dates, in the reader's language
SPANS_HELP = _("Such as 09:00-12:30, 13:30-18:00; empty for a day off.")


class SpansField(forms.CharField):
    """Spans of a day as people write them: `09:00-12:30, 13:30-18:00`."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=200, **more)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join("-".join(span) for span in value)
        return value

    def to_python(self, value: Any) -> list[list[str]]:
        return read_spans(value or "")


class ExceptionsField(forms.CharField):
    """A line per day that differs: `2026-12-24` is closed, `2026-12-31 09:00-12:00` is short."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 6}), **more)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            spans = SpansField()
            return "\n".join(f"{day} {spans.prepare_value(value[day])}".strip() for day in sorted(value))
        return value

    def to_python(self, value: Any) -> dict[str, list[list[str]]]:
        found = {}
        for line in (value or "").splitlines():
            day, _space, spans = line.strip().partition(" ")
            if day:
                found[day] = read_spans(spans)
        return found


def read_spans(text: str) -> list[list[str]]:
    """`[["09:00", "12:30"], …]`; whether they make sense is the deed's to say."""
    found = [[start.zfill(5), end.zfill(5)] for start, end in SPAN.findall(text)]
    if SPAN.sub("", text).strip(" ,;，；、"):
        raise ValidationError(SPANS_HELP)
    return found


class CalendarForm(WagtailAdminModelForm):
    """Hours are typed a weekday at a time; nobody has to write JSON."""

    time_zone = ZoneField()
    exceptions = ExceptionsField(
        label=capfirst(_("days that differ")),
        help_text=_("A line each: 2026-12-24 is closed, 2026-12-31 09:00-12:00 is short."),
    )

    class Meta:
        model = WorkingCalendar
        fields = ("name", "name_zh", "slug", "time_zone", "round_the_clock", "holidays")
        help_texts = {"holidays": _("A country, maybe with a part of it: CN, DE-BE, US. Empty for none.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(1, 8):
            self.fields[f"day{day}"] = SpansField(
                label=_weekday(day), help_text=SPANS_HELP, initial=self.instance.hours.get(str(day), [])
            )
        self.fields["exceptions"].initial = self.instance.exceptions
        self.order_fields([*self.Meta.fields, *(f"day{day}" for day in range(1, 8)), "exceptions"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        days = {str(day): cleaned.pop(f"day{day}", []) for day in range(1, 8)}
        cleaned["hours"] = {day: spans for day, spans in days.items() if spans}
        return cleaned


def _weekday(day: int) -> str:
    monday = timezone.datetime(2026, 1, A_MONDAY)
    return date_format(monday + timezone.timedelta(days=day - 1), "l")
