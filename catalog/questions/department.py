"""A department of the company."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.questions.base import Asking, Question, expect, standard
from catalog.questions.editing import QuestionBlock
from catalog.texts import Bilingual
from people.models import Department


class DepartmentField(forms.ModelChoiceField):
    """Departments as their tree, chosen by slug."""

    def label_from_instance(self, department: Department) -> str:
        return "\u2003" * (department.depth - 1) + department.label


class DepartmentQuestion(Question):
    kind: Literal["department"] = "department"
    fact = "text"
    knows = ("department",)

    def values(self, cleaned: Any) -> dict[str, Any]:
        return {self.name: cleaned.slug if cleaned else None}

    def field(self, asking: Asking) -> forms.Field:
        return DepartmentField(
            Department.objects.visible_to(asking.by),
            to_field_name="slug",
            empty_label=_("Please choose"),
            **standard(self),
        )

    def raw(self, answer: Any) -> Any:
        return expect(answer, str, _("This must be the short name of a department."))

    def store(self, cleaned: Department | None) -> str | None:
        return cleaned.slug if cleaned else None

    def read(self, cleaned: Department) -> Bilingual | str:
        names = cleaned.names
        return names if names["zh"] else names["en"]

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": "string", "description": "slug of a department"}


class DepartmentBlock(QuestionBlock):
    own = ("known",)

    class Meta:
        icon = "group"
        label = gettext_lazy("Department")
        label_format = "{label}"


KIND = (DepartmentQuestion, DepartmentBlock)
