"""A heading over the questions that follow, up to the next one; hidden, it hides them all."""

from typing import Literal

from django.utils.translation import gettext_lazy as _

from catalog.questions.base import Furniture
from catalog.questions.editing import FurnitureBlock


class SectionQuestion(Furniture):
    kind: Literal["section"] = "section"


class SectionBlock(FurnitureBlock):
    class Meta:
        icon = "title"
        label = _("Section")
        label_format = "{label}"


KIND = (SectionQuestion, SectionBlock)
