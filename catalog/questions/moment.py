"""A day and a time: asked in the reader's zone, kept in UTC."""

from datetime import UTC, datetime, time
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.questions.base import Asking, expect, standard
from catalog.questions.date import LIMIT, DateBlock, Dated, limit_day
from catalog.texts import Bilingual, in_both


class DateTimeQuestion(Dated):
    kind: Literal["datetime"] = "datetime"
    fact = "datetime"

    def field(self, asking: Asking) -> forms.Field:
        earliest, latest = self.limits(asking)
        attrs = {"type": "datetime-local"}
        attrs |= {"min": f"{earliest}T00:00"} if earliest else {}
        attrs |= {"max": f"{latest}T23:59"} if latest else {}
        return forms.DateTimeField(
            widget=forms.DateTimeInput(attrs=attrs, format="%Y-%m-%dT%H:%M"),
            validators=[self.within(asking)],
            **standard(self),
        )

    def raw(self, answer: Any) -> Any:
        sentence = _("This must be a date with a time, such as 2026-11-21T09:30:00Z.")
        expect(answer, str, sentence)
        try:
            found = parse_datetime(answer)
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(sentence, code="wrong-type")
        return answer

    def store(self, cleaned: datetime | None) -> str | None:
        return cleaned.astimezone(UTC).isoformat() if cleaned else None

    def read(self, cleaned: datetime) -> Bilingual | str:
        here = timezone.localtime(cleaned)
        return in_both(lambda: formats.date_format(here, "DATETIME_FORMAT"))

    def initial(self, value: Any, asking: Asking) -> Any:
        if isinstance(value, str) and LIMIT.match(value.strip()):
            day = limit_day(value, asking.today)
            return timezone.make_aware(datetime.combine(day, time(9)))
        return value

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


class DateTimeBlock(DateBlock):
    class Meta:
        icon = "calendar-alt"
        label = gettext_lazy("Date and time")
        label_format = "{label}"


KIND = (DateTimeQuestion, DateTimeBlock)
