"""Orders that somebody might place of a service of the gallery, out of the sample answers in its file."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from catalog.gallery import Entry
from catalog.questions import Question
from people.models import Person
from tests.cast import Company
from tickets.actions import upload

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
DAY = re.compile(r"^today([+-]\d+)?(?: (\d\d:\d\d))?$")


def sample(entry: Entry, *, by: Person, company: Company, now: datetime) -> dict[str, Any]:
    """Its answers as the API takes them; days count from `now`, "someone" and "a-department" become real ones."""
    questions = {one.name: one for one in entry.spec.asked}
    return {
        name: _answer(questions[name], value, by=by, company=company, now=now)
        for name, value in entry.order.items()
    }


def _answer(question: Question, value: Any, *, by: Person, company: Company, now: datetime) -> Any:
    if question.kind == "person":
        return company.tina.username
    if question.kind == "department":
        return company.finance.slug
    if question.kind == "files":
        return [_uploaded(by, now, question) for _one in range(value)]
    if question.kind == "table":
        return [{name: _day(cell, now) for name, cell in row.items() if cell != ""} for row in value]
    return _day(value, now)


def _day(value: Any, now: datetime) -> Any:
    found = DAY.match(value) if isinstance(value, str) else None
    if found is None:
        return value
    day = timezone.localdate(now) + timedelta(days=int(found[1] or 0))
    if found[2] is None:
        return day.isoformat()
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(found[2]))).isoformat()


def _uploaded(by: Person, now: datetime, question: Question) -> str:
    kind = "png" if question.types and "pdf" not in question.types else "pdf"
    file = ContentFile({"pdf": PAPER, "png": PICTURE}[kind], name=f"paper.{kind}")
    return str(upload(file, by=by, now=now).uid)
