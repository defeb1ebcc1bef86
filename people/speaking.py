"""Speaking somebody's language: everything inside is said as this person reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from people.zones import zone_of

if TYPE_CHECKING:
    from people.models import Person


@contextmanager
def speaking_to(person: "Person") -> Iterator[None]:
    """Activates the person's language and time zone; for mails, the API and whoever has no session."""
    with translation.override(person.language), timezone.override(zone_of(person)):
        yield
