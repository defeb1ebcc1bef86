"""What is new about a service, for as long as it is news."""

from dataclasses import dataclass
from datetime import datetime

from catalog.models import ServiceVersion
from catalog.querysets import NEWS_FOR
from ui.bilingual import choose


@dataclass(frozen=True)
class News:
    number: int
    at: datetime
    notes: str


def news_of(version: ServiceVersion, *, now: datetime) -> News | None:
    """The release notes of a version that is younger than 30 days; None where there is nothing to tell."""
    notes = choose(version.notes, version.notes_zh)
    if not notes or version.published_at <= now - NEWS_FOR:
        return None
    return News(version.number, version.published_at, notes)
