"""A day, between limits that may depend on today."""

import re
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import field_validator

from catalog.questions.base import Asking, Question, expect, standard
from catalog.questions.editing import QuestionBlock, WordsBlock
from catalog.texts import Bilingual, in_both

LIMIT = re.compile(r"^today(?:\s*([+-])\s*(\d{1,4}))?$")


def limit_day(text: str, today: date) -> date | None:
    """The day that "today", "today+14" or "2026-12-24" means; None for nothing. Raises ValueError."""
    if not text:
        return None
    if found := LIMIT.match(text.strip()):
        sign, days = found.groups()
        return today + timedelta(days=int(f"{sign or '+'}{days or 0}"))
    return date.fromisoformat(text.strip())


class Dated(Question):
    earliest: str = ""
    latest: str = ""

    @field_validator("earliest", "latest")
    @classmethod
    def names_a_day(cls, text: str) -> str:
        try:
            limit_day(text, date(2000, 1, 1))
        except ValueError:
            raise ValueError(_("Write a day as 2026-12-24, today, or today+14.")) from None
        return text

    def limits(self, asking: Asking) -> tuple[date | None, date | None]:
        return limit_day(self.earliest, asking.today), limit_day(self.latest, asking.today)

    def within(self, asking: Asking):
        """The validator of the limits, which says them in the reader's format."""
        earliest, latest = self.limits(asking)

        def validate(value: date | datetime) -> None:
            day = timezone.localdate(value) if isinstance(value, datetime) else value
            if earliest and day < earliest:
                said = formats.date_format(earliest, "DATE_FORMAT")
                raise ValidationError(_("The earliest day is %(day)s."), params={"day": said}, code="early")
            if latest and day > latest:
                said = formats.date_format(latest, "DATE_FORMAT")
                raise ValidationError(_("The latest day is %(day)s."), params={"day": said}, code="late")

        return validate


class DateQuestion(Dated):
    kind: Literal["date"] = "date"
    fact = "date"

    def field(self, asking: Asking) -> forms.Field:
        earliest, latest = self.limits(asking)
        attrs = {"type": "date"}
        attrs |= {"min": earliest.isoformat()} if earliest else {}
        attrs |= {"max": latest.isoformat()} if latest else {}
        return forms.DateField(
            widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"),
            validators=[self.within(asking)],
            **standard(self),
        )

    def raw(self, answer: Any) -> Any:
        expect(answer, str, _("This must be a date, such as 2026-11-21."))
        try:
            found = parse_date(answer)
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(_("This must be a date, such as 2026-11-21."), code="wrong-type")
        return answer

    def store(self, cleaned: date | None) -> str | None:
        return cleaned.isoformat() if cleaned else None

    def read(self, cleaned: date) -> Bilingual | str:
        return in_both(lambda: formats.date_format(cleaned, "DATE_FORMAT"))

    def initial(self, value: Any, asking: Asking) -> Any:
        if isinstance(value, str):
            try:
                return limit_day(value, asking.today) if value else None
            except ValueError:
                return value
        return value

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class DateBlock(QuestionBlock):
    own = ("earliest", "latest")
    known = None

    earliest = WordsBlock(
        label=gettext_lazy("Not before"), help_text=gettext_lazy("A day, today, or today+14")
    )
    latest = WordsBlock(label=gettext_lazy("Not after"), help_text=gettext_lazy("A day, today, or today+14"))

    class Meta:
        icon = "calendar"
        label = gettext_lazy("Date")
        label_format = "{label}"


KIND = (DateQuestion, DateBlock)
