"""A colleague."""

from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from catalog.questions.base import Asking, Question, expect, standard
from catalog.questions.editing import QuestionBlock
from catalog.texts import without_nul
from catalog.widgets import PickInput
from people.models import Department, Person

OFFERED = 20


class PersonInput(PickInput):
    def id_of(self, shown: str) -> str:
        return in_brackets(shown) or shown


class PersonQuestion(Question):
    kind: Literal["person"] = "person"
    among: Literal["everybody", "department", "reports"] = "everybody"

    fact = "person"
    knows = ("myself", "manager")

    def people(self, asking: Asking) -> Any:
        """Whom one may name here."""
        found = Person.objects.visible_to(asking.by)
        if not asking.by.is_machine:  # the desk itself may name who has just left
            found = found.active()
        if self.among == "reports":
            return found.filter(manager=asking.person)
        if self.among == "department":
            home = asking.person.department
            return found.filter(department__in=Department.objects.under(home.path)) if home else found.none()
        return found

    def matching(self, asking: Asking, text: str) -> list[dict[str, str]]:
        """What the chooser offers for what was typed."""
        found = self.people(asking).named(text).select_related("department").order_by("name", "pk")
        return [{"id": one.username, "label": named(one), "hint": one.job_title} for one in found[:OFFERED]]

    def field(self, asking: Asking) -> forms.Field:
        return PersonField(self.people(asking), **standard(self))

    def raw(self, answer: Any) -> Any:
        return str(
            expect(answer, (str, int), _("This must be a person: a user name, a mail address or an id."))
        )

    def store(self, cleaned: Person | None) -> int | None:
        return cleaned.pk if cleaned else None

    def read(self, cleaned: Person) -> str:
        return cleaned.label

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": ["string", "integer"], "description": "user name, mail address or id of a person"}


class PersonField(forms.Field):
    """One of the given people, by id, user name, mail address, or "Name (user name)" as the list offers it."""

    widget = PersonInput

    def __init__(self, people: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = people

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (int, str)) and value:
            value = self.find(str(value)) or value
        return named(value) if isinstance(value, Person) else value

    def to_python(self, value: Any) -> Person | None:
        if not value or isinstance(value, Person):
            return value or None
        text = str(value).strip()
        found = self.find(text)
        if found is None:
            sentence = _("Nobody called “%(text)s” can be chosen here. Pick a name from the list.")
            raise ValidationError(sentence, params={"text": text[:80]}, code="unknown-person")
        return found

    def find(self, text: str) -> Person | None:
        text = without_nul(in_brackets(text) or text)
        for lookup in ("username", "email__iexact"):
            if person := self.people.filter(**{lookup: text}).first():
                return person
        if text.isdecimal():
            return self.people.filter(pk=int(text[:18])).first()
        same = list(self.people.filter(name=text)[:2])
        return same[0] if len(same) == 1 else None


def in_brackets(text: str) -> str:
    """The user name in "Name (user name)"; empty in any other text."""
    return text[text.rindex("(") + 1 : -1] if text.endswith(")") and "(" in text else ""


def named(person: Person) -> str:
    """A person as the list offers them, and as the field reads them back."""
    return f"{person.label} ({person.username})"


class PersonBlock(QuestionBlock):
    own = ("among", "known")

    among = blocks.ChoiceBlock(
        choices=[
            ("everybody", gettext_lazy("Everybody")),
            ("department", gettext_lazy("People of the requester's department")),
            ("reports", gettext_lazy("People the requester manages")),
        ],
        default="everybody",
        label=gettext_lazy("Who can be chosen"),
    )

    class Meta:
        icon = "user"
        label = gettext_lazy("Person")
        label_format = "{label}"


KIND = (PersonQuestion, PersonBlock)
