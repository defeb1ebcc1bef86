"""What all questions have in common: what is stored of them, and how an answer comes in and is read."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from catalog.texts import Bilingual, Text, nothing
from people.models import Person
from rules import Fact
from tickets.models import Ticket
from ui.bilingual import pick

NAME = re.compile(r"^[a-z][a-z0-9_]{0,59}$")
RESERVED = frozenset({"person", "on_behalf_of", "for", "key", "csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Asking:
    """For whom and by whom a form is filled in, and when."""

    person: Person
    by: Person
    now: datetime
    service: str = ""
    ticket: Ticket | None = None  # whose answers are put right
    looker: Person | None = None  # who looks at a preview: sees no more than they may
    choose: str = ""  # where a preview's choosers find people and things

    @property
    def reader(self) -> Person:
        """Who is offered what they may see: whoever fills it in, and in a preview the chosen person."""
        return self.person if self.looker else self.by

    @cached_property
    def today(self) -> date:
        """The day it is where the reader is."""
        return timezone.localdate(self.now)


class Part(BaseModel):
    """A frozen piece of a service; what it doesn't know it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Part):
    """One answer people may choose."""

    value: str
    label: Text


class Question(Part):
    """A question of a form, frozen with the service version.

    An answer has three shapes: `raw` as it comes in, *cleaned* (a Python value: Decimal, date, Person …)
    and *stored* (JSON that keeps the type without loss). No answer is None in the last two.
    """

    kind: str
    name: str = ""
    label: Text = Field(default_factory=nothing)
    help: Text = Field(default_factory=nothing)
    required: bool = False
    required_if: str = ""
    visible_if: str = ""
    known: str = ""
    default: str = ""
    check: str = ""
    message: Text = Field(default_factory=nothing)

    asks: ClassVar[bool] = True
    by_link: ClassVar[bool] = True  # whether an address may fill it in
    repeats: ClassVar[bool] = True  # whether an answer may be given again in another order
    fact: ClassVar[str] = "text"
    knows: ClassVar[tuple[str, ...]] = ()  # what `known` may name

    # ── for rules ──

    def facts(self) -> dict[str, Fact]:
        """The facts an answer gives to rules, by name."""
        return {self.name: Fact(self.fact, label=self.label)}

    def values(self, cleaned: Any) -> dict[str, Any]:
        """The values of those facts; None where nothing was answered."""
        return {self.name: cleaned}

    # ── in ──

    def field(self, asking: Asking) -> forms.Field:
        """The Django field; whether an answer is required is decided by the form."""
        raise NotImplementedError

    def raw(self, answer: Any) -> Any:
        """What the field reads, from a JSON answer. Refuses what has the wrong JSON type."""
        return expect(answer, str, _("This must be a text."))

    @property
    def takes_list(self) -> bool:
        """Whether the field reads several texts."""
        return False

    def is_answered(self, cleaned: Any) -> bool:
        return cleaned not in (None, "", [], ())

    # ── out ──

    def store(self, cleaned: Any) -> Any:
        return cleaned

    def read(self, cleaned: Any) -> Bilingual | str:
        """The answer as people read it."""
        return str(cleaned)

    def row(self, cleaned: Any) -> dict[str, Any]:
        """The answer's line on the ticket's sheet."""
        return {"name": self.name, "kind": self.kind, "label": self.label, "text": self.read(cleaned)}

    def initial(self, value: Any, asking: Asking) -> Any:
        """What the field shows for a default's value (a plain one, or what a rule gave)."""
        return value

    # ── for machines ──

    def schema(self, asking: Asking) -> dict[str, Any]:
        """The answer as JSON Schema (draft 2020-12)."""
        return {"type": "string"}

    @property
    def text(self) -> str:
        return pick(self.label)

    @property
    def hint(self) -> str:
        return pick(self.help)

    @property
    def texts(self) -> dict[str, Bilingual]:
        """All texts people may read, by the name of their place."""
        return {"label": self.label, "help": self.help, "message": self.message}


class Furniture(Question):
    """Something a form shows but does not ask."""

    asks: ClassVar[bool] = False

    def facts(self) -> dict[str, Fact]:
        return {}

    def values(self, cleaned: Any) -> dict[str, Any]:
        return {}


def expect(answer: Any, kinds: type | tuple[type, ...], sentence: str) -> Any:
    """The answer, if it has one of these JSON types; True and False are numbers to nobody."""
    allowed = kinds if isinstance(kinds, tuple) else (kinds,)
    if not isinstance(answer, allowed) or (isinstance(answer, bool) and bool not in allowed):
        raise ValidationError(sentence, code="wrong-type")
    return answer


def standard(question: Question) -> dict[str, Any]:
    """The arguments that every field takes."""
    return {"required": False, "label": question.text, "help_text": question.hint}
