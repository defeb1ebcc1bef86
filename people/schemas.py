"""People as programs see them."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import ConfigDict, model_validator

from journal.refusals import Invalid
from people.models import Department, Person, Site, Team

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class Sent(Schema):
    """What a program sends; a field nobody knows is refused instead of left out, and so is what no database keeps."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _refuse_what_cannot_be_kept(cls, sent: Any, handler: Any, info: Any) -> Any:
        data = getattr(sent, "_obj", sent)
        for name, value in data.items() if isinstance(data, dict) else ():
            if _has_unkeepable(value):
                sentence = _("This holds a character that can't be kept: a NUL, or half of one.")
                raise Invalid(sentence, errors={name: [sentence]})
        return handler(sent)


def _has_unkeepable(value: Any) -> bool:
    """Whether a text anywhere in it holds NUL or a lone surrogate. Not recursive: senders choose the depth."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str) and UNKEEPABLE.search(one):
            return True
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one
    return False


class PersonOut(Schema):
    id: int
    username: str
    name: str

    @classmethod
    def of(cls, person: Person | None) -> "PersonOut | None":
        return cls(id=person.pk, username=person.username, name=person.label) if person else None


class PlaceOut(Schema):
    """A department, team or site: its slug, and its name in the reader's language."""

    slug: str
    name: str

    @classmethod
    def of(cls, place: Department | Team | Site | None) -> "PlaceOut | None":
        return cls(slug=place.slug, name=place.label) if place else None


class MeOut(Schema):
    id: int
    username: str
    name: str
    email: str
    language: str
    time_zone: str
    department: PlaceOut | None
    site: PlaceOut | None
    manager: PersonOut | None
    teams: list[PlaceOut]
    is_agent: bool
    unread_notices: int
